import GraphLearning

/// What `gcn train --config FILE` reads: a run folder's `config.json`, or one of the same form that was written by hand.
///
/// `task`, `dataset` (`argument`, `data_root`, `csv`), `settings`, `seed`, `runs` and `split` are used where they are there;
/// flags on the command line come after them.
struct TrainConfiguration {
    let file: String
    let value: JSONValue

    init(_ file: String) throws {
        let path = Files.isDirectory(file) ? file + "/config.json" : file
        self.file = path
        value = try .parse(Files.read(path), file: path)
        guard value.object != nil else { throw problem("", "no object", "an object with \"dataset\" and \"settings\"") }
        let tasks = ["node-classification", "graph-classification", "graph-regression", "molecule-classification", "molecule-regression"]
        if let task = value["task"], !tasks.contains(task.string ?? "") {
            throw problem("task", task.encoded(), tasks.joined(separator: ", "))
        }
        if let split = value["split"], !split.isNull, split.string == nil {
            throw problem("split", split.encoded(), "what --split takes, or null")
        }
        if let format = value["format"]?.int, format != 1 {
            throw problem("format", "\(format)", "1")
        }
    }

    func problem(_ entry: String, _ found: String, _ expected: String) -> FileError {
        FileError(
            kind: .malformed, file: file, place: entry.isEmpty ? nil : .entry(entry), found: found, expected: expected,
            advice: "a run folder's config.json shows the form")
    }

    var dataset: String? { value["dataset"]?["argument"]?.string ?? value["dataset"]?.string }
    var dataRoot: String? { value["dataset"]?["data_root"]?.string }

    /// Whether its data are many graphs; nil where it does not say.
    var isGraphTask: Bool? { value["task"]?.string.map { $0.hasPrefix("graph-") } }

    /// Whether its data are a table of molecules.
    var isMoleculeTask: Bool { value["task"]?.string?.hasPrefix("molecule-") ?? false }

    func int(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let entry = value[key], !entry.isNull else { return nil }
        guard let number = entry.int, range.contains(number) else {
            throw problem(key, entry.encoded(), "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Puts its settings into those of a protocol.
    func apply<Settings: NamedSettings>(to settings: inout Settings) throws {
        guard let object = value["settings"], !object.isNull else { return }
        guard object.object != nil else { throw problem("settings", object.encoded(), "an object") }
        do {
            // a file without a protocol's name is one of its own
            if object["protocol"] == nil { try settings.set("protocol", "file") }
            try settings.apply(object)
        } catch {
            throw problem("settings.\(error.name)", error.found, error.expected)
        }
    }
}
