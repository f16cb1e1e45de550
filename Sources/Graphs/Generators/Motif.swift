/// A small figure that is planted into a graph, its nodes with the parts they play.
public struct Motif: Sendable, Equatable {
    /// What it is called, such as "house".
    public let name: String
    /// For each node its role, an index into `roleNames`.
    public let roles: [Int]
    /// What each role is called.
    public let roleNames: [String]
    /// For each node what it is called within the motif.
    public let nodeNames: [String]
    /// Pairs of nodes, each once.
    public let ties: [(Int, Int)]
    /// The node that is tied to the rest of the graph.
    public let anchor: Int

    public static func == (left: Motif, right: Motif) -> Bool {
        left.name == right.name && left.roles == right.roles && left.roleNames == right.roleNames
            && left.nodeNames == right.nodeNames && left.anchor == right.anchor
            && left.ties.elementsEqual(right.ties, by: ==)
    }

    /// Five nodes: a square with a roof; tied to the graph at its ground floor.
    public static let house = Motif(
        name: "house", roles: [0, 0, 1, 1, 2], roleNames: ["middle", "bottom", "top"],
        nodeNames: ["m1", "m2", "g2", "g1", "top"], ties: [(0, 1), (1, 2), (2, 3), (3, 0), (0, 4), (1, 4)], anchor: 3)

    /// A ring, tied to the graph at its first node.
    public static func cycle(_ length: Int) -> Motif {
        precondition(length >= 3, "Motif.cycle: expected at least 3 nodes, found \(length)")
        return Motif(
            name: "cycle", roles: [Int](repeating: 0, count: length), roleNames: ["cycle"],
            nodeNames: (1...length).map(String.init), ties: (0..<length).map { ($0, ($0 + 1) % length) }, anchor: 0)
    }

    /// A square grid, tied to the graph at a corner.
    public static func grid(_ side: Int) -> Motif {
        precondition(side >= 2, "Motif.grid: expected a side of at least 2, found \(side)")
        var ties: [(Int, Int)] = []
        for row in 0..<side {
            for column in 0..<side {
                let node = row * side + column
                if column + 1 < side { ties.append((node, node + 1)) }
                if row + 1 < side { ties.append((node, node + side)) }
            }
        }
        return Motif(
            name: "grid", roles: [Int](repeating: 0, count: side * side), roleNames: ["grid"],
            nodeNames: (1...side * side).map(String.init), ties: ties, anchor: 0)
    }
}
