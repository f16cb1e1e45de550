import ArgumentParser
import GraphLearning

/// What `evaluate`, `predict` and `embed` work on: a run, and its own or other data.
struct RunSubject: ParsableArguments {
    @Argument(help: ArgumentHelp("The folder of a training run.", valueName: "RUN"))
    var folder: String

    @Argument(help: ArgumentHelp(
        "Other data with the same features (and classes, to be judged by).", valueName: "DATASET"))
    var dataset: String?

    /// Puts the general flags into force and reads the run and the data.
    func open(_ data: DataOptions, _ general: GeneralOptions) throws -> (TrainedRun, LoadedGraph) {
        general.apply()
        let run = try TrainedRun(folder)
        return (run, try run.load(dataset, data, general))
    }
}

/// A run folder opened by a command: the network, and the data it was trained on.
struct TrainedRun {
    let folder: RunFolder
    let classifier: NodeClassifier
    private let config: JSONValue

    init(_ path: String) throws {
        folder = RunFolder(path)
        config = try folder.readConfig()
        classifier = try folder.readClassifier()
    }

    /// The given data, or those of the training.
    func load(_ dataset: String?, _ options: DataOptions, _ general: GeneralOptions) throws -> LoadedGraph {
        if let dataset { return try options.load(dataset, general) }
        if options.nodes != nil { return try options.load(options.nodes ?? "", general) }
        guard var record = DataRecord(config["dataset"]) else {
            throw FileError(
                kind: .malformed, file: folder.configFile, place: .entry("dataset"), found: "nothing usable",
                expected: "the data it was trained on", advice: "name a data set on the command line")
        }
        if let root = options.dataRoot { record = record.replacing(root: root) }
        return try record.load(general)
    }

    /// The split of the kept network's training.
    func split(of graph: Graph) throws -> NodeSplit? {
        let seed = config["training"]?["kept_seed"]?.int ?? 0
        return try splitSpecification(config["split"]?.string, for: graph).split(graph, seed: seed)
    }
}

extension DataRecord {
    func replacing(root: String) -> DataRecord { DataRecord(name: name, root: root, csv: csv) }
}
