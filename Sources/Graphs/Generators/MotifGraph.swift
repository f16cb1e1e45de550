import DenseArrays

/// A graph with planted motifs, of which it is known which ties make a node what it is: what explanations are measured by.
public struct MotifGraph: Sendable {
    /// How many nodes there are.
    public let nodeCount: Int
    /// Pairs of nodes, each once.
    public let ties: [(Int, Int)]
    /// For each tie the motif that it is a part of; -1 for the others.
    public let motifOfTie: [Int]
    /// For each node its motif, or -1.
    public let motifOfNode: [Int]
    /// For each node its role, an index into `roleNames`; 0 is the base's.
    public let roles: [Int]
    /// What each role is called.
    public let roleNames: [String]
    /// What each node is called.
    public let nodeNames: [String]

    /// A base with motifs, each tied to it by one tie at the motif's anchor.
    ///
    /// - Parameters:
    ///   - base: the base's ties.
    ///   - baseCount: the base's nodes.
    ///   - motifs: what is planted.
    ///   - places: for each motif the base's node it is tied to.
    ///   - noise: this many further ties for each 100 nodes between nodes drawn at random; such a tie is no motif's.
    ///   - key: what the further ties are drawn by.
    public init(
        base: [(Int, Int)], baseCount: Int, motifs: [Motif], places: [Int], noise: Double = 0, key: RandomKey
    ) {
        precondition(
            motifs.count == places.count && places.allSatisfy { $0 >= 0 && $0 < baseCount },
            "MotifGraph: \(motifs.count) motifs, \(places.count) places in 0..<\(baseCount)")
        var ties = base
        var motifOfTie = [Int](repeating: -1, count: base.count)
        var motifOfNode = [Int](repeating: -1, count: baseCount)
        var roles = [Int](repeating: 0, count: baseCount)
        var roleNames = ["base"]
        var names = (0..<baseCount).map { "b\($0)" }
        for (number, (motif, place)) in zip(motifs, places).enumerated() {
            let start = roles.count
            for role in motif.roleNames where !roleNames.contains(role) { roleNames.append(role) }
            for node in motif.roles.indices {
                roles.append(roleNames.firstIndex(of: motif.roleNames[motif.roles[node]]) ?? 0)
                motifOfNode.append(number)
                names.append("\(motif.name.prefix(1))\(number).\(motif.nodeNames[node])")
            }
            for tie in motif.ties {
                ties.append((start + tie.0, start + tie.1))
                motifOfTie.append(number)
            }
            ties.append((place, start + motif.anchor))
            motifOfTie.append(-1)
        }
        let count = roles.count
        struct Pair: Hashable { let first, second: Int }
        var known = Set(ties.map { Pair(first: min($0.0, $0.1), second: max($0.0, $0.1)) })
        let wanted = Int((noise * Double(count)).rounded())
        var draw = 0, added = 0
        while added < wanted, draw < 1000 * wanted {
            let (a, b) = (key.integer(2 * draw, below: count), key.integer(2 * draw + 1, below: count))
            draw += 1
            if a == b || !known.insert(Pair(first: min(a, b), second: max(a, b))).inserted { continue }
            ties.append((a, b))
            motifOfTie.append(-1)
            added += 1
        }
        self.nodeCount = count
        self.ties = ties
        self.motifOfTie = motifOfTie
        self.motifOfNode = motifOfNode
        self.roles = roles
        self.roleNames = roleNames
        nodeNames = names
    }

    /// BA-Shapes: houses at random places of a Barabási-Albert graph; classes are base, middle, bottom and top.
    ///
    /// 300 base nodes of 5 ties and 80 houses, the paper's and PyG's; noise 0 as PyG's set (the paper adds 0.1 ties a node).
    /// Source: Ying et al., 2019, "GNNExplainer", arXiv:1903.03894.
    public static func baShapes(
        base: Int = 300, ties: Int = 5, houses: Int = 80, noise: Double = 0, key: RandomKey
    ) -> MotifGraph {
        MotifGraph(
            base: BarabasiAlbert.ties(nodes: base, each: ties, key: key.child("base")), baseCount: base,
            motifs: [Motif](repeating: .house, count: houses), places: places(houses, of: base, key.child("places")),
            noise: noise, key: key.child("noise"))
    }

    /// Tree-Cycles: rings of six at random nodes of a balanced binary tree; classes are base and cycle.
    ///
    /// A tree of depth 8 (511 nodes) and 80 rings, the paper's. Source: Ying et al., 2019, arXiv:1903.03894.
    public static func treeCycles(
        depth: Int = 8, cycles: Int = 80, length: Int = 6, noise: Double = 0, key: RandomKey
    ) -> MotifGraph {
        tree(depth, [Motif](repeating: .cycle(length), count: cycles), noise, key)
    }

    /// Tree-Grid: grids of 3 by 3 at random nodes of a balanced binary tree; classes are base and grid.
    ///
    /// Sizes as those of `treeCycles`. Source: Ying et al., 2019, arXiv:1903.03894.
    public static func treeGrid(
        depth: Int = 8, grids: Int = 80, side: Int = 3, noise: Double = 0, key: RandomKey
    ) -> MotifGraph {
        tree(depth, [Motif](repeating: .grid(side), count: grids), noise, key)
    }

    private static func tree(_ depth: Int, _ motifs: [Motif], _ noise: Double, _ key: RandomKey) -> MotifGraph {
        precondition(depth >= 0 && depth < 24, "MotifGraph: a tree of depth \(depth), expected 0 to 23")
        let count = 1 << (depth + 1) - 1
        return MotifGraph(
            base: (1..<max(1, count)).map { ($0, ($0 - 1) / 2) }, baseCount: count, motifs: motifs,
            places: places(motifs.count, of: count, key.child("places")), noise: noise, key: key.child("noise"))
    }

    /// Different base nodes as long as there are some.
    private static func places(_ count: Int, of base: Int, _ key: RandomKey) -> [Int] {
        let order = key.permutation(base)
        return (0..<count).map { order[$0 % base] }
    }

    /// Both directions of all ties, sorted by source and target.
    public var edges: EdgeList { EdgeList(ties).undirected() }

    /// For each edge of `edges` whether it is a motif's.
    public var edgeTruth: [Bool] {
        struct Pair: Hashable { let source, target: Int32 }
        var inMotif: Set<Pair> = []
        for (tie, motif) in zip(ties, motifOfTie) where motif >= 0 {
            inMotif.insert(Pair(source: Int32(tie.0), target: Int32(tie.1)))
            inMotif.insert(Pair(source: Int32(tie.1), target: Int32(tie.0)))
        }
        let edges = edges
        return (0..<edges.count).map { inMotif.contains(Pair(source: edges.sources[$0], target: edges.targets[$0])) }
    }
}

/// BA-2Motifs: graphs that are told apart by their one motif, a house or a ring of five, on a Barabási-Albert base of 20 nodes
/// with one tie each; half of them each, in turn.
///
/// Source: Luo et al., 2020, "Parameterized Explainer for Graph Neural Network", arXiv:2011.04573.
public enum BA2Motifs {
    /// The two classes, by the motif planted.
    public static let classNames = ["cycle", "house"]

    /// 1,000 graphs of 25 nodes unless asked otherwise; graph g is of class g mod 2.
    public static func make(
        graphs: Int = 1000, base: Int = 20, key: RandomKey
    ) -> [(graph: MotifGraph, label: Int)] {
        (0..<graphs).map { number in
            let key = key.child(number)
            let motif: Motif = number % 2 == 0 ? .cycle(5) : .house
            return (
                MotifGraph(
                    base: BarabasiAlbert.ties(nodes: base, each: 1, key: key.child("base")), baseCount: base,
                    motifs: [motif], places: [key.child("place").integer(0, below: base)], key: key.child("noise")),
                number % 2
            )
        }
    }
}
