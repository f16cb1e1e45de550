import FileFormats

/// Reads a graph in GraphML: `<graph edgedefault="undirected"><node id="n0"/><edge source="n0" target="n1"/></graph>`
/// with typed `<data>` and defaults of `<key>`.
///
/// The file's first graph is read; nested graphs, ports and hyperedges are refused. Attributes become features,
/// classes and weights as `AttributedGraph` says.
///
/// Source: Brandes, Eiglsperger, Herman, Himsolt & Marshall, 2002, "GraphML Progress Report",
/// DOI 10.1007/3-540-45848-4_59.
public enum GraphMLReader {
    private struct Key {
        let name: String
        let isNumber: Bool
        let isForNodes: Bool
        let isForEdges: Bool
        var fallback: String?
    }

    /// Throws `DatasetError` with file and line.
    public static func read(
        _ location: DatasetLocation, options: CSVGraphOptions = CSVGraphOptions()
    ) throws(DatasetError) -> LoadedGraph {
        let file = location.files[0]
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(file) }
        return try parse(bytes, file).loaded(location, options: options)
    }

    private struct Edge {
        let source: String
        let target: String
        let line: Int
        var data: [(String, AttributeValue)] = []
    }

    private static func parse(_ bytes: [UInt8], _ file: String) throws(DatasetError) -> AttributedGraph {
        var reader = XMLReader(bytes, file)
        var graph = AttributedGraph()
        var keys: [String: Key] = [:]
        var stack: [(name: String, line: Int)] = []
        var edges: [Edge] = []
        var (node, key, text): (Int?, String?, String) = (nil, nil, "")
        var hasGraph = false, isDone = false
        func attribute(_ name: String, _ element: String, _ attributes: [String: String]) throws(DatasetError) -> String {
            if let value = attributes[name] { return value }
            throw .malformed(file, line: reader.line, found: "<\(element)> without \(name)", expected: "\(name)=\"...\"")
        }
        while !isDone, let event = try reader.next() {
            switch event {
            case .open(let element, let attributes, let isEmpty):
                switch element {
                case "key":
                    let id = try attribute("id", element, attributes)
                    let type = attributes["attr.type"] ?? "string"
                    let target = attributes["for"] ?? "all"
                    keys[id] = Key(
                        name: attributes["attr.name"] ?? id,
                        isNumber: ["int", "long", "float", "double"].contains(type),
                        isForNodes: ["node", "all"].contains(target), isForEdges: ["edge", "all"].contains(target))
                    key = id
                case "graph":
                    if hasGraph {
                        throw .malformed(file, line: reader.line, found: "a graph in a graph", expected: "one graph")
                    }
                    hasGraph = true
                    graph.isDirected = attributes["edgedefault"] == "directed"
                case "node": node = try graph.addNode(try attribute("id", element, attributes), file: file, line: reader.line)
                case "edge":
                    edges.append(
                        Edge(
                            source: try attribute("source", element, attributes),
                            target: try attribute("target", element, attributes), line: reader.line))
                    if let directed = attributes["directed"], (directed == "true") != graph.isDirected {
                        throw .malformed(
                            file, line: reader.line, found: "an edge with directed=\"\(directed)\"",
                            expected: "all edges of one kind", advice: "set edgedefault for all")
                    }
                case "hyperedge", "port":
                    throw .malformed(file, line: reader.line, found: "<\(element)>", expected: "nodes and edges only")
                case "data": key = try attribute("key", element, attributes)
                default: break
                }
                text = ""
                if isEmpty {
                    if element == "node" { node = nil }
                } else {
                    stack.append((element, reader.line))
                    if stack.count > 64 {
                        throw .malformed(file, line: reader.line, found: "elements 65 deep", expected: "at most 64")
                    }
                }
            case .text(let more): text += more
            case .close(let element):
                guard let open = stack.popLast(), open.name == element else {
                    throw .malformed(
                        file, line: reader.line, found: "</\(element)>",
                        expected: stack.last.map { "</\($0.name)>" } ?? "an element")
                }
                switch element {
                case "default":
                    if let key, let known = keys[key] {
                        keys[key]?.fallback = text
                        // Columns with a default stand in the keys' order, whichever node first has another value.
                        if known.isForNodes { graph.nodeColumns.declare(known.name) }
                        if known.isForEdges { graph.edgeColumns.declare(known.name) }
                    }
                case "data":
                    guard let id = key, let known = keys[id] else {
                        throw .malformed(
                            file, line: open.line, found: "data for \(DatasetError.quoted(key ?? ""))",
                            expected: "a <key> of this id before the graph")
                    }
                    let value = try value(text, known, file, open.line)
                    if let node, stack.last?.name == "node" {
                        graph.nodeColumns.set(known.name, value, row: node)
                    } else if stack.last?.name == "edge", !edges.isEmpty {
                        edges[edges.count - 1].data.append((known.name, value))
                    }
                case "node": node = nil
                case "graph": isDone = true
                default: break
                }
                text = ""
            }
        }
        if !hasGraph { throw .malformed(file, found: "no <graph>", expected: "a GraphML file") }
        if !isDone {
            throw .malformed(
                file, line: reader.line, found: "the end of the file",
                expected: stack.last.map { "</\($0.name)> for line \($0.line)" } ?? "</graph>")
        }
        for edge in edges {
            let row = try graph.addEdge(edge.source, edge.target, file: file, line: edge.line)
            for (name, value) in edge.data { graph.edgeColumns.set(name, value, row: row) }
        }
        try fill(&graph, keys, file)
        return graph
    }

    /// Gives what has no value of its own its key's default.
    private static func fill(
        _ graph: inout AttributedGraph, _ keys: [String: Key], _ file: String
    ) throws(DatasetError) {
        for id in keys.keys.sorted() {
            guard let key = keys[id], let text = key.fallback else { continue }
            let value = try value(text, key, file, nil)
            if key.isForNodes {
                let known = graph.nodeColumns[key.name] ?? [:]
                for node in graph.ids.names.indices where known[node] == nil {
                    graph.nodeColumns.set(key.name, value, row: node)
                }
            }
            if key.isForEdges {
                let known = graph.edgeColumns[key.name] ?? [:]
                for edge in 0..<graph.edges.count where known[edge] == nil {
                    graph.edgeColumns.set(key.name, value, row: edge)
                }
            }
        }
    }

    private static func value(
        _ text: String, _ key: Key, _ file: String, _ line: Int?
    ) throws(DatasetError) -> AttributeValue {
        if !key.isNumber { return .text(text) }
        let blanks: (Character) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" }
        let word = text.drop(while: blanks).reversed().drop(while: blanks).reversed()
        guard let number = Double(String(word)), number.isFinite else {
            throw .malformed(
                file, line: line, found: "\(DatasetError.quoted(text)) as \(key.name)", expected: "a finite number")
        }
        return .number(number)
    }
}
