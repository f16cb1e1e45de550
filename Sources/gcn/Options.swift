import ArgumentParser
import GraphLearning

/// Flags that every command has.
struct GeneralOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most threads to use; the result is the same for any number.", valueName: "T"))
    var threads: Int?

    @Option(name: .customLong("seed"), help: ArgumentHelp("The seed of all random numbers (0).", valueName: "S"))
    var seedGiven: Int?
    var seed: Int { seedGiven ?? 0 }

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but the result.")
    var quiet = false

    func validate() throws {
        if let threads, threads < 1 || threads > 1024 {
            throw ValidationError("--threads \(threads): expected a number from 1 to 1024")
        }
    }

    /// Puts the flags into force.
    func apply() {
        _ = Process.start
        if let threads { Threads.count = threads }
    }

    /// Says something to the person at the terminal, unless asked to be quiet.
    func say(_ text: String) {
        if !quiet { Output.error(text) }
    }
}

/// Where data lies and how CSV files are to be read.
struct DataOptions: ParsableArguments {
    @Option(help: ArgumentHelp(
        "A folder of data sets, searched before GCN_DATA, the cache folder and the shipped Data.", valueName: "DIR"), completion: .directory)
    var dataRoot: String?

    @Option(help: ArgumentHelp("CSV: the file of nodes.", valueName: "FILE"), completion: .file())
    var nodes: String?

    @Option(help: ArgumentHelp("CSV: the file of edges.", valueName: "FILE"), completion: .file())
    var edges: String?

    @Option(name: [.customLong("id-column"), .customLong("id")], help: ArgumentHelp("CSV: the column of node ids (id).", valueName: "COLUMN"))
    var idColumn: String?

    @Option(name: [.customLong("label-column"), .customLong("label")], help: ArgumentHelp("CSV: the column of classes (label).", valueName: "COLUMN"))
    var labelColumn: String?

    @Option(help: ArgumentHelp("CSV: the column with train, validation or test (split).", valueName: "COLUMN"))
    var splitColumn: String?

    @Option(name: [.customLong("feature-columns"), .customLong("features")], help: ArgumentHelp("CSV: feature columns, comma-separated (all other columns).", valueName: "A,B,…"))
    var featureColumns: String?

    @Option(name: [.customLong("exclude-columns"), .customLong("exclude")], help: ArgumentHelp("CSV: columns to leave out, comma-separated.", valueName: "A,B,…"))
    var excludeColumns: String?

    @Option(name: [.customLong("source-column"), .customLong("source")], help: ArgumentHelp("CSV: the column an edge starts from (source).", valueName: "COLUMN"))
    var sourceColumn: String?

    @Option(name: [.customLong("target-column"), .customLong("target")], help: ArgumentHelp("CSV: the column an edge leads to (target).", valueName: "COLUMN"))
    var targetColumn: String?

    @Option(name: [.customLong("weight-column"), .customLong("weight")], help: ArgumentHelp("CSV: the column of edge weights (weight, if there is one).", valueName: "COLUMN"))
    var weightColumn: String?

    @Flag(help: "CSV: an edge sends from source to target only.")
    var directed = false

    var csv: CSVGraphOptions {
        func list(_ text: String?) -> [String]? {
            text.map { $0.split(separator: ",").map(String.init) }
        }
        return CSVGraphOptions(
            nodesFile: nodes, edgesFile: edges, id: idColumn, label: labelColumn, split: splitColumn,
            features: list(featureColumns), excluded: list(excludeColumns) ?? [], source: sourceColumn,
            target: targetColumn, weight: weightColumn, directed: directed)
    }

    /// Whether the name is that of a set of many graphs, and of no single graph.
    func isGraphSet(_ name: String) -> Bool {
        if nodes != nil { return false }
        guard let locator = try? DatasetLocator(root: dataRoot), (try? locator.locateSet(name)) != nil else { return false }
        return (try? locator.locate(name)) == nil
    }

    /// Loads a set of many graphs.
    func loadSet(_ name: String, _ general: GeneralOptions) throws -> LoadedGraphSet {
        let loaded = try Dataset.loadSet(name, root: dataRoot)
        for warning in loaded.warnings { general.say("note: \(warning)") }
        return loaded
    }

    /// Loads a set, saying what was passed over or merged.
    func load(_ name: String, _ general: GeneralOptions) throws -> LoadedGraph {
        let loaded = try Dataset.load(name, root: dataRoot, csv: csv)
        if nodes == nil, loaded.passesOverFolder(name) {
            general.say("note: \"\(name)\" is the set in \(loaded.folder); for the folder here say ./\(name)")
        }
        for warning in loaded.warnings { general.say("note: \(warning)") }
        return loaded
    }
}

/// How a run's data were given, kept in `config.json` so that `evaluate` and `predict` find them again.
struct DataRecord {
    let name: String
    let root: String?
    /// Where they were found.
    let place: String?
    let csv: CSVGraphOptions

    init(_ name: String, _ options: DataOptions, _ loaded: LoadedGraph) {
        self.name = Files.exists(name) && !loaded.passesOverFolder(name) ? Process.absolute(name) : name
        root = options.dataRoot.map(Process.absolute)
        switch loaded.format {
        case .planetoid: place = loaded.folder + "/ind." + loaded.name
        case .csv, .linqs:
            let isFile = Files.exists(name) && !Files.isDirectory(name)
            place = options.nodes == nil && !isFile ? loaded.folder : nil
        default: place = nil
        }
        var csv = options.csv
        csv.nodesFile = csv.nodesFile.map(Process.absolute)
        csv.edgesFile = csv.edgesFile.map(Process.absolute)
        self.csv = csv
    }

    init(name: String, root: String?, csv: CSVGraphOptions) {
        self.name = name
        self.root = root
        place = nil
        self.csv = csv
    }

    /// From the part of `config.json` that `json` wrote.
    init?(_ value: JSONValue?) {
        guard let value, let name = value["argument"]?.string else { return nil }
        func list(_ key: String) -> [String]? { value["csv"]?[key]?.array?.compactMap(\.string) }
        func text(_ key: String) -> String? { value["csv"]?[key]?.string }
        self.name = name
        root = value["data_root"]?.string
        place = value["place"]?.string
        csv = CSVGraphOptions(
            nodesFile: text("nodes"), edgesFile: text("edges"), id: text("id"), label: text("label"),
            split: text("split"), features: list("features"), excluded: list("excluded") ?? [], source: text("source"),
            target: text("target"), weight: text("weight"), directed: value["csv"]?["directed"]?.bool ?? false)
    }

    var json: [(key: String, value: JSONValue)] {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            ("argument", .string(name)), ("data_root", text(root)), ("place", text(place.map(Process.absolute))),
            (
                "csv",
                .object([
                    ("nodes", text(csv.nodesFile)), ("edges", text(csv.edgesFile)), ("id", text(csv.id)),
                    ("label", text(csv.label)), ("split", text(csv.split)),
                    ("features", csv.features.map { .array($0.map { .string($0) }) } ?? .null),
                    ("excluded", .array(csv.excluded.map { .string($0) })), ("source", text(csv.source)),
                    ("target", text(csv.target)), ("weight", text(csv.weight)), ("directed", .bool(csv.directed)),
                ])
            ),
        ]
    }

    /// Where they were found, or, where that is gone, their name.
    var found: String {
        guard let place else { return name }
        let isThere = Files.exists(place) || (place.contains("/ind.") && (Files.exists(place + ".x") || Files.exists(place + ".x.gz")))
        return isThere ? place : name
    }

    /// Loads them from where they were found, or, where that is gone, by name.
    func load(_ general: GeneralOptions) throws -> LoadedGraph {
        let loaded = try Dataset.load(found, root: root, csv: csv)
        for warning in loaded.warnings { general.say("note: \(warning)") }
        return loaded
    }
}

extension LoadedGraph {
    /// Whether there is a folder `name` here, but the set of that name was found elsewhere.
    fileprivate func passesOverFolder(_ name: String) -> Bool {
        !name.contains("/") && Files.isDirectory(name) && folder != name && !folder.hasPrefix(name + "/")
    }
}

/// Reads `--split`: a specification, or a CSV file with id and split.
func splitSpecification(_ text: String?, for graph: Graph) throws -> SplitSpecification {
    guard let text else { return .standard(for: graph) }
    if let specification = SplitSpecification(text) { return specification }
    if Files.exists(text) { return .fixed(try SplitFileReader.read(text, for: graph)) }
    throw Failure(
        Failure.usage,
        "--split \(text): expected public, random, random:PERCLASS[:VALIDATION[:TEST]], TRAIN/VALIDATION/TEST in percent, or a CSV file with the columns id and split")
}
