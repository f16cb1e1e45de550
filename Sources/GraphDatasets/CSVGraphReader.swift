import FileFormats
import Graphs

/// Reads a graph from two CSV files: one of nodes (id, label, split, features), one of edges (source, target, weight).
///
/// Comma, tab or semicolon, whichever the first line has most; each file plain or gzip'd. Undirected unless the
/// options say otherwise: both directions are stored, edges of the same two nodes merged, their weights added; a
/// self-loop is stored once. Classes are sorted, as numbers when all are whole numbers. Features become sparse when
/// under a quarter of them differ from zero, and the identity when there are no feature columns.
public enum CSVGraphReader {
    /// Reads both files. Time grows with their bytes; 10⁷ numbers take about a second.
    ///
    /// - Parameters:
    ///   - nodes: the path of the nodes file.
    ///   - edges: the path of the edges file.
    ///   - options: columns, delimiter, direction of edges.
    ///   - name: what the set is called; the nodes file's folder when nil.
    /// - Throws: `DatasetError` with file and line for: no nodes, an id that occurs twice (both lines), an edge of an
    ///   unknown node (named), an unknown column (with those there are), text, NaN or infinity where a number should
    ///   be, a negative weight, an unknown word in the split column.
    public static func read(
        nodes: String, edges: String, options: CSVGraphOptions = CSVGraphOptions(), name: String? = nil
    ) throws(DatasetError) -> LoadedGraph {
        let table = try CSVNodeTable(nodes, options)
        let (list, repeated) = try readEdges(edges, nodes: nodes, table.ids, options)
        let folder = DatasetPaths.folder(of: nodes)
        let name = name ?? DatasetPaths.lastName(DatasetPaths.resolved(folder) ?? folder)
        var warnings = [LoadedGraph.mergeWarning(repeated, in: edges)].compactMap { $0 }
        if repeated > 0, list.weights != nil {
            warnings.append("their weights were added; where \(edges) lists both directions of each tie, use --directed")
        }
        if list.count == 0 { warnings.append("\(edges) has no edges") }
        do throws(GraphError) {
            let graph = try Graph(
                nodeCount: table.ids.names.count, edges: list, features: table.features?.inBestForm(),
                labels: try table.labels.finish(), split: try table.split(), nodeNames: table.ids.names,
                provenance: "\(name), from \(nodes) and \(edges)")
            return LoadedGraph(
                name: name, graph: graph, format: .csv, folder: folder, files: [nodes, edges], warnings: warnings,
                featureNames: table.features == nil ? nil : table.featureNames)
        } catch {
            throw .graph(error, file: edges, line: nil, firstLine: nil, node: nil)
        }
    }

    private static func readEdges(
        _ file: String, nodes: String, _ ids: NodeIds, _ options: CSVGraphOptions
    ) throws(DatasetError) -> (edges: EdgeList, repeated: Int) {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        let source = try columns.required(options.source, usual: "source", option: "--source")
        let target = try columns.required(options.target, usual: "target", option: "--target")
        let weight = try columns.optional(options.weight, usual: "weight", option: "--weight")
        var list = EdgeList(sources: [], targets: [], weights: weight == nil ? nil : [])
        // Edges often come grouped by node: the last one is looked up once.
        var last: (id: String, number: Int32)?
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            let from = row.text(at: source)
            if last?.id != from { last = (from, try ids.number(from, file: file, line: row.line, nodes: nodes)) }
            let to = try ids.number(row.text(at: target), file: file, line: row.line, nodes: nodes)
            list.sources.append(last?.number ?? 0)
            list.targets.append(to)
            guard let weight else { continue }
            guard let value = row.float(at: weight), value.isFinite else {
                let column = NumberColumn(name: DatasetError.quoted(reader.header[weight]), use: .weight)
                throw column.refusal(of: row, field: weight, file: file)
            }
            guard value >= 0 else {
                let ends = "from \(DatasetError.quoted(from)) to \(DatasetError.quoted(row.text(at: target)))"
                throw .malformed(
                    file, line: row.line, found: "the negative weight \(row.text(at: weight)) of the edge \(ends)",
                    expected: "zero or more, since the normalization takes square roots of weights",
                    advice: "use absolute values or leave the edge out")
            }
            list.weights?.append(value)
            if list.count > 1_000_000_000 {
                throw .malformed(file, line: row.line, found: "more than 1000000000 edges", expected: "fewer")
            }
        }
        let count = ids.names.count
        if options.directed { return EdgeMerger.directed(list, nodeCount: count) }
        return EdgeMerger.undirected(list, nodeCount: count)
    }
}
