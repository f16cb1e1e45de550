import FileFormats
import Graphs
import SparseMatrices

/// Writes a graph as `nodes.csv` and `edges.csv`, which `CSVGraphReader` reads back.
public enum CSVGraphWriter {
    /// Writes both files into a folder, which is made, and gives their paths.
    ///
    /// nodes.csv: id (the nodes' names where all differ, else their numbers), label and split where there are any, and
    /// the features; edges.csv: source, target, and weight where edges have one; an undirected edge once.
    ///
    /// - Parameters:
    ///   - graph: what is written.
    ///   - folder: where the files go.
    ///   - featureNames: of the feature columns; x0, x1, … where nil or where they would not be told apart.
    /// - Throws: `DatasetError` where the system refuses.
    @discardableResult
    public static func write(
        _ graph: Graph, to folder: String, featureNames: [String]? = nil
    ) throws(DatasetError) -> [String] {
        let files = [("nodes.csv", nodes(graph, featureNames)), ("edges.csv", edges(graph))]
        let paths = files.map { DatasetPaths.join(folder, $0.0) }
        try reading { () throws(FileError) in
            try Files.makeDirectory(folder)
            for (path, file) in zip(paths, files) { try Files.write(file.1, to: path) }
        }
        return paths
    }

    static func nodes(_ graph: Graph, _ featureNames: [String]?) -> String {
        let isIdentity = if case .identity = graph.features { true } else { false }
        let width = isIdentity ? 0 : graph.features.width
        var header = ["id"]
        if graph.labels != nil { header.append("label") }
        let parts = Self.parts(graph)
        if parts != nil { header.append("split") }
        header += names(featureNames, width)
        var text = CSVWriter.row(header)
        let ids = ids(graph)
        for node in 0..<graph.nodeCount {
            text += CSVWriter.field(ids[node])
            if let labels = graph.labels {
                let value = labels.values[node]
                text += "," + (value < 0 ? "" : CSVWriter.field(labels.classNames[Int(value)]))
            }
            if let parts { text += "," + parts[node] }
            append(graph.features, node, to: &text)
            text += "\n"
        }
        return text
    }

    static func edges(_ graph: Graph) -> String {
        let list = graph.edges
        let isUndirected = list.isUndirected
        let ids = ids(graph).map(CSVWriter.field)
        var text = list.weights == nil ? "source,target\n" : "source,target,weight\n"
        for edge in 0..<list.count where !isUndirected || list.sources[edge] <= list.targets[edge] {
            text += ids[Int(list.sources[edge])]
            text += ","
            text += ids[Int(list.targets[edge])]
            if let weights = list.weights { text += "," + number(weights[edge]) }
            text += "\n"
        }
        return text
    }

    /// Names that tell the nodes apart also when blanks at their ends are left out, as a reader does.
    private static func ids(_ graph: Graph) -> [String] {
        if let names = graph.nodeNames, Set(names).count == names.count,
            names.allSatisfy({ !$0.isEmpty && $0.first != " " && $0.last != " " && $0.first != "\t" && $0.last != "\t" }) {
            return names
        }
        return (0..<graph.nodeCount).map(String.init)
    }

    private static func names(_ given: [String]?, _ width: Int) -> [String] {
        let reserved: Set<String> = ["id", "label", "split", ""]
        if let given, given.count == width, Set(given).count == width, reserved.isDisjoint(with: given) { return given }
        return (0..<width).map { "x\($0)" }
    }

    private static func parts(_ graph: Graph) -> [String]? {
        guard let split = graph.split else { return nil }
        var parts = [String](repeating: "", count: graph.nodeCount)
        for (name, nodes) in [("train", split.train), ("val", split.validation), ("test", split.test)] {
            for node in nodes { parts[node] = name }
        }
        return parts
    }

    private static func append(_ features: NodeFeatures, _ node: Int, to text: inout String) {
        switch features {
        case .identity: return
        case .dense(let x): for column in 0..<x.columns { text += "," + number(x[node, column]) }
        case .sparse(let x):
            var next = 0
            for entry in x.range(node) {
                let column = Int(x.columnIndices[entry])
                while next < column {
                    text += ",0"
                    next += 1
                }
                text += "," + number(x.values[entry])
                next += 1
            }
            while next < x.columns {
                text += ",0"
                next += 1
            }
        }
    }

    /// Whole numbers without a point, others with as many digits as give the same number again.
    private static func number(_ value: Float) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }
}

extension GraphWriter {
    /// What a form cannot hold of a graph, in words, such as "the edges' 3 features"; empty where it holds all.
    public static func losses(_ graph: Graph, _ format: DatasetFormat) -> [String] {
        var result: [String] = []
        func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        if format == .matrixMarket {
            if case .identity = graph.features {} else { result.append("the nodes' \(count(graph.features.width, "feature"))") }
            if graph.labels != nil { result.append("the classes") }
            if graph.split != nil { result.append("the split") }
            if graph.nodeNames != nil { result.append("the nodes' names") }
        }
        if format == .matrixMarket || format == .csv, let features = graph.edgeFeatures {
            result.append("the edges' \(count(features.columns, "feature"))")
        }
        if graph.positions != nil { result.append("the nodes' positions") }
        return result
    }
}
