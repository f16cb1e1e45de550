import DenseArrays

/// A graph with what is known of its nodes: checked once, when built, and never changed.
///
/// An edge (i, j) sends from i to j; undirected sets hold both directions. Whatever is derived (normalized adjacency,
/// degrees, receptive fields) is a value made from a graph and kept by whoever uses it.
public struct Graph: Sendable {
    /// How many nodes there are.
    public let nodeCount: Int
    /// Each from its source to its target.
    public let edges: EdgeList
    /// What is known of each node.
    public let features: NodeFeatures
    /// Classes, where the set has them.
    public let labels: NodeLabels?
    /// The split that comes with the set, if there is one.
    public let split: NodeSplit?
    /// What is known of each edge, `[edges, edgeFeatures]`, in the order of `edges`; nil where nothing is.
    public let edgeFeatures: DenseArray?
    /// Where each node lies, `[nodes, dimensions]`; nil where nothing is known of it.
    public let positions: DenseArray?
    /// What each node is called in the files it came from; its number where nil.
    public let nodeNames: [String]?
    /// Where it came from, for results and messages.
    public let provenance: String

    /// Throws where an edge points nowhere, a number is NaN or infinite, or sizes disagree. O(nodes + edges + features).
    public init(
        nodeCount: Int, edges: EdgeList, features: NodeFeatures? = nil, labels: NodeLabels? = nil,
        split: NodeSplit? = nil, edgeFeatures: DenseArray? = nil, positions: DenseArray? = nil,
        nodeNames: [String]? = nil, provenance: String = "made in memory"
    ) throws(GraphError) {
        if nodeCount <= 0 { throw .empty }
        let features = features ?? .identity(nodeCount)
        if features.nodeCount != nodeCount {
            throw .sizesDiffer(what: "feature rows", found: features.nodeCount, expected: nodeCount)
        }
        if let labels, labels.values.count != nodeCount {
            throw .sizesDiffer(what: "labels", found: labels.values.count, expected: nodeCount)
        }
        if let edgeFeatures, edgeFeatures.rows != edges.count {
            throw .sizesDiffer(what: "rows of edge features", found: edgeFeatures.rows, expected: edges.count)
        }
        if let positions, positions.rows != nodeCount {
            throw .sizesDiffer(what: "positions", found: positions.rows, expected: nodeCount)
        }
        if let nodeNames, nodeNames.count != nodeCount {
            throw .sizesDiffer(what: "node names", found: nodeNames.count, expected: nodeCount)
        }
        if let split {
            for (part, nodes) in [("train", split.train), ("validation", split.validation), ("test", split.test)] {
                if let last = nodes.last, last >= nodeCount {
                    throw .splitOutOfRange(part: part, node: last, nodeCount: nodeCount)
                }
            }
        }
        for edge in 0..<edges.count {
            let (source, target) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
            if source < 0 || source >= nodeCount || target < 0 || target >= nodeCount {
                throw .edgeOutOfRange(edge: edge, source: source, target: target, nodeCount: nodeCount)
            }
            if !edges.weight(edge).isFinite { throw .weightNotFinite(edge: edge, source: source, target: target) }
        }
        if let place = features.firstNotFinite { throw .featureNotFinite(node: place.node, column: place.column) }
        if let edgeFeatures, let place = edgeFeatures.firstNotFinite {
            throw .edgeFeatureNotFinite(edge: place.row, column: place.column)
        }
        if let positions, let place = positions.firstNotFinite {
            throw .positionNotFinite(node: place.row, axis: place.column)
        }
        self.init(
            trusted: nodeCount, edges: edges, features: features, labels: labels, split: split,
            edgeFeatures: edgeFeatures, positions: positions, nodeNames: nodeNames, provenance: provenance)
    }

    /// Parts of graphs that were checked already.
    init(
        trusted nodeCount: Int, edges: EdgeList, features: NodeFeatures, labels: NodeLabels? = nil,
        split: NodeSplit? = nil, edgeFeatures: DenseArray? = nil, positions: DenseArray? = nil,
        nodeNames: [String]? = nil, provenance: String
    ) {
        self.nodeCount = nodeCount
        self.edges = edges
        self.features = features
        self.labels = labels
        self.split = split
        self.edgeFeatures = edgeFeatures
        self.positions = positions
        self.nodeNames = nodeNames
        self.provenance = provenance
    }

    /// What node `node` is called.
    public func name(of node: Int) -> String { nodeNames?[node] ?? String(node) }

    /// The number of edges that arrive at each node.
    public var inDegrees: [Int] {
        var result = [Int](repeating: 0, count: nodeCount)
        for target in edges.targets { result[Int(target)] += 1 }
        return result
    }

    /// The same graph with some parts replaced. Edge features stay only with the edges that they belong to.
    public func replacing(
        edges: EdgeList? = nil, features: NodeFeatures? = nil, split: NodeSplit? = nil,
        edgeFeatures: DenseArray? = nil, positions: DenseArray? = nil
    ) throws(GraphError) -> Graph {
        try Graph(
            nodeCount: nodeCount, edges: edges ?? self.edges, features: features ?? self.features, labels: labels,
            split: split ?? self.split, edgeFeatures: edgeFeatures ?? (edges == nil ? self.edgeFeatures : nil),
            positions: positions ?? self.positions, nodeNames: nodeNames, provenance: provenance)
    }
}

extension DenseArray {
    /// The first NaN or infinite element, if there is one.
    var firstNotFinite: (row: Int, column: Int)? {
        if isFinite { return nil }
        let place = withUnsafeElements { $0.firstIndex { !$0.isFinite } } ?? 0
        return (place / max(1, columns), place % max(1, columns))
    }
}
