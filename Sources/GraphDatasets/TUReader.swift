import DenseArrays
import FileFormats
import Graphs
import SparseMatrices

/// Reads sets of graphs in the text form of TU Dortmund, from a folder `NAME/NAME_*.txt` or from `NAME.zip`.
///
/// `NAME_A.txt` has a line "i, j" for each edge, nodes numbered from 1 through all graphs; `NAME_graph_indicator.txt`
/// the graph of each node; `NAME_graph_labels.txt` the class of each graph (-1/1, 0/1, 1/2 or 1…6: sorted), or
/// `NAME_graph_attributes.txt` its targets. `_node_labels`, `_node_attributes`, `_edge_labels`, `_edge_attributes` may
/// be there too. As in PyG self-loops are left out, edges are sorted, repeated lines merged (their attributes added),
/// node features are attributes, then labels one-hot, and edge features likewise. A label's one-hot columns are those
/// values that occur, in rising order.
///
/// Source: Morris, Kriege, Bause, Kersting, Mutzel & Neumann, 2020, "TUDataset: A collection of benchmark datasets for
/// learning with graphs", arXiv:2007.08663; PyG's `read_tu_data`.
public enum TUReader {
    /// Reads a set. Time grows with the bytes; 10⁶ lines take about 0.2 seconds.
    ///
    /// Throws `DatasetError` with file and line for text where a number should be, nodes and graphs out of range, an
    /// edge between two graphs, files of differing lengths.
    public static func read(
        _ location: GraphSetLocation, options: GraphSetOptions = GraphSetOptions()
    ) throws(DatasetError) -> LoadedGraphSet {
        var files = try TUFiles(location)
        let nodes = try TUNodes(&files)
        let attributes = try files.numbers("node_attributes", rows: nodes.count, of: "node")
        let labels = try files.labels("node_labels", rows: nodes.count, of: "node")
        let lines = try TUEdges(&files, nodes)
        let edgeParts = [
            try files.numbers("edge_attributes", rows: lines.count, of: "edge"),
            try files.labels("edge_labels", rows: lines.count, of: "edge").map(OneHot.columns),
        ].compactMap { $0 }
        let merged = lines.merged(features: OneHot.joined(edgeParts), nodes)
        var warnings = [LoadedGraph.mergeWarning(merged.repeated, in: files.path("A"))].compactMap { $0 }
        if merged.selfLoops > 0 {
            warnings.append("left out \(merged.selfLoops) self-loop\(merged.selfLoops == 1 ? "" : "s")")
        }
        let wantsAttributes = options.nodeAttributes ?? (labels == nil)
        let parts = [wantsAttributes ? attributes : nil, labels.map(OneHot.columns)].compactMap { $0 }
        var names = (0..<(wantsAttributes ? attributes?.columns ?? 0 : 0)).map { "attribute\($0)" }
        names += labels.map(OneHot.names) ?? []
        var features = OneHot.joined(parts).map { NodeFeatures.dense($0).inBestForm() }
        if features == nil {
            warnings.append("the nodes have no labels; their features are \(options.featureless.title)")
            if options.featureless == .oneHotDegree {
                features = .sparse(OneHot.degrees(merged.edges, nodeStarts: nodes.starts, edgeStarts: merged.starts))
            }
            names = options.featureless == .oneHotDegree ? (0..<(features?.width ?? 0)).map { "degree=\($0)" } : ["one"]
        }
        let targets = try files.numbers("graph_attributes", rows: nodes.graphs, of: "graph")
        let classes = try files.classes(graphs: nodes.graphs)
        if targets == nil, classes == nil {
            throw .missing(
                files.path("graph_labels"), found: "no such file", expected: "a class for each of \(nodes.graphs) graphs")
        }
        do throws(GraphError) {
            let set = try GraphSet(
                name: location.name, nodeStarts: nodes.starts, edgeStarts: merged.starts, edges: merged.edges,
                features: features, edgeFeatures: merged.features, labels: classes?.labels,
                classNames: classes?.names ?? [], targets: targets)
            return LoadedGraphSet(
                name: location.name, set: set, path: location.path, files: files.read, warnings: warnings,
                featureNames: names)
        } catch {
            throw .graph(error, file: location.path, line: nil, firstLine: nil, node: nil)
        }
    }
}

/// How a set of graphs is read.
public struct GraphSetOptions: Sendable, Equatable {
    /// What nodes get that have neither labels nor attributes.
    public enum Featureless: String, Sendable, CaseIterable {
        /// Their degree one-hot, as PyG's examples do: with one number for all a graph's structure alone is left.
        case oneHotDegree
        /// The number 1.
        case constant

        var title: String {
            switch self {
            case .oneHotDegree: "their degrees, one-hot"
            case .constant: "all 1"
            }
        }
    }

    /// Whether node attributes stand before the labels; nil (as PyG by default): only where there are no labels.
    public var nodeAttributes: Bool?
    /// What nodes without features get.
    public var featureless: Featureless

    /// Attributes where there are some; degrees for nodes without features.
    public init(nodeAttributes: Bool? = nil, featureless: Featureless = .oneHotDegree) {
        self.nodeAttributes = nodeAttributes
        self.featureless = featureless
    }
}

/// A set of graphs as it came from files.
public struct LoadedGraphSet: Sendable {
    /// What it is called.
    public let name: String
    /// What was read.
    public let set: GraphSet
    /// The folder or archive.
    public let path: String
    /// The paths that were read; a member of an archive as `NAME.zip/NAME/NAME_A.txt`.
    public let files: [String]
    /// What the user should know, such as "merged 193062 repeated edges".
    public var warnings: [String]
    /// The form it had.
    public var form: GraphSetForm = .tu
    /// What each feature column means, such as "label0=6" (a node label's value) or "degree=3"; nil where that is not known.
    public var featureNames: [String]?

    /// The same with another set of the same graphs, such as a transformed one.
    public func replacing(set: GraphSet) -> LoadedGraphSet {
        LoadedGraphSet(
            name: name, set: set, path: path, files: files, warnings: warnings, form: form,
            featureNames: set.features.width == self.set.features.width ? featureNames : nil)
    }
}

/// Which graph each node belongs to.
struct TUNodes {
    /// `graphs + 1` offsets.
    private(set) var starts = [0]
    /// The graph of each node.
    private(set) var graph: [Int32] = []
    var count: Int { graph.count }
    var graphs: Int { starts.count - 1 }

    init(_ files: inout TUFiles) throws(DatasetError) {
        let (path, lines) = try files.integers("graph_indicator", width: 1)
        for (place, value) in lines.values.enumerated() {
            // Graph g + 1 begins where g ends: every number from 1 on, none left out.
            let last = starts.count - 1 + (graph.isEmpty ? 0 : 1)
            guard value == last || value == last + 1, value >= 1 else {
                throw .malformed(
                    path, line: lines.line(place), found: "graph \(value)\(last == 0 ? "" : " after graph \(last)")",
                    expected: last == 0 ? "1" : "\(last) or \(last + 1)", advice: "the nodes must be in their graphs' order, each graph with one at least")
            }
            if value == last + 1, !graph.isEmpty { starts.append(graph.count) }
            graph.append(Int32(value - 1))
        }
        if graph.isEmpty { throw .malformed(path, found: "no nodes", expected: "a line for each node") }
        starts.append(graph.count)
    }
}

/// The lines of `NAME_A.txt`, nodes numbered within their graphs.
struct TUEdges {
    private var graph: [Int32] = []
    private var list = EdgeList(sources: [], targets: [])
    var count: Int { list.count }

    init(_ files: inout TUFiles, _ nodes: TUNodes) throws(DatasetError) {
        let (path, lines) = try files.integers("A", width: 2)
        let edges = lines.values.count / 2
        for edge in 0..<edges {
            for value in [lines.values[2 * edge], lines.values[2 * edge + 1]] where value < 1 || value > nodes.count {
                throw .malformed(
                    path, line: lines.line(edge), found: "node \(value)", expected: "1 to \(nodes.count)")
            }
            let (source, target) = (lines.values[2 * edge] - 1, lines.values[2 * edge + 1] - 1)
            guard nodes.graph[source] == nodes.graph[target] else {
                throw .malformed(
                    path, line: lines.line(edge),
                    found: "an edge from node \(source + 1) of graph \(nodes.graph[source] + 1) to node \(target + 1) of graph \(nodes.graph[target] + 1)",
                    expected: "both in one graph")
            }
            let start = nodes.starts[Int(nodes.graph[source])]
            graph.append(nodes.graph[source])
            list.sources.append(Int32(source - start))
            list.targets.append(Int32(target - start))
        }
    }

    struct Merged {
        var edges = EdgeList(sources: [], targets: [])
        var starts = [0]
        var features: DenseArray?
        var repeated = 0
        var selfLoops = 0
    }

    /// Edges by graph, source and target, each once; features of repeated ones added, in the order of the lines.
    func merged(features: DenseArray?, _ nodes: TUNodes) -> Merged {
        var order: [(key: UInt64, edge: Int32)] = []
        order.reserveCapacity(count)
        var result = Merged()
        for edge in 0..<count {
            if list.sources[edge] == list.targets[edge] {
                result.selfLoops += 1
                continue
            }
            let start = nodes.starts[Int(graph[edge])]
            let source = UInt64(start + Int(list.sources[edge]))
            order.append((source << 32 | UInt64(list.targets[edge]), Int32(edge)))
        }
        order.sort { $0.key != $1.key ? $0.key < $1.key : $0.edge < $1.edge }
        let width = features?.columns ?? 0
        let values = features?.elements ?? []
        var rows: [Float] = []
        rows.reserveCapacity(values.count)
        var last: UInt64?
        for (key, place) in order {
            let edge = Int(place)
            if key == last {
                result.repeated += 1
                let begin = rows.count - width
                for column in 0..<width { rows[begin + column] += values[edge * width + column] }
                continue
            }
            last = key
            while result.starts.count <= Int(graph[edge]) { result.starts.append(result.edges.count) }
            result.edges.sources.append(list.sources[edge])
            result.edges.targets.append(list.targets[edge])
            rows += values[edge * width..<(edge + 1) * width]
        }
        while result.starts.count <= nodes.graphs { result.starts.append(result.edges.count) }
        if width > 0 { result.features = DenseArray(rows, shape: [result.edges.count, width]) }
        return result
    }
}
