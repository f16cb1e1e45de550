import GraphLearning

/// A run of `gcn regress`: the network, and the numbers it learned.
struct TrainedRegression: TrainedNodeRun {
    static let task = "node-regression"

    let folder: RunFolder
    let config: JSONValue
    let regressor: NodeRegressor
    let target: RegressionTarget

    /// Nil for runs of another kind.
    init?(_ path: String) throws {
        folder = RunFolder(path)
        config = try folder.readConfig()
        guard config["task"]?.string == Self.task else { return nil }
        guard let column = config["target"]?["column"]?.string else {
            throw FileError(
                kind: .malformed, file: folder.configFile, place: .entry("target.column"), found: "nothing usable",
                expected: "the name of a column", advice: "use a config.json that gcn wrote")
        }
        target = RegressionTarget(column: column, isLogarithm: config["target"]?["log"]?.bool ?? false)
        regressor = try folder.readRegressor()
    }

    /// The split of the kept network's training, by the nodes whose number is known.
    func split(of graph: Graph, known: [Int]) throws -> NodeSplit {
        try split(of: graph, argument: config["split_argument"]?.string) { text, seed in
            try RegressionTarget.split(text, of: graph, among: known, seed: seed)
        }
    }

    /// The given data, or those of the training, and each node's number where the column is there (NaN where it is blank).
    func open(_ dataset: String?, _ options: DataOptions, _ general: GeneralOptions) throws -> (loaded: LoadedGraph, actual: [Float]?) {
        var options = options
        var table: String?
        if let name = dataset ?? options.nodes {
            // a column of the numbers is no feature in other data either
            table = try? NodeTargetReader.table(of: name, column: target.column, root: options.dataRoot, csv: options.csv)
            if table != nil { options.excludeColumns = (options.excludeColumns.map { $0 + "," } ?? "") + target.column }
        }
        let loaded = try load(dataset, options, general)
        if table == nil, dataset == nil, options.nodes == nil, let record = DataRecord(config["dataset"]) {
            let known = options.dataRoot.map { record.replacing(root: $0) } ?? record
            table = try? NodeTargetReader.table(of: known.found, column: target.column, root: known.root, csv: known.csv)
        }
        return (loaded, try table.map { try target.values(in: $0, of: loaded.graph, id: options.idColumn ?? config["dataset"]?["csv"]?["id"]?.string) })
    }
}

extension Predict {
    /// Of a run of `gcn regress`: node, prediction, and the actual number where it is known.
    func predictNumbers(_ run: TrainedRegression) throws {
        let (loaded, actual) = try run.open(subject.dataset, data, general)
        let predicted = try run.regressor.predict(loaded.graph)
        let unknown = [Float](repeating: .nan, count: loaded.graph.nodeCount)
        let table = TaskFolder.table(predicted: predicted.elements, actual: actual ?? unknown, graph: loaded.graph)
        try emit(
            String(decoding: table, as: UTF8.self), to: out, general,
            summary: [
                ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("nodes", .int(loaded.graph.nodeCount)),
                ("target", .string(run.target.unit)), ("known", .int(actual?.count { !$0.isNaN } ?? 0)),
            ])
    }
}

extension Evaluate {
    /// Of a run of `gcn regress`: how far its numbers are from the known ones.
    func evaluateNumbers(_ run: TrainedRegression) throws {
        let (loaded, actual) = try run.open(subject.dataset, data, general)
        guard let actual else {
            throw Failure(
                Failure.badData, "\(loaded.graph.provenance): there is no column \"\(run.target.column)\" to judge by; use `gcn predict`")
        }
        let known = actual.indices.filter { !actual[$0].isNaN }
        let (nodes, name) = try nodes(run, loaded.graph, known)
        if nodes.isEmpty {
            throw Failure(
                Failure.badData, "\(loaded.name): the \(name) part of the split has no nodes with a number to judge by; try --part all")
        }
        let predicted = try run.regressor.predict(loaded.graph).elements
        let metrics = RegressionMetrics(actual: nodes.map { actual[$0] }, predicted: nodes.map { predicted[$0] })
        if general.json {
            return Output.json(.object([
                ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("part", .string(name)),
                ("target", .string(run.target.unit)), ("nodes", .int(nodes.count)), ("rmse", .double(metrics.rmse)),
                ("mae", .double(metrics.mae)), ("r2", .double(metrics.r2)),
            ]))
        }
        let rows = [["RMSE", "MAE", "R²"], [metrics.rmse, metrics.mae, metrics.r2].map { Output.fixed($0, 4) }]
        Output.result("\(loaded.name), \(name) nodes: \(run.target.unit) of \(nodes.count)\n\(Output.table(rows))")
    }

    private func nodes(_ run: TrainedRegression, _ graph: Graph, _ known: [Int]) throws -> ([Int], String) {
        let isTrainedOn = subject.dataset == nil && data.nodes == nil
        if part == .all || part == nil && split == nil && !isTrainedOn && graph.split == nil { return (known, "all") }
        let chosen: NodeSplit?
        if split == nil, isTrainedOn {
            chosen = try run.split(of: graph, known: known)
        } else {
            if split == nil, graph.split == nil {
                throw Failure(
                    Failure.badData, "\(graph.provenance) has no split, so no \((part ?? .test).rawValue) part; name one with --split")
            }
            chosen = try RegressionTarget.split(split, of: graph, among: known, seed: general.seed)
        }
        switch part ?? .test {
        case .test: return (chosen?.test ?? [], "test")
        case .validation: return (chosen?.validation ?? [], "validation")
        case .train: return (chosen?.train ?? [], "train")
        case .all: return (known, "all")
        }
    }
}
