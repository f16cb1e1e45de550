import FileFormats
import Graphs

/// Writes a graph in the general forms that its readers read: GML, GraphML, Matrix Market, node-link JSON.
///
/// Names, classes, the split, dense features (`x0`, `x1`, …), weights and edge features (`e0`, …) are kept; Matrix
/// Market holds edges and weights alone. GraphML leaves the zeros of sparse features to the keys' defaults. A graph whose edges all have their reverse, with the same weight, is written
/// as undirected, each edge once.
public enum GraphWriter {
    /// Writes a file whose ending says the form: `.gml`, `.graphml`, `.mtx` or `.json`.
    ///
    /// Throws `DatasetError`: usage for another ending, `file` when the system refuses.
    public static func write(_ graph: Graph, to path: String) throws(DatasetError) {
        guard let format = DatasetFormat.ofFile(path), !path.hasSuffix(".gz"), let text = text(graph, format) else {
            throw .usage(found: path, expected: "a name that ends in .gml, .graphml, .mtx or .json", advice: nil)
        }
        try reading { () throws(FileError) in try Files.write(text, to: path) }
    }

    /// The file's text; nil for a form that is not written.
    public static func text(_ graph: Graph, _ format: DatasetFormat) -> String? {
        let parts = WrittenParts(graph)
        switch format {
        case .gml: return gml(parts)
        case .graphML: return graphML(parts)
        case .matrixMarket: return matrixMarket(parts)
        case .nodeLink: return nodeLink(parts)
        default: return nil
        }
    }

    private static func gml(_ parts: WrittenParts) -> String {
        func line(_ field: (name: String, value: AttributeValue)) -> String {
            if case .text(let text) = field.value { return "    \(field.name) \"\(XMLText.escaped(text))\"\n" }
            return "    \(field.name) \(field.value.string)\n"
        }
        var text = "graph [\n  directed \(parts.isDirected ? 1 : 0)\n"
        for node in 0..<parts.graph.nodeCount {
            text += "  node [\n    id \(node)\n"
            for field in parts.fields(node: node) { text += line(field) }
            text += "  ]\n"
        }
        for edge in parts.edges {
            text += "  edge [\n    source \(parts.graph.edges.sources[edge])\n    target \(parts.graph.edges.targets[edge])\n"
            for field in parts.fields(edge: edge) { text += line(field) }
            text += "  ]\n"
        }
        return text + "]\n"
    }

    private static func graphML(_ parts: WrittenParts) -> String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
        func keys(_ fields: [(name: String, value: AttributeValue)], _ target: String) {
            for field in fields {
                let type = field.value.double == nil ? "string" : "double"
                let hasDefault = target == "node" && parts.isSparse && field.value.double != nil
                text += "  <key id=\"\(target)_\(field.name)\" for=\"\(target)\" attr.name=\"\(field.name)\" attr.type=\"\(type)\""
                text += hasDefault ? "><default>0</default></key>\n" : "/>\n"
            }
        }
        keys(parts.keys, "node")
        keys(parts.edges.first.map { parts.fields(edge: $0) } ?? [], "edge")
        text += "  <graph edgedefault=\"\(parts.isDirected ? "directed" : "undirected")\">\n"
        func data(_ fields: [(name: String, value: AttributeValue)], _ target: String) {
            for field in fields {
                text += "      <data key=\"\(target)_\(field.name)\">\(XMLText.escaped(field.value.string))</data>\n"
            }
        }
        for node in 0..<parts.graph.nodeCount {
            text += "    <node id=\"n\(node)\">\n"
            data(parts.fields(node: node, leavesZerosOut: parts.isSparse), "node")
            text += "    </node>\n"
        }
        for edge in parts.edges {
            text += "    <edge source=\"n\(parts.graph.edges.sources[edge])\" target=\"n\(parts.graph.edges.targets[edge])\">\n"
            data(parts.fields(edge: edge), "edge")
            text += "    </edge>\n"
        }
        return text + "  </graph>\n</graphml>\n"
    }

    private static func matrixMarket(_ parts: WrittenParts) -> String {
        let list = parts.graph.edges
        let kind = list.weights == nil ? "pattern" : "real"
        let count = parts.graph.nodeCount
        var text = "%%MatrixMarket matrix coordinate \(kind) \(parts.isDirected ? "general" : "symmetric")\n"
        text += "\(count) \(count) \(parts.edges.count)\n"
        for edge in parts.edges {
            // Of a symmetric matrix the lower triangle is written.
            let (row, column) = parts.isDirected
                ? (list.sources[edge], list.targets[edge]) : (list.targets[edge], list.sources[edge])
            text += "\(row + 1) \(column + 1)" + (list.weights.map { " \($0[edge])" } ?? "") + "\n"
        }
        return text
    }

    private static func nodeLink(_ parts: WrittenParts) -> String {
        func members(_ fields: [(name: String, value: AttributeValue)]) -> [(key: String, value: JSONValue)] {
            fields.map { field in
                switch field.value {
                case .text(let text): (field.name, .string(text))
                case .number(let value): (field.name, .double(value))
                }
            }
        }
        let nodes = (0..<parts.graph.nodeCount).map { node in
            JSONValue.object([("id", .int(node))] + members(parts.fields(node: node)))
        }
        let links = parts.edges.map { edge in
            JSONValue.object(
                [
                    ("source", .int(Int(parts.graph.edges.sources[edge]))),
                    ("target", .int(Int(parts.graph.edges.targets[edge]))),
                ] + members(parts.fields(edge: edge)))
        }
        return JSONValue.object([
            ("directed", .bool(parts.isDirected)), ("multigraph", false), ("graph", .object([])),
            ("nodes", .array(nodes)), ("links", .array(links)),
        ]).encoded(pretty: true) + "\n"
    }
}

/// What is written of a graph.
private struct WrittenParts {
    let graph: Graph
    let isDirected: Bool
    /// The edges that are written: of an undirected graph those that do not fall.
    let edges: [Int]
    private let parts: [String?]

    init(_ graph: Graph) {
        self.graph = graph
        let isUndirected = graph.edges.isUndirected
        isDirected = !isUndirected
        edges = (0..<graph.edges.count).filter {
            !isUndirected || graph.edges.sources[$0] <= graph.edges.targets[$0]
        }
        var parts = [String?](repeating: nil, count: graph.split == nil ? 0 : graph.nodeCount)
        if let split = graph.split {
            for (name, nodes) in [("train", split.train), ("val", split.validation), ("test", split.test)] {
                for node in nodes { parts[node] = name }
            }
        }
        self.parts = parts
    }

    /// Every attribute that a node may have, with a value of its kind.
    var keys: [(name: String, value: AttributeValue)] {
        var result: [(String, AttributeValue)] = []
        if graph.nodeNames != nil { result.append(("label", .text(""))) }
        if graph.labels != nil { result.append(("class", .text(""))) }
        if graph.split != nil { result.append(("split", .text(""))) }
        return result + features(node: 0)
    }

    /// Whether the features have few entries that are not zero.
    var isSparse: Bool { if case .sparse = graph.features { true } else { false } }

    func fields(node: Int, leavesZerosOut: Bool = false) -> [(name: String, value: AttributeValue)] {
        var result: [(String, AttributeValue)] = []
        if let name = graph.nodeNames?[node] { result.append(("label", .text(name))) }
        if let labels = graph.labels, labels.values[node] >= 0 {
            result.append(("class", .text(labels.classNames[Int(labels.values[node])])))
        }
        if !parts.isEmpty, let part = parts[node] { result.append(("split", .text(part))) }
        return result + features(node: node, leavesZerosOut: leavesZerosOut)
    }

    func fields(edge: Int) -> [(name: String, value: AttributeValue)] {
        var result: [(String, AttributeValue)] = []
        if let weights = graph.edges.weights { result.append(("weight", .number(Double(weights[edge])))) }
        if let features = graph.edgeFeatures {
            for column in 0..<features.columns {
                result.append(("e\(column)", .number(Double(features[edge, column]))))
            }
        }
        return result
    }

    private func features(node: Int, leavesZerosOut: Bool = false) -> [(String, AttributeValue)] {
        switch graph.features {
        case .identity: return []
        case .dense(let x): return (0..<x.columns).map { ("x\($0)", .number(Double(x[node, $0]))) }
        case .sparse(let x) where leavesZerosOut:
            return x.range(node).map { ("x\(x.columnIndices[$0])", .number(Double(x.values[$0]))) }
        case .sparse(let x):
            var row = [Double](repeating: 0, count: x.columns)
            for entry in x.range(node) { row[Int(x.columnIndices[entry])] = Double(x.values[entry]) }
            return row.enumerated().map { ("x\($0.offset)", .number($0.element)) }
        }
    }
}
