import FileFormats
import Graphs
import SparseMatrices

/// Reads the LINQS text form of a citation network.
///
/// `NAME.content` has a line for each paper: its id, a number for each word, its class, tab-separated. `NAME.cites`
/// has a line for each citation: the cited paper's id, the citing one's. Ids are any text. The graph is undirected:
/// both directions are stored, citations of the same two papers merged. Classes are sorted by name. There is no split.
///
/// Source: Sen, Namata, Bilgic, Getoor, Gallagher & Eliassi-Rad, Collective Classification in Network Data, 2008,
/// DOI 10.1609/aimag.v29i3.2157; https://linqs.org/datasets/.
public enum LINQSReader {
    /// Reads a set. `location.files` are the content and the cites file.
    ///
    /// Throws `DatasetError`: with both lines for an id that occurs twice, with file, line and id for a citation of an
    /// unknown paper, with the line for text or a NaN where a number should be.
    public static func read(_ location: DatasetLocation) throws(DatasetError) -> LoadedGraph {
        guard location.format == .linqs, location.files.count == 2 else {
            throw .usage(
                found: "\(location.files.count) files of the \(location.format.title) form",
                expected: "a content and a cites file", advice: nil)
        }
        let (content, cites) = (location.files[0], location.files[1])
        let papers = try readContent(content)
        let citations = try readCites(cites, content: content, ids: papers.ids)
        let (edges, repeated) = EdgeMerger.undirected(citations, nodeCount: papers.ids.names.count)
        do throws(GraphError) {
            let graph = try Graph(
                nodeCount: papers.ids.names.count, edges: edges,
                features: papers.features.columns == 0 ? nil : .sparse(papers.features),
                labels: try papers.labels.finish(), nodeNames: papers.ids.names,
                provenance: "\(location.name), LINQS form, from \(location.folder)")
            return LoadedGraph(
                name: location.name, graph: graph, format: .linqs, folder: location.folder, files: location.files,
                warnings: [LoadedGraph.mergeWarning(repeated, in: cites)].compactMap { $0 })
        } catch {
            throw .graph(error, file: content, line: nil, firstLine: nil, node: nil)
        }
    }

    private static func readContent(
        _ file: String
    ) throws(DatasetError) -> (ids: NodeIds, labels: LabelCollector, features: CompressedRows) {
        var reader = try reader(file)
        var ids = NodeIds()
        var labels = LabelCollector()
        var words = FeatureCollector()
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            guard row.count >= 2 else {
                throw .malformed(
                    file, line: row.line, found: "\(row.count) field",
                    expected: "an id, a number for each word, a class",
                    advice: "fields are separated by tabs")
            }
            try ids.add(row.text(at: 0), file: file, line: row.line)
            for word in 1..<(row.count - 1) {
                try words.add(row, field: word, column: word - 1, file: file) { NumberColumn(name: "word \(word)", use: .word) }
            }
            words.endRow()
            labels.add(row.text(at: row.count - 1))
        }
        if ids.names.isEmpty { throw .malformed(file, found: "no papers", expected: "a line for each paper") }
        return (ids, labels, words.finish())
    }

    private static func readCites(_ file: String, content: String, ids: NodeIds) throws(DatasetError) -> EdgeList {
        var reader = try reader(file)
        var edges = EdgeList(sources: [], targets: [])
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            guard row.count == 2 else {
                throw .malformed(
                    file, line: row.line, found: "\(row.count) field\(row.count == 1 ? "" : "s")",
                    expected: "two: the cited paper's id and the citing one's")
            }
            let cited = try ids.number(row.text(at: 0), file: file, line: row.line, nodes: content)
            let citing = try ids.number(row.text(at: 1), file: file, line: row.line, nodes: content)
            edges.sources.append(citing)
            edges.targets.append(cited)
        }
        return edges
    }

    /// Rows separated by tabs, or by blanks where the first line has no tab.
    private static func reader(_ file: String) throws(DatasetError) -> CSVReader {
        try reading { () throws(FileError) in
            let bytes = try Files.readMaybeCompressed(file)
            let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let tab = UInt8(ascii: "\t")
            return try CSVReader(
                bytes: bytes, file: file, delimiter: bytes[..<end].contains(tab) ? tab : UInt8(ascii: " "),
                hasHeader: false)
        }
    }
}
