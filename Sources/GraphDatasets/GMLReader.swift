import FileFormats

/// Reads a graph in the Graph Modelling Language: `graph [ node [ id 1 ] edge [ source 1 target 2 ] ]`, on one line or
/// many.
///
/// Nodes are known by their whole-number `id`; further keys of nodes and edges are attributes (see `AttributedGraph`),
/// lists among them (`graphics [ … ]`) are passed over. Undirected unless `directed 1` stands in the graph.
///
/// Source: Himsolt, 1997, "GML: A portable Graph File Format", University of Passau.
public enum GMLReader {
    /// Throws `DatasetError` with file and line for text that is no GML, ids that occur twice, edges of unknown nodes.
    public static func read(
        _ location: DatasetLocation, options: CSVGraphOptions = CSVGraphOptions()
    ) throws(DatasetError) -> LoadedGraph {
        let file = location.files[0]
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(file) }
        var parser = GMLParser(bytes, file)
        return try parse(&parser, file).loaded(location, options: options)
    }

    private static func parse(_ parser: inout GMLParser, _ file: String) throws(DatasetError) -> AttributedGraph {
        let top = try parser.list(depth: 0, open: 0)
        guard let found = top.first(where: { $0.key == "graph" }), case .list(let content) = found.value else {
            throw .malformed(file, found: "no graph", expected: "graph [ node [ id 1 ] ... ]")
        }
        var graph = AttributedGraph()
        // Nodes first: an edge may stand before them.
        for item in content {
            if item.key == "directed", case .value(let value) = item.value { graph.isDirected = value.double == 1 }
            guard item.key == "node" else { continue }
            let fields = try list(item, file)
            guard let id = value("id", fields) else {
                throw .malformed(file, line: item.line, found: "a node without id", expected: "id NUMBER")
            }
            let node = try graph.addNode(id.string, file: file, line: item.line)
            for field in fields where field.key != "id" {
                if case .value(let value) = field.value { graph.nodeColumns.set(field.key, value, row: node) }
            }
        }
        for item in content where item.key == "edge" {
            let fields = try list(item, file)
            guard let source = value("source", fields), let target = value("target", fields) else {
                throw .malformed(
                    file, line: item.line, found: "an edge without \(value("source", fields) == nil ? "source" : "target")",
                    expected: "source NUMBER and target NUMBER")
            }
            let edge = try graph.addEdge(source.string, target.string, file: file, line: item.line)
            for field in fields where !["source", "target", "id"].contains(field.key) {
                if case .value(let value) = field.value { graph.edgeColumns.set(field.key, value, row: edge) }
            }
        }
        return graph
    }

    private static func list(_ item: GMLParser.Item, _ file: String) throws(DatasetError) -> [GMLParser.Item] {
        if case .list(let fields) = item.value { return fields }
        throw .malformed(file, line: item.line, found: "\(item.key) without a list", expected: "\(item.key) [ ... ]")
    }

    private static func value(_ key: String, _ fields: [GMLParser.Item]) -> AttributeValue? {
        for field in fields where field.key == key {
            if case .value(let value) = field.value { return value }
        }
        return nil
    }
}

/// Keys and values of GML.
struct GMLParser {
    struct Item {
        let key: String
        let value: Value
        let line: Int
    }

    indirect enum Value {
        case value(AttributeValue)
        case list([Item])
    }

    private static let deepest = 64
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8], _ file: String) {
        (self.bytes, self.file) = (bytes, file)
    }

    /// The items up to the bracket that closes a list opened on line `open`, or to the end of the file at depth 0.
    mutating func list(depth: Int, open: Int) throws(DatasetError) -> [Item] {
        var items: [Item] = []
        while true {
            skipBlanks()
            guard position < bytes.count else {
                if depth == 0 { return items }
                throw .malformed(
                    file, line: line, found: "the end of the file", expected: "] for the [ of line \(open)")
            }
            if bytes[position] == UInt8(ascii: "]") {
                if depth == 0 { throw .malformed(file, line: line, found: "\"]\"", expected: "a key") }
                position += 1
                return items
            }
            let start = line
            let key = word()
            guard let first = key.utf8.first, first | 0x20 >= 97, first | 0x20 <= 122 else {
                throw .malformed(
                    file, line: line, found: DatasetError.quoted(key.isEmpty ? "[" : key), expected: "a key")
            }
            items.append(Item(key: key, value: try value(of: key, depth: depth), line: start))
        }
    }

    private mutating func value(of key: String, depth: Int) throws(DatasetError) -> Value {
        skipBlanks()
        guard position < bytes.count, bytes[position] != UInt8(ascii: "]") else {
            throw .malformed(
                file, line: line, found: "nothing after \(DatasetError.quoted(key))", expected: "a number, a text in quotes, or [")
        }
        switch bytes[position] {
        case UInt8(ascii: "["):
            guard depth < Self.deepest else {
                throw .malformed(file, line: line, found: "lists \(Self.deepest + 1) deep", expected: "at most \(Self.deepest)")
            }
            position += 1
            return .list(try list(depth: depth + 1, open: line))
        case UInt8(ascii: "\""): return .value(.text(try text()))
        default:
            let word = word()
            if let number = Double(word), number.isFinite { return .value(.number(number)) }
            throw .malformed(
                file, line: line, found: DatasetError.quoted(word), expected: "a number, or a text in quotes")
        }
    }

    private mutating func skipBlanks() {
        var startsLine = position == 0 || bytes[position - 1] == 10
        while position < bytes.count {
            switch bytes[position] {
            case 10:
                line += 1
                startsLine = true
            case 9, 13, 32: break
            case UInt8(ascii: "#") where startsLine:
                while position < bytes.count, bytes[position] != 10 { position += 1 }
                continue
            default: return
            }
            position += 1
        }
    }

    private mutating func word() -> String {
        let start = position
        while position < bytes.count, bytes[position] > 32, !"[]\"".utf8.contains(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func text() throws(DatasetError) -> String {
        let open = line
        let start = position + 1
        position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == 10 { line += 1 }
            position += 1
        }
        guard position < bytes.count else {
            throw .malformed(file, line: open, found: "a text that does not end", expected: "a closing quote")
        }
        defer { position += 1 }
        return XMLText.plain(bytes[start..<position])
    }
}
