import DenseArrays
import SparseMatrices

/// Several graphs as one graph whose adjacency is block-diagonal: no edge joins two of them, so one sparse product
/// passes the messages of all.
public struct GraphBatch: Sendable {
    /// All graphs as one, nodes numbered through, in the order of `indices`.
    public let graph: Graph
    /// The graph of each node, `[nodes]`, rising: `batch[v]` in `0 ..< count`.
    public let batch: [Int]
    /// `graphs + 1` rising offsets into the nodes.
    public let nodeStarts: [Int]
    /// `graphs + 1` rising offsets into the edges.
    public let edgeStarts: [Int]
    /// The number of each graph in the set it came from.
    public let indices: [Int]
    /// The class of each graph, where the set has classes.
    public let labels: [Int32]?
    /// The targets of each graph, `[graphs, targets]`.
    public let targets: DenseArray?

    /// The number of graphs.
    public var count: Int { indices.count }

    /// Graphs of a set. O(their nodes + edges + features), copied by runs. Traps for a number outside the set, and for
    /// no graphs at all.
    ///
    /// - Parameter features: whether the nodes' features are copied, too; else they stay empty, for who takes them from
    ///   elsewhere.
    init(_ set: GraphSet, _ indices: [Int], features wantsFeatures: Bool = true) {
        precondition(!indices.isEmpty, "GraphSet.batch: expected at least one graph")
        var nodeStarts = [0], edgeStarts = [0]
        nodeStarts.reserveCapacity(indices.count + 1)
        edgeStarts.reserveCapacity(indices.count + 1)
        for index in indices {
            precondition(
                index >= 0 && index < set.count, "GraphSet.batch: graph \(index) outside 0..<\(set.count)")
            nodeStarts.append(nodeStarts[nodeStarts.count - 1] + set.nodeStarts[index + 1] - set.nodeStarts[index])
            edgeStarts.append(edgeStarts[edgeStarts.count - 1] + set.edgeStarts[index + 1] - set.edgeStarts[index])
        }
        let (nodes, edgeCount) = (nodeStarts[indices.count], edgeStarts[indices.count])
        let edges = Self.edges(set, indices, nodeStarts, count: edgeCount)
        let nodeRuns = indices.map { set.nodeStarts[$0]..<set.nodeStarts[$0 + 1] }
        let edgeRuns = indices.map { set.edgeStarts[$0]..<set.edgeStarts[$0 + 1] }
        graph = Graph(
            trusted: nodes, edges: edges,
            features: wantsFeatures
                ? RowRuns.gather(set.features, nodeRuns, rows: nodes) : .dense(DenseArray(zeros: [nodes, 0])),
            edgeFeatures: set.edgeFeatures.map { RowRuns.gather($0, edgeRuns, rows: edgeCount) },
            provenance: set.name)
        batch = Self.numbers(nodeStarts)
        labels = set.labels.map { labels in indices.map { labels[$0] } }
        targets = set.targets.map { RowRuns.gather($0, indices.map { $0..<$0 + 1 }, rows: indices.count) }
        (self.indices, self.nodeStarts, self.edgeStarts) = (indices, nodeStarts, edgeStarts)
    }

    /// Single graphs as one; their numbers are their places in the list.
    ///
    /// Throws `GraphError.inGraph` where one has features of another width than the first, `empty` for no graphs.
    public init(
        _ graphs: [Graph], labels: [Int32]? = nil, targets: DenseArray? = nil
    ) throws(GraphError) {
        if graphs.isEmpty { throw .empty }
        let names = labels.map { (0...($0.max() ?? 0)).map { "\($0)" } } ?? []
        let set = try GraphSet(
            name: graphs[0].provenance, graphs: graphs, labels: labels, classNames: names, targets: targets)
        self = set.batchOfAll()
    }

    /// Graph `index` of the batch by itself, as it was.
    public func graph(at index: Int) -> Graph {
        precondition(index >= 0 && index < count, "GraphBatch: graph \(index) outside 0..<\(count)")
        let nodes = nodeStarts[index]..<nodeStarts[index + 1]
        let places = edgeStarts[index]..<edgeStarts[index + 1]
        let shift = Int32(nodes.lowerBound)
        let edges = EdgeList(
            sources: graph.edges.sources[places].map { $0 - shift },
            targets: graph.edges.targets[places].map { $0 - shift },
            weights: graph.edges.weights.map { Array($0[places]) })
        return Graph(
            trusted: nodes.count, edges: edges, features: RowRuns.gather(graph.features, [nodes], rows: nodes.count),
            edgeFeatures: graph.edgeFeatures.map { RowRuns.gather($0, [places], rows: places.count) },
            provenance: graph.provenance)
    }

    /// The batch taken apart.
    public func graphs() -> [Graph] { (0..<count).map { graph(at: $0) } }

    /// The number of each graph's nodes, `[graphs]`.
    public var nodeCounts: [Int] { (0..<count).map { nodeStarts[$0 + 1] - nodeStarts[$0] } }

    private static func edges(_ set: GraphSet, _ indices: [Int], _ nodeStarts: [Int], count: Int) -> EdgeList {
        func shifted(_ ends: [Int32]) -> [Int32] {
            [Int32](unsafeUninitializedCapacity: count) { out, filled in
                for (place, index) in indices.enumerated() {
                    let shift = Int32(nodeStarts[place])
                    for edge in set.edgeStarts[index]..<set.edgeStarts[index + 1] {
                        out.initializeElement(at: filled, to: ends[edge] + shift)
                        filled += 1
                    }
                }
            }
        }
        var weights: [Float]?
        if let all = set.edges.weights {
            weights = indices.flatMap { all[set.edgeStarts[$0]..<set.edgeStarts[$0 + 1]] }
        }
        return EdgeList(sources: shifted(set.edges.sources), targets: shifted(set.edges.targets), weights: weights)
    }

    private static func numbers(_ starts: [Int]) -> [Int] {
        [Int](unsafeUninitializedCapacity: starts[starts.count - 1]) { out, filled in
            for graph in 0..<starts.count - 1 {
                while filled < starts[graph + 1] {
                    out.initializeElement(at: filled, to: graph)
                    filled += 1
                }
            }
        }
    }
}
