import DenseArrays
import SparseMatrices

/// Edges grouped by target, and the reverse grouping: what attention and other message passing run over. The forward
/// pass of node i reads the edges that arrive at i, the gradient of node j those that leave j; neither needs a feature
/// matrix with a row for each edge.
///
/// A value to be made once from a graph's edges and kept. Values of edges (`[edges, …]`) stand in *compressed order*: by
/// target, edges of one target in the order of the list. Repeated edges are kept. O(nodes + edges).
public struct CompressedEdges: Sendable {
    /// How many nodes there are.
    public let nodeCount: Int
    /// Rows are targets, neighbours are sources; an edge's place is its number in compressed order.
    public let incoming: EdgeGroups
    /// Rows are sources, neighbours are targets; places lead to the compressed order.
    public let outgoing: EdgeGroups
    /// The edges as listed: those given (without self-loops, where these were replaced), then the added loops.
    public let edges: EdgeList
    /// For each edge in compressed order its number in `edges`.
    public let edgeNumbers: [Int32]
    /// How many edges the given list had.
    public let givenCount: Int
    /// Where self-loops were replaced: the given edges that were kept, which stand first in `edges`; else nil.
    public let keptEdges: [Int]?

    /// Whether the compressed order is the order of `edges`.
    public let isListOrder: Bool

    /// - Parameters:
    ///   - given: pointing into `0 ..< nodeCount`, as those of a `Graph` do; traps where one does not. Weights are
    ///     not used.
    ///   - nodeCount: how many nodes there are.
    ///   - replacingSelfLoops: whether all self-loops are removed and one for each node is added at the end, in node
    ///     order, as PyG's attention layers do.
    public init(_ given: EdgeList, nodeCount: Int, replacingSelfLoops: Bool = false) {
        for edge in 0..<given.count {
            let (s, t) = (Int(given.sources[edge]), Int(given.targets[edge]))
            precondition(
                s >= 0 && s < nodeCount && t >= 0 && t < nodeCount,
                "CompressedEdges: edge \(edge) from \(s) to \(t) leaves 0..<\(nodeCount)")
        }
        givenCount = given.count
        let listed: EdgeList
        if replacingSelfLoops {
            let kept = (0..<given.count).filter { given.sources[$0] != given.targets[$0] }
            let nodes = Array(0..<Int32(nodeCount))
            listed = EdgeList(
                sources: kept.map { given.sources[$0] } + nodes, targets: kept.map { given.targets[$0] } + nodes)
            keptEdges = kept
        } else {
            listed = EdgeList(sources: given.sources, targets: given.targets)
            keptEdges = nil
        }
        self.nodeCount = nodeCount
        edges = listed
        let (starts, order) = Self.grouped(listed.targets, nodeCount)
        let sources = order.map { listed.sources[Int($0)] }
        let targets = order.map { listed.targets[Int($0)] }
        edgeNumbers = order
        isListOrder = zip(order, order.dropFirst()).allSatisfy { $0 < $1 }
        incoming = EdgeGroups(rowStarts: starts, neighbours: sources, places: nil, neighbourCount: nodeCount)
        // the edges in compressed order, grouped by source
        let (outStarts, places) = Self.grouped(sources, nodeCount)
        outgoing = EdgeGroups(
            rowStarts: outStarts, neighbours: places.map { targets[Int($0)] }, places: places, neighbourCount: nodeCount
        )
    }

    /// The number of edges, added loops included.
    public var count: Int { edges.count }

    /// For each edge of `edges` its number in compressed order.
    public var placesOfEdges: [Int] {
        var places = [Int](repeating: 0, count: count)
        for (place, edge) in edgeNumbers.enumerated() { places[Int(edge)] = place }
        return places
    }

    /// The numbers of the keys by rising key, equal ones in their order (a counting sort), and where each key's begin.
    private static func grouped(_ keys: [Int32], _ bound: Int) -> (starts: [Int], order: [Int32]) {
        var starts = [Int](repeating: 0, count: bound + 1)
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 0..<bound { starts[key + 1] += starts[key] }
        var next = starts
        var order = [Int32](repeating: 0, count: keys.count)
        for (number, key) in keys.enumerated() {
            order[next[Int(key)]] = Int32(number)
            next[Int(key)] += 1
        }
        return (starts, order)
    }
}
