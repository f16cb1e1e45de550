import FileFormats
import Graphs

/// Reads numbers that are to be predicted for nodes from a column of a set's table of nodes.
///
/// Tables are the nodes file of a CSV set, and the target file of a MUSAE set.
public enum NodeTargetReader {
    /// The table of a set, found as `Dataset.load` finds the set, in which a column is called `column`.
    ///
    /// Throws `DatasetError` where the set is not found, has no such table, or the table no such column (named with those
    /// there are).
    public static func table(
        of nameOrPath: String, column: String, root: String? = nil, csv: CSVGraphOptions = CSVGraphOptions()
    ) throws(DatasetError) -> String {
        let file = try find(nameOrPath, root: root, csv: csv)
        let reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        _ = try CSVColumns(reader.header, file: file).required(column, usual: "", option: "--value-column")
        return file
    }

    private static func find(
        _ nameOrPath: String, root: String?, csv: CSVGraphOptions
    ) throws(DatasetError) -> String {
        if let nodes = csv.nodesFile { return nodes }
        if csv.edgesFile != nil, Files.exists(nameOrPath), !Files.isDirectory(nameOrPath) { return nameOrPath }
        let location = try DatasetLocator(root: root).locate(nameOrPath)
        switch location.format {
        case .csv: return location.files[0]
        case .musae: return location.files[1]
        default:
            throw .malformed(
                location.folder, found: "the set \(DatasetError.quoted(location.name)), whose files have no columns of numbers to predict",
                expected: "a CSV set (nodes.csv, edges.csv) or a MUSAE set",
                advice: "write it as CSV with a column of the numbers")
        }
    }

    /// The number of each node of `graph`, known by its name; NaN where the field is blank or no line names the node.
    ///
    /// - Parameters:
    ///   - file: the CSV file's path.
    ///   - column: the column of numbers.
    ///   - graph: whose nodes are asked for.
    ///   - idColumn: the column of ids; `new_id` (MUSAE), else `id`, when nil.
    /// - Throws: `DatasetError` with the line for text, NaN and infinity, for an unknown node and one that comes twice.
    public static func read(
        _ file: String, column: String, for graph: Graph, id idColumn: String? = nil
    ) throws(DatasetError) -> [Float] {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        let usual = graph.nodeNames == nil && reader.header.contains("new_id") ? "new_id" : "id"
        let id = try columns.required(idColumn, usual: usual, option: "--id")
        let field = try columns.required(column, usual: "", option: "--value-column")
        var numbers: [String: Int] = [:]
        for node in 0..<graph.nodeCount { numbers[graph.name(of: node)] = node }
        var values = [Float](repeating: .nan, count: graph.nodeCount)
        var lines = [Int](repeating: 0, count: graph.nodeCount)
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            let name = row.text(at: id)
            guard let node = numbers[name] else {
                throw .malformed(
                    file, line: row.line, found: "node \(DatasetError.quoted(name)), which does not exist",
                    expected: "an id of the graph's \(graph.nodeCount) nodes", advice: "remove this line")
            }
            if lines[node] > 0 {
                throw .malformed(
                    file, line: row.line, found: "node \(DatasetError.quoted(name)), as on line \(lines[node])",
                    expected: "each id once")
            }
            lines[node] = row.line
            if row.isEmpty(at: field) { continue }
            guard let value = row.float(at: field), value.isFinite else {
                throw NumberColumn(name: DatasetError.quoted(reader.header[field]), use: .value).refusal(of: row, field: field, file: file)
            }
            values[node] = value
        }
        return values
    }
}
