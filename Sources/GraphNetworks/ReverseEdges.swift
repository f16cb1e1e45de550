import Graphs

/// Which edges lead back from where an edge goes; made once from a list of edges. O(edges · degree) for small degrees.
public struct ReverseEdges: Sendable {
    /// The edges, source and target.
    let sources: [Int32], targets: [Int32]
    /// For each edge (v, w) the number of the one edge (w, v), or -1 where there is none; nil where edges repeat.
    let reverses: [Int32]?
    /// Edges that share their two ends, where edges repeat.
    private let repeated: Pairs?

    /// For each edge (v, w) the number of its pair of nodes; repeated edges share one.
    struct Pairs: Sendable {
        let pairs: [Int]
        let count: Int
        /// For each edge (v, w) the number of the pair (w, v); `count`, which no edge has, where there is none.
        let reversePairs: [Int]
    }

    /// Above this degree a table is made instead of looking through a node's edges.
    private static let mostScanned = 32

    /// Finds for each edge the one that leads back.
    public init(_ edges: EdgeList) {
        sources = edges.sources
        targets = edges.targets
        reverses = Self.scanned(edges)
        repeated = reverses == nil ? Self.pairs(edges) : nil
    }

    var count: Int { sources.count }

    /// The pairs of nodes of the edges, where edges repeat or nodes have many.
    var pairs: Pairs? { repeated }

    /// Looks for each edge's reverse among the edges that leave its target; nil where an edge repeats or a node has many.
    private static func scanned(_ edges: EdgeList) -> [Int32]? {
        let count = edges.count
        let nodes = Int(max(edges.sources.max() ?? -1, edges.targets.max() ?? -1)) + 1
        var starts = [Int32](repeating: 0, count: nodes + 1)
        for source in edges.sources { starts[Int(source) + 1] += 1 }
        for node in 0..<nodes {
            if Int(starts[node + 1]) > mostScanned { return nil }
            starts[node + 1] += starts[node]
        }
        var next = starts
        var order = [Int32](repeating: 0, count: count)
        for edge in 0..<count {
            let source = Int(edges.sources[edge])
            let target = edges.targets[edge]
            // an edge of the same ends before it
            for place in Int(starts[source])..<Int(next[source]) where edges.targets[Int(order[place])] == target {
                return nil
            }
            order[Int(next[source])] = Int32(edge)
            next[source] += 1
        }
        return (0..<count).map { edge in
            let back = Int(edges.targets[edge]), to = edges.sources[edge]
            for place in Int(starts[back])..<Int(starts[back + 1]) where edges.targets[Int(order[place])] == to {
                return order[place]
            }
            return -1
        }
    }

    private static func pairs(_ edges: EdgeList) -> Pairs {
        struct Pair: Hashable { let source, target: Int32 }
        var numbers: [Pair: Int] = [:]
        let pairs = (0..<edges.count).map { edge in
            let pair = Pair(source: edges.sources[edge], target: edges.targets[edge])
            if let known = numbers[pair] { return known }
            numbers[pair] = numbers.count
            return numbers.count - 1
        }
        let count = numbers.count
        return Pairs(
            pairs: pairs, count: count,
            reversePairs: (0..<edges.count).map {
                numbers[Pair(source: edges.targets[$0], target: edges.sources[$0])] ?? count
            })
    }
}
