import DenseArrays

/// Draws pairs of nodes that no edge joins, for learning what is no link.
///
/// Made once from a graph (sorted neighbour lists, O(edges log degree)); each draw is O(log degree). Element i of a draw
/// follows from the key and i alone.
public struct NegativeSampler: Sendable {
    /// How many nodes there are.
    public let nodeCount: Int
    /// Whether a pair is taken for joined when an edge runs in either direction; drawn pairs then have source < target.
    public let isUndirected: Bool
    private let starts: [Int]
    private let neighbours: [Int32]

    /// How often an element is drawn anew before it is given up (a graph that is nearly complete).
    static let attempts = 64

    /// - Parameters:
    ///   - graph: whose missing edges are wanted.
    ///   - undirected: whether directions count; found out when nil.
    public init(_ graph: Graph, undirected: Bool? = nil) {
        nodeCount = graph.nodeCount
        isUndirected = undirected ?? graph.edges.isUndirected
        let edges = graph.edges
        let both = isUndirected
        var counts = [Int](repeating: 0, count: nodeCount + 1)
        for edge in 0..<edges.count {
            counts[Int(edges.sources[edge]) + 1] += 1
            if both { counts[Int(edges.targets[edge]) + 1] += 1 }
        }
        for node in 0..<nodeCount { counts[node + 1] += counts[node] }
        var next = counts
        var lists = [Int32](repeating: 0, count: counts[nodeCount])
        for edge in 0..<edges.count {
            let (s, t) = (edges.sources[edge], edges.targets[edge])
            lists[next[Int(s)]] = t
            next[Int(s)] += 1
            if both {
                lists[next[Int(t)]] = s
                next[Int(t)] += 1
            }
        }
        for node in 0..<nodeCount { lists[counts[node]..<counts[node + 1]].sort() }
        starts = counts
        neighbours = lists
    }

    /// Whether an edge joins the nodes (in either direction where the graph is undirected).
    public func isEdge(_ source: Int, _ target: Int) -> Bool {
        var (low, high) = (starts[source], starts[source + 1])
        let wanted = Int32(target)
        while low < high {
            let middle = (low + high) / 2
            if neighbours[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < starts[source + 1] && neighbours[low] == wanted
    }

    /// `count` pairs of different nodes that no edge joins, each drawn by itself: a pair may come twice. Fewer only where
    /// nearly all pairs are joined.
    public func sample(_ count: Int, key: RandomKey) -> EdgeList {
        var sources: [Int32] = [], targets: [Int32] = []
        sources.reserveCapacity(count)
        targets.reserveCapacity(count)
        let nodes = UInt64(nodeCount)
        if nodeCount < 2 { return EdgeList(sources: [], targets: []) }
        for element in 0..<count {
            for attempt in 0..<Self.attempts {
                let bits = key.bits(element * Self.attempts + attempt)
                var source = Int(((bits >> 32) * nodes) >> 32), target = Int(((bits & 0xffff_ffff) * nodes) >> 32)
                if isUndirected, source > target { swap(&source, &target) }
                if source == target || isEdge(source, target) { continue }
                sources.append(Int32(source))
                targets.append(Int32(target))
                break
            }
        }
        return EdgeList(sources: sources, targets: targets)
    }
}
