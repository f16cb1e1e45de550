import Graphs

/// Which edges lead back from where an edge goes; made once from a list of edges. O(edges).
public struct ReverseEdges: Sendable {
    /// For each edge (v, w) the number of its pair of nodes; repeated edges share one.
    let pairs: [Int]
    let pairCount: Int
    /// For each edge (v, w) the number of the pair (w, v); `pairCount`, which no edge has, where there is none.
    let reversePairs: [Int]

    public init(_ edges: EdgeList) {
        struct Pair: Hashable { let source, target: Int32 }
        var numbers: [Pair: Int] = [:]
        pairs = (0..<edges.count).map { edge in
            let pair = Pair(source: edges.sources[edge], target: edges.targets[edge])
            if let known = numbers[pair] { return known }
            numbers[pair] = numbers.count
            return numbers.count - 1
        }
        let count = numbers.count
        pairCount = count
        reversePairs = (0..<edges.count).map {
            numbers[Pair(source: edges.targets[$0], target: edges.sources[$0])] ?? count
        }
    }
}
