import FileFormats
import Graphs

/// Reads a split from a CSV file with the columns id and split (train, val, validation, test, or a blank for none).
///
/// Nodes that the file does not name are in no part.
public enum SplitFileReader {
    /// Reads a split for the nodes of `graph`, known by their names (or numbers where they have none).
    ///
    /// - Throws: `DatasetError`: for a node in two parts `GraphError.splitLeaks` with file and both lines; with the
    ///   line for an unknown id, a node listed twice in one part, and an unknown word.
    public static func read(
        _ file: String, for graph: Graph, id idColumn: String? = nil, split splitColumn: String? = nil
    ) throws(DatasetError) -> NodeSplit {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        let id = try columns.required(idColumn, usual: "id", option: "--id")
        let split = try columns.required(splitColumn, usual: "split", option: "--split-column")
        var numbers: [String: Int] = [:]
        for node in 0..<graph.nodeCount { numbers[graph.name(of: node)] = node }
        var parts = SplitParts()
        var seen: [Int: (part: SplitParts.Part, line: Int)] = [:]
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            let name = row.text(at: id)
            guard let node = numbers[name] else {
                throw .malformed(
                    file, line: row.line, found: "node \(DatasetError.quoted(name)), which does not exist",
                    expected: "an id of the graph's \(graph.nodeCount) nodes", advice: "remove this line")
            }
            guard let part = try SplitParts.part(row.text(at: split), file: file, line: row.line) else { continue }
            if let (first, line) = seen.updateValue((part, row.line), forKey: node) {
                if first == part {
                    throw .malformed(
                        file, line: row.line, found: "node \(DatasetError.quoted(name)), as on line \(line)",
                        expected: "each node once", advice: "remove one of the two lines")
                }
                throw .graph(
                    .splitLeaks(node: node, first: first.rawValue, second: part.rawValue), file: file, line: row.line,
                    firstLine: line, node: name)
            }
            parts.add(part, node: node)
        }
        if parts.isEmpty {
            throw .malformed(file, found: "no node in any part", expected: "train, val or test for some of them")
        }
        do throws(GraphError) {
            return try parts.finish(name: "file \(DatasetPaths.lastName(file))", nodeCount: graph.nodeCount)
        } catch {
            throw .graph(error, file: file, line: nil, firstLine: nil, node: nil)
        }
    }
}
