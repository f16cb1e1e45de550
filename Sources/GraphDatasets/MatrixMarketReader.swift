import FileFormats
import Graphs

/// Reads a graph's adjacency matrix in Matrix Market's coordinate form: entry (i, j) is the edge from i to j.
///
/// `%%MatrixMarket matrix coordinate real|integer|pattern general|symmetric`, comments with `%`, a line with rows,
/// columns and entries, then a line for each entry, numbered from 1. Symmetric matrices give undirected graphs; of a
/// general one each entry is a direction of its own. Entries of 0 are no edges.
///
/// Source: Boisvert, Pozo & Remington, 1996, "The Matrix Market Exchange Formats", NISTIR 5935.
public enum MatrixMarketReader {
    /// Throws `DatasetError` with file and line for another header, numbers out of range, too few or too many entries.
    public static func read(
        _ location: DatasetLocation, options: CSVGraphOptions = CSVGraphOptions()
    ) throws(DatasetError) -> LoadedGraph {
        let file = location.files[0]
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(file) }
        let (hasValues, isSymmetric) = try header(bytes, file)
        var reader = WordReader(bytes: bytes, comment: UInt8(ascii: "%"))
        guard let sizes = reader.next(), sizes.count == 3, let rows = sizes.int(at: 0), let columns = sizes.int(at: 1),
            let entries = sizes.int(at: 2), rows > 0, entries >= 0
        else {
            throw .malformed(
                file, line: reader.lastLine, found: "no sizes", expected: "a line with rows, columns and entries")
        }
        guard rows == columns else {
            throw .malformed(
                file, line: sizes.line, found: "\(rows) rows and \(columns) columns", expected: "as many of both",
                advice: "an adjacency matrix is square")
        }
        // An entry takes four bytes at least; nodes without edges take none, so only what is far beyond is refused.
        guard entries <= reader.remaining / 3, rows <= max(1_000_000, 10 * bytes.count) else {
            throw .malformed(
                file, line: sizes.line, found: "\(rows) rows and \(entries) entries",
                expected: "as many as a file of \(bytes.count) bytes can hold", advice: "copy or download the file again")
        }
        var list = EdgeList(sources: [], targets: [], weights: hasValues ? [] : nil)
        var count = 0
        while let row = reader.next() {
            count += 1
            guard row.count == (hasValues ? 3 : 2) else {
                throw .malformed(
                    file, line: row.line, found: "\(row.count) number\(row.count == 1 ? "" : "s")",
                    expected: hasValues ? "row, column and value" : "row and column")
            }
            guard let i = row.int(at: 0), let j = row.int(at: 1), i >= 1, i <= rows, j >= 1, j <= rows else {
                throw .malformed(
                    file, line: row.line, found: "row \(row.string(at: 0)) and column \(row.string(at: 1))",
                    expected: "1 to \(rows)")
            }
            if hasValues {
                guard let value = row.float(at: 2), value.isFinite else {
                    throw .malformed(
                        file, line: row.line, found: "the value \(DatasetError.quoted(row.string(at: 2)))",
                        expected: "a finite number")
                }
                if value == 0 { continue }
                list.weights?.append(value)
            }
            list.sources.append(Int32(i - 1))
            list.targets.append(Int32(j - 1))
        }
        guard count == entries else {
            throw .malformed(
                file, line: reader.lastLine, found: "\(count) entries", expected: "\(entries), as line \(sizes.line) says",
                advice: "copy or download the file again")
        }
        let (edges, repeated) = isSymmetric
            ? EdgeMerger.undirected(list, nodeCount: rows) : EdgeMerger.directed(list, nodeCount: rows)
        do throws(GraphError) {
            return LoadedGraph(
                name: location.name,
                graph: try Graph(nodeCount: rows, edges: edges, provenance: "\(location.name), from \(file)"),
                format: .matrixMarket, folder: location.folder, files: location.files,
                warnings: [LoadedGraph.mergeWarning(repeated, in: file)].compactMap { $0 })
        } catch {
            throw .graph(error, file: file, line: nil, firstLine: nil, node: nil)
        }
    }

    private static func header(_ bytes: [UInt8], _ file: String) throws(DatasetError) -> (values: Bool, symmetric: Bool) {
        var reader = WordReader(bytes: bytes)
        let first = reader.next()
        let words = first.map { row in (0..<row.count).map { row.string(at: $0).lowercased() } } ?? []
        guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix" else {
            throw .malformed(
                file, line: 1, found: DatasetError.quoted(words.joined(separator: " ")),
                expected: "%%MatrixMarket matrix coordinate real general, or the like")
        }
        guard words[2] == "coordinate", ["real", "integer", "pattern"].contains(words[3]),
            ["general", "symmetric"].contains(words[4])
        else {
            throw .malformed(
                file, line: 1, found: DatasetError.quoted(words.dropFirst(2).joined(separator: " ")),
                expected: "coordinate, then real, integer or pattern, then general or symmetric")
        }
        return (words[3] != "pattern", words[4] == "symmetric")
    }
}
