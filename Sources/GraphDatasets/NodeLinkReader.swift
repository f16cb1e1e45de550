import FileFormats

/// Reads a graph as NetworkX's `node_link_data` writes it: `{"directed": false, "nodes": [{"id": 0}], "links":
/// [{"source": 0, "target": 1}]}`; the edges may be called `edges` as well.
///
/// Ids are numbers or texts; further keys are attributes (see `AttributedGraph`); lists and objects among them are
/// passed over.
public enum NodeLinkReader {
    /// Throws `DatasetError` with the file and the entry (`nodes[3]`) where something is missing or of another kind.
    public static func read(
        _ location: DatasetLocation, options: CSVGraphOptions = CSVGraphOptions()
    ) throws(DatasetError) -> LoadedGraph {
        let file = location.files[0]
        let json = try reading { () throws(FileError) in
            try JSONValue.parse(try Files.readMaybeCompressed(file), file: file)
        }
        guard let nodes = json["nodes"]?.array, let links = (json["links"] ?? json["edges"])?.array else {
            throw .malformed(
                file, found: "no list \(json["nodes"]?.array == nil ? "\"nodes\"" : "\"links\" or \"edges\"")",
                expected: "an object as NetworkX's node_link_data makes it")
        }
        var graph = AttributedGraph()
        graph.isDirected = json["directed"]?.bool ?? false
        for (place, node) in nodes.enumerated() {
            let fields = try object(node, "nodes", place, file)
            guard let id = value(node["id"]) else { throw missing("id", "nodes", place, file) }
            let row = try at("nodes", place, file) { () throws(DatasetError) in
                try graph.addNode(id.string, file: file, line: place + 1)
            }
            for (key, field) in fields where key != "id" {
                if let value = value(field) { graph.nodeColumns.set(key, value, row: row) }
            }
        }
        let list = json["links"] == nil ? "edges" : "links"
        for (place, link) in links.enumerated() {
            let fields = try object(link, list, place, file)
            guard let source = value(link["source"]) else { throw missing("source", list, place, file) }
            guard let target = value(link["target"]) else { throw missing("target", list, place, file) }
            let row = try at(list, place, file) { () throws(DatasetError) in
                try graph.addEdge(source.string, target.string, file: file, line: place + 1)
            }
            for (key, field) in fields where !["source", "target", "key"].contains(key) {
                if let value = value(field) { graph.edgeColumns.set(key, value, row: row) }
            }
        }
        return try graph.loaded(location, options: options)
    }

    private static func value(_ json: JSONValue?) -> AttributeValue? {
        if let number = json?.double { return .number(number) }
        if let flag = json?.bool { return .text(flag ? "true" : "false") }
        return json?.string.map { .text($0) }
    }

    private static func object(
        _ json: JSONValue, _ list: String, _ place: Int, _ file: String
    ) throws(DatasetError) -> [(key: String, value: JSONValue)] {
        if let object = json.object { return object }
        throw entry(list, place, file, found: "no object", expected: "{\"\(list == "nodes" ? "id" : "source")\": ...}")
    }

    private static func missing(_ key: String, _ list: String, _ place: Int, _ file: String) -> DatasetError {
        entry(list, place, file, found: "no \"\(key)\" that is a number or a text", expected: "one")
    }

    private static func entry(
        _ list: String, _ place: Int, _ file: String, found: String, expected: String
    ) -> DatasetError {
        .file(
            FileError(
                kind: .malformed, file: file, place: .entry("\(list)[\(place)]"), found: found, expected: expected))
    }

    /// Errors of a line as errors of an entry: JSON has no lines that mean anything.
    private static func at<Result>(
        _ list: String, _ place: Int, _ file: String, _ body: () throws(DatasetError) -> Result
    ) throws(DatasetError) -> Result {
        do throws(DatasetError) {
            return try body()
        } catch {
            guard case .file(var inner) = error else { throw error }
            inner.place = .entry("\(list)[\(place)]")
            inner.found = inner.found.replacing("as on line", with: "as in entry number")
            throw .file(inner)
        }
    }
}
