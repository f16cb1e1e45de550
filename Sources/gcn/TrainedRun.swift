import ArgumentParser
import GraphLearning

/// What `evaluate`, `predict` and `embed` work on: a run, and its own or other data.
struct RunSubject: ParsableArguments {
    @Argument(help: ArgumentHelp("The folder of a training run.", valueName: "RUN"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp(
        "Other data with the same features (and classes, to be judged by).", valueName: "DATASET"), completion: .file())
    var dataset: String?

    /// Puts the general flags into force and reads the run and the data.
    func open(_ data: DataOptions, _ general: GeneralOptions) throws -> (TrainedRun, LoadedGraph) {
        general.apply()
        let run = try TrainedRun(folder)
        return (run, try run.load(dataset, data, general))
    }
}

/// A run folder with a network on nodes, opened by a command.
protocol TrainedNodeRun {
    var folder: RunFolder { get }
    var config: JSONValue { get }
}

/// A run that learned classes.
struct TrainedRun: TrainedNodeRun {
    let folder: RunFolder
    let config: JSONValue
    let classifier: NodeClassifier

    init(_ path: String) throws {
        folder = RunFolder(path)
        config = try folder.readConfig()
        if let task = config["task"]?.string, task != "node-classification" {
            throw FileError(
                kind: .unsupported, file: folder.configFile, place: .entry("task"), found: task,
                expected: "node-classification", advice: "this command is for runs of that kind")
        }
        classifier = try folder.readClassifier()
    }

    /// The split of the kept network's training.
    func split(of graph: Graph) throws -> NodeSplit {
        try split(of: graph, argument: config["split"]?.string) { text, seed in
            try splitSpecification(text, for: graph).split(graph, seed: seed)
        }
    }
}

extension TrainedNodeRun {
    /// The given data, or those of the training.
    func load(_ dataset: String?, _ options: DataOptions, _ general: GeneralOptions) throws -> LoadedGraph {
        func prepared(_ loaded: LoadedGraph) throws -> LoadedGraph {
            try transformed(loaded, config["dataset"]?["transform"]?.string, seed: config["seed"]?.int ?? 0)
        }
        if let dataset { return try checked(prepared(options.load(dataset, general)), isTraining: false) }
        if let nodes = options.nodes { return try checked(prepared(options.load(nodes, general)), isTraining: false) }
        guard var record = DataRecord(config["dataset"]) else {
            throw FileError(
                kind: .malformed, file: folder.configFile, place: .entry("dataset"), found: "nothing usable",
                expected: "the data it was trained on", advice: "name a data set on the command line")
        }
        if let root = options.dataRoot { record = record.replacing(root: root) }
        return try checked(prepared(record.load(general)), isTraining: true)
    }

    /// The split of the kept network's training, made by `make` from what was asked and the seed.
    func split(
        of graph: Graph, argument text: String?, by make: (_ text: String?, _ seed: Int) throws -> NodeSplit
    ) throws -> NodeSplit {
        let seed = config["training"]?["kept_seed"]?.int ?? 0
        if let text, SplitSpecification(text) == nil, !Files.exists(text) {
            throw FileError(
                kind: .missing, file: text, found: "no such file", expected: "the split that \(folder.configFile) names",
                advice: "put it back, or choose with --split or --part all")
        }
        let split = try make(text, seed)
        if let known = config["split_sha256"]?.string, known != Fingerprint.split(split) {
            throw FileError(
                kind: .malformed, file: folder.path, found: "data or a split that changed since the training",
                expected: "the nodes and the split it was trained with, else nodes it learned from would judge it",
                advice: "restore them, or choose with --split or --part all")
        }
        return split
    }

    /// The data as the network knows them: feature columns in its order. Throws where they cannot be what it was trained
    /// on: other columns, or, for a network that knows nodes and no features, other nodes.
    private func checked(_ loaded: LoadedGraph, isTraining: Bool) throws -> LoadedGraph {
        if case .identity = loaded.graph.features, let known = config["dataset"]?["nodes_sha256"]?.string,
            known != Fingerprint.nodes(loaded.graph)
        {
            throw Failure(
                Failure.badData,
                "\(loaded.graph.provenance): the nodes are not those of the training, in that order; a network without features knows only those: train it again")
        }
        guard let names = config["dataset"]?["feature_names"]?.array?.compactMap(\.string), let found = loaded.featureNames,
            names != found, names.count == found.count
        else { return loaded }
        let places = Dictionary(found.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        if let missing = names.first(where: { places[$0] == nil }) {
            throw Failure(
                Failure.badData,
                "\(loaded.graph.provenance): there is no feature column \"\(missing)\"; the network was trained with \(names.count) columns, \(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : "")")
        }
        if let extra = found.first(where: { !names.contains($0) }) {
            throw Failure(
                Failure.badData,
                "\(loaded.graph.provenance): the feature column \"\(extra)\" was not there in the training; leave it out with --exclude-columns")
        }
        let features = loaded.graph.features.selectingColumns(names.compactMap { places[$0] })
        return loaded.replacing(graph: try loaded.graph.replacing(features: features), featureNames: names)
    }
}

extension DataRecord {
    func replacing(root: String) -> DataRecord { DataRecord(name: name, root: root, csv: csv) }
}
