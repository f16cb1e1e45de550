import DenseArrays

/// Makes a large graph with heavy-tailed degrees whose classes features and neighbours tell about: for trying what fits in
/// memory and how fast it is.
///
/// Node i has class i mod `classes`. Of each pair of joined nodes the first is drawn evenly; the second is, with probability
/// `homophily`, of the first one's class, else of any, and within a class the m-th of M nodes is drawn as m = ⌊u² M⌋: a few
/// nodes get many edges. Features are a random direction of the class, `signal` long in each column's mean square root, plus
/// even noise in -1 ..< 1. Both directions of each edge are there; pairs drawn twice and loops stay, as in any multigraph.
///
/// All follows from the seed by element, whatever the number of threads. O(nodes · features + edges) time and memory.
public struct LargeGraphGenerator: Sendable, Equatable {
    /// How many there are.
    public var nodes: Int
    /// Directed edges, both directions counted.
    public var edges: Int
    /// Columns of the features.
    public var features: Int
    /// How many classes there are.
    public var classes: Int
    /// The share of edges that stay within a class.
    public var homophily: Double
    /// How far a class's features lie from the others'.
    public var signal: Float
    /// What everything random is drawn by.
    public var seed: Int

    /// The defaults make a graph that neighbours tell more about than features do.
    public init(
        nodes: Int = 2_000_000, edges: Int = 20_000_000, features: Int = 64, classes: Int = 16, homophily: Double = 0.6,
        signal: Float = 0.1, seed: Int = 0
    ) {
        precondition(
            classes > 1 && nodes >= classes && nodes <= Int(Int32.max) && edges >= 0 && features > 0 && homophily >= 0
                && homophily <= 1,
            "LargeGraphGenerator: \(nodes) nodes, \(edges) edges, \(features) features, \(classes) classes, homophily \(homophily)")
        self.nodes = nodes
        self.edges = edges
        self.features = features
        self.classes = classes
        self.homophily = homophily
        self.signal = signal
        self.seed = seed
    }

    /// The graph with a split: 10 % of the nodes train, 2 % validate, 5 % test.
    public func make() throws(GraphError) -> Graph {
        let key = RandomKey(seed: seed).child("large graph")
        let (count, classes) = (nodes, classes)
        let half = edges / 2
        let (from, same, to) = (key.child("from"), key.child("same"), key.child("to"))
        var sources = [Int32](repeating: 0, count: 2 * half), targets = [Int32](repeating: 0, count: 2 * half)
        sources.withUnsafeMutableBufferPointer { sources in
            targets.withUnsafeMutableBufferPointer { targets in
                nonisolated(unsafe) let (sources, targets) = (sources, targets)
                Threads.run(over: half, by: 1 << 16) { piece in
                    for edge in piece {
                        let first = from.integer(edge, below: count)
                        let bits = same.bits(edge)
                        let isSame = Double(bits >> 11) * 0x1p-53 < homophily
                        let group = isSame ? first % classes : Int((bits & 0x7ff) % UInt64(classes))
                        let members = (count - group + classes - 1) / classes
                        let u = to.uniform(edge)
                        let second = Int(u * u * Double(members)) * classes + group
                        (sources[edge], targets[edge]) = (Int32(first), Int32(second))
                        (sources[half + edge], targets[half + edge]) = (Int32(second), Int32(first))
                    }
                }
            }
        }
        let width = features
        let centres = DenseArray(
            uniform: [classes, width], low: -signal * 1.732, high: signal * 1.732, key: key.child("centres"))
        var x = DenseArray(uniform: [count, width], low: -1, high: 1, key: key.child("noise"))
        x.withUnsafeMutableElements { x in
            centres.withUnsafeElements { centres in
                nonisolated(unsafe) let (x, centres) = (x, centres)
                Threads.run(over: count, by: 4096) { piece in
                    for node in piece {
                        let group = node % classes
                        for c in 0..<width { x[node * width + c] += centres[group * width + c] }
                    }
                }
            }
        }
        let labels = try NodeLabels(
            values: (0..<count).map { Int32($0 % classes) }, classNames: (0..<classes).map { "class \($0)" })
        var parts: [[Int]] = [[], [], []]
        let splitKey = key.child("split")
        for node in 0..<count {
            let u = splitKey.uniform(node)
            if u < 0.17 { parts[u < 0.1 ? 0 : u < 0.12 ? 1 : 2].append(node) }
        }
        let split = try NodeSplit(
            name: "random 10/2/5 per cent", train: parts[0], validation: parts[1], test: parts[2], nodeCount: count)
        return try Graph(
            nodeCount: count, edges: EdgeList(sources: sources, targets: targets), features: .dense(x), labels: labels,
            split: split, provenance: "made by LargeGraphGenerator, seed \(seed)")
    }
}
