import GraphLearning

/// The numbers that `gcn regress` predicts, and which nodes learn them.
struct RegressionTarget {
    let column: String
    /// Whether log(1 + x) is predicted instead of x.
    let isLogarithm: Bool

    /// What the numbers are called.
    var unit: String { isLogarithm ? "log(1 + \(column))" : column }

    /// The number of each node by the table's column; NaN where it is not known.
    func values(in table: String, of graph: Graph, id: String?) throws -> [Float] {
        let values = try NodeTargetReader.read(table, column: column, for: graph, id: id)
        guard isLogarithm else { return values }
        if let bad = values.indices.first(where: { values[$0] < 0 }) {
            throw Failure(
                Failure.badData,
                "\(table): node \"\(graph.name(of: bad))\" has the value \(values[bad]); --log-value expects 0 or more")
        }
        return values.map { $0.isNaN ? $0 : logarithm(1 + $0) }
    }

    /// The split that `text` (of `--split`) asks for, among the nodes whose number is known.
    static func split(_ text: String?, of graph: Graph, among known: [Int], seed: Int) throws -> NodeSplit {
        func among(_ split: NodeSplit) throws -> NodeSplit {
            let isKnown = Set(known)
            return try NodeSplit(
                name: split.name, train: split.train.filter(isKnown.contains),
                validation: split.validation.filter(isKnown.contains), test: split.test.filter(isKnown.contains),
                nodeCount: graph.nodeCount)
        }
        func drawn(_ train: Double, _ validation: Double) throws -> NodeSplit {
            try .fractions(of: known, train: train, validation: validation, seed: seed, nodeCount: graph.nodeCount)
        }
        guard let text else { return try graph.split.map(among) ?? drawn(0.6, 0.2) }
        switch try splitSpecification(text, for: graph) {
        case .fractions(let train, let validation): return try drawn(train, validation)
        case .fixed(let fixed): return try among(fixed)
        case .included:
            guard let given = graph.split else {
                throw Failure(Failure.badData, "\(graph.provenance) comes without a split; ask for --split 60/20/20")
            }
            return try among(given)
        case .perClass, .torch:
            throw Failure(Failure.usage, "--split \(text): numbers have no classes; expected public, 60/20/20, or a CSV file")
        }
    }
}
