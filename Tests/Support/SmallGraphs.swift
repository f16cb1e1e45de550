import Graphs

/// Graphs on which graph operations go wrong first.
public struct SmallGraph: Sendable, CustomStringConvertible {
    /// What makes it special.
    public let name: String
    /// How many nodes it has.
    public let nodeCount: Int
    /// Its edges, checked only by `graph()`.
    public let edges: EdgeList

    public var description: String { name }

    /// The graph itself, featureless.
    public func graph() throws -> Graph { try Graph(nodeCount: nodeCount, edges: edges, provenance: name) }

    /// 0 - 1 - 2 - 3, both directions.
    public static let path = SmallGraph(
        name: "path", nodeCount: 4, edges: EdgeList([(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)]))
    /// Node 0 joined to all others, both directions.
    public static let star = SmallGraph(
        name: "star", nodeCount: 5,
        edges: EdgeList([(0, 1), (1, 0), (0, 2), (2, 0), (0, 3), (3, 0), (0, 4), (4, 0)]))
    /// A triangle whose node 1 has a self-loop of its own weight.
    public static let selfLoop = SmallGraph(
        name: "self-loop", nodeCount: 3,
        edges: EdgeList(
            [(0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (0, 2), (2, 0)], weights: [1, 1, 2.5, 1, 1, 0.5, 0.5]))
    /// Nodes 2 and 4 have no edges.
    public static let isolated = SmallGraph(
        name: "isolated", nodeCount: 5, edges: EdgeList([(0, 1), (1, 0), (1, 3), (3, 1)]))
    /// The edge 0 → 1 stands there three times, with different weights.
    public static let duplicateEdge = SmallGraph(
        name: "duplicate-edge", nodeCount: 3,
        edges: EdgeList([(0, 1), (0, 1), (1, 2), (0, 1), (2, 0)], weights: [1, 0.5, 2, 0.25, 1]))
    /// No edge has its reverse; node 0 receives nothing, node 3 sends nothing.
    public static let directed = SmallGraph(
        name: "directed", nodeCount: 4, edges: EdgeList([(0, 1), (1, 2), (0, 3), (2, 3)]))
    /// Nodes without any edge.
    public static let noEdges = SmallGraph(name: "empty-edge", nodeCount: 3, edges: EdgeList([]))

    /// All seven.
    public static let all = [path, star, selfLoop, isolated, duplicateEdge, directed, noEdges]
}
