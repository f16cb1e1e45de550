import FileFormats
import Graphs
import SparseMatrices

/// Reads a social graph of the MUSAE collection: `NAME_edges.csv` (two columns), `NAME.json` (`{"node": [features]}`)
/// and `NAME_target.csv` (a line for each node, its class in `page_type`, `mature`, `ml_target` or `target`).
///
/// Nodes are numbered from 0; the target file's `new_id` (else `id`) says which line is which. The graph is
/// undirected, repeated edges are merged, self-loops kept; features are 0 and 1.
///
/// Source: Rozemberczki, Allen & Sarkar, 2021, "Multi-Scale Attributed Node Embedding", DOI 10.1093/comnet/cnab014.
public enum MUSAEReader {
    /// Throws `DatasetError` with file and line (or node) for numbers out of range, nodes named twice or not at all.
    public static func read(
        _ location: DatasetLocation, options: CSVGraphOptions = CSVGraphOptions()
    ) throws(DatasetError) -> LoadedGraph {
        let (edgesFile, targetFile, featuresFile) = (location.files[0], location.files[1], location.files[2])
        let (nodes, labels) = try targets(targetFile, options)
        let list = try edges(edgesFile, nodes: nodes)
        let features = try features(featuresFile, nodes: nodes)
        let (edges, repeated) = EdgeMerger.undirected(list, nodeCount: nodes)
        do throws(GraphError) {
            let graph = try Graph(
                nodeCount: nodes, edges: edges, features: features.columns == 0 ? nil : .sparse(features),
                labels: try labels.finish(), provenance: "\(location.name), MUSAE form, from \(location.folder)")
            return LoadedGraph(
                name: location.name, graph: graph, format: .musae, folder: location.folder, files: location.files,
                warnings: [LoadedGraph.mergeWarning(repeated, in: edgesFile)].compactMap { $0 })
        } catch {
            throw .graph(error, file: targetFile, line: nil, firstLine: nil, node: nil)
        }
    }

    private static func targets(
        _ file: String, _ options: CSVGraphOptions
    ) throws(DatasetError) -> (nodes: Int, labels: LabelCollector) {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        let header = reader.header
        let usual = ["page_type", "mature", "ml_target", "target"].first { header.contains($0) } ?? "target"
        let id = try columns.required(options.id, usual: header.contains("new_id") ? "new_id" : "id", option: "--id")
        let label = try columns.required(options.label, usual: usual, option: "--label")
        var rows: [(id: Int, line: Int, label: String)] = []
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            guard let number = row.int(at: id), number >= 0 else {
                throw .malformed(
                    file, line: row.line, found: "\(DatasetError.quoted(row.text(at: id))) in column \(header[id])",
                    expected: "a node's number from 0 on")
            }
            rows.append((number, row.line, row.text(at: label)))
        }
        if rows.isEmpty { throw .malformed(file, found: "no nodes", expected: "a line for each node") }
        rows.sort { ($0.id, $0.line) < ($1.id, $1.line) }
        var labels = LabelCollector()
        for (place, row) in rows.enumerated() {
            if place > 0, rows[place - 1].id == row.id {
                throw .malformed(
                    file, line: row.line, found: "node \(row.id), as on line \(rows[place - 1].line)",
                    expected: "each node once")
            }
            guard row.id == place else {
                throw .malformed(
                    file, line: row.line, found: "node \(row.id), but none of number \(place)",
                    expected: "every number from 0 to \(rows.count - 1)")
            }
            labels.add(row.label)
        }
        return (rows.count, labels)
    }

    private static func edges(_ file: String, nodes: Int) throws(DatasetError) -> EdgeList {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        var list = EdgeList(sources: [], targets: [])
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            guard row.count == 2 else {
                throw .malformed(
                    file, line: row.line, found: "\(row.count) field\(row.count == 1 ? "" : "s")", expected: "two nodes")
            }
            for field in 0..<2 {
                guard let node = row.int(at: field), node >= 0, node < nodes else {
                    throw .malformed(
                        file, line: row.line, found: "node \(DatasetError.quoted(row.text(at: field)))",
                        expected: "a number from 0 to \(nodes - 1)")
                }
                if field == 0 { list.sources.append(Int32(node)) } else { list.targets.append(Int32(node)) }
            }
        }
        return list
    }

    private static func features(_ file: String, nodes: Int) throws(DatasetError) -> CompressedRows {
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(file) }
        let json = try reading { () throws(FileError) in try JSONValue.parse(bytes, file: file) }
        guard let members = json.object else {
            throw .malformed(file, found: "no object", expected: "{\"0\": [feature numbers], ...}")
        }
        func wrong(_ key: String, _ found: String, _ expected: String) -> DatasetError {
            .file(FileError(kind: .malformed, file: file, place: .entry(key), found: found, expected: expected))
        }
        // Features are numbered through: none can have a number far beyond what the file could list.
        let limit = max(100_000, bytes.count)
        var rows = [[Int32]?](repeating: nil, count: nodes)
        var width = 0
        for (key, value) in members {
            guard let node = Int(key), node >= 0, node < nodes else {
                throw wrong(key, "a node of this name", "0 to \(nodes - 1)")
            }
            guard rows[node] == nil else { throw wrong(key, "this node twice", "each node once") }
            guard let list = value.array else { throw wrong(key, "no list", "a list of feature numbers") }
            var columns: [Int32] = []
            for item in list {
                guard let column = item.int, column >= 0, column < limit else {
                    throw wrong(key, "the feature \(item.encoded())", "a number from 0 to \(limit - 1)")
                }
                width = max(width, column + 1)
                columns.append(Int32(column))
            }
            rows[node] = Set(columns).sorted()
        }
        let columns = rows.flatMap { $0 ?? [] }
        var starts = [0]
        for row in rows { starts.append((starts.last ?? 0) + (row?.count ?? 0)) }
        return CompressedRows(
            rows: nodes, columns: width, rowStarts: starts, columnIndices: columns,
            values: [Float](repeating: 1, count: columns.count))
    }
}
