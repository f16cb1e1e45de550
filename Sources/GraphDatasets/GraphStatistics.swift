import Graphs

/// What a graph looks like in numbers.
///
/// Made in time linear in nodes, edges and features.
public struct GraphStatistics: Sendable, Equatable {
    /// How many there are.
    public let nodes: Int
    /// Edges as stored: both directions of an undirected one.
    public let directedEdges: Int
    /// Pairs of different nodes that are joined, in whichever direction.
    public let undirectedEdges: Int
    /// Stored edges that join a node to itself.
    public let selfLoops: Int
    /// Whether each edge is there in both directions with the same weight.
    public let isSymmetric: Bool
    /// Whether edges have weights.
    public let hasWeights: Bool
    /// Columns of features; 0 for the identity (nodes without features).
    public let features: Int
    /// The fraction of feature entries that are not zero; 0 without features.
    public let featureDensity: Double
    /// Nodes whose features are all zero; 0 without features.
    public let nodesWithoutFeatures: Int
    /// Each class's name and number of nodes.
    public let classes: [ClassCount]
    /// Nodes without a label.
    public let unlabelled: Int
    /// What the split is called; nil without one.
    public let splitName: String?
    /// Sizes of the split's parts, and nodes in none of them; nil without a split.
    public let splitSizes: SplitSizes?
    /// Edges at a node: those of a symmetric graph once each, else those that arrive and those that leave; a self-loop
    /// once.
    public let degrees: Degrees
    /// Nodes without an edge to another node.
    public let isolatedNodes: Int
    /// Of the stored edges between different nodes with known labels, the fraction that joins equal ones; nil where
    /// there are none. (Edge homophily: Zhu et al. 2020, arXiv 2006.11468.)
    public let homophily: Double?
    /// Parts that no edge joins, directions ignored; an isolated node is one.
    public let components: Int
    /// The number of nodes in the largest of them.
    public let largestComponent: Int

    /// A class and how many nodes it has.
    public struct ClassCount: Sendable, Equatable {
        /// What it is called.
        public let name: String
        /// Its nodes.
        public let count: Int
    }

    /// How many nodes each part has.
    public struct SplitSizes: Sendable, Equatable {
        /// For training.
        public let train: Int
        /// For validation.
        public let validation: Int
        /// For the test.
        public let test: Int
        /// Nodes of no part.
        public let unused: Int
    }

    /// The distribution of degrees.
    public struct Degrees: Sendable, Equatable {
        /// The least.
        public let minimum: Int
        /// The median.
        public let median: Double
        /// The mean.
        public let mean: Double
        /// The largest.
        public let maximum: Int
        /// Nodes by degree: 0, 1, 2-3, 4-7, 8-15 and so on, to the last that is not empty.
        public let bins: [Bin]

        /// How many nodes have a degree within bounds.
        public struct Bin: Sendable, Equatable {
            /// The least degree.
            public let from: Int
            /// The largest degree.
            public let to: Int
            /// How many have it.
            public let nodes: Int
        }

        init(_ degrees: [Int]) {
            let sorted = degrees.sorted()
            let count = sorted.count
            minimum = sorted.first ?? 0
            maximum = sorted.last ?? 0
            median = count == 0 ? 0 : Double(sorted[(count - 1) / 2] + sorted[count / 2]) / 2
            mean = count == 0 ? 0 : Double(sorted.reduce(0, +)) / Double(count)
            // Bin 0 holds degree 0, bin b the degrees from 2^(b-1) to 2^b - 1: b is the number of binary digits.
            var counts: [Int] = []
            for degree in sorted {
                let bin = Int.bitWidth - degree.leadingZeroBitCount
                while counts.count <= bin { counts.append(0) }
                counts[bin] += 1
            }
            bins = counts.enumerated().map { bin, nodes in
                Bin(from: bin == 0 ? 0 : 1 << (bin - 1), to: bin == 0 ? 0 : (1 << bin) - 1, nodes: nodes)
            }
        }
    }

    /// Counts what is in `graph`.
    public init(_ graph: Graph) {
        let edges = graph.edges
        nodes = graph.nodeCount
        directedEdges = edges.count
        hasWeights = edges.weights != nil
        let proper = edges.removingSelfLoops()
        selfLoops = edges.count - proper.count
        undirectedEdges = EdgeMerger.undirected(
            EdgeList(sources: proper.sources, targets: proper.targets), nodeCount: nodes
        ).edges.count / 2
        isSymmetric = EdgeMerger.isSymmetric(edges, nodeCount: nodes)

        if case .identity = graph.features {
            (features, featureDensity, nodesWithoutFeatures) = (0, 0, 0)
        } else {
            features = graph.features.width
            featureDensity = graph.features.density
            nodesWithoutFeatures = Self.emptyRows(graph.features)
        }
        let counts = graph.labels?.counts ?? []
        classes = zip(graph.labels?.classNames ?? [], counts).map { ClassCount(name: $0, count: $1) }
        unlabelled = nodes - counts.reduce(0, +)
        splitName = graph.split?.name
        let count = graph.nodeCount
        splitSizes = graph.split.map {
            let used = $0.train.count + $0.validation.count + $0.test.count
            return SplitSizes(
                train: $0.train.count, validation: $0.validation.count, test: $0.test.count, unused: count - used)
        }

        var arriving = graph.inDegrees
        var hasNeighbour = [Bool](repeating: false, count: nodes)
        var parts = DisjointSets(count: nodes)
        var (known, equal) = (0, 0)
        for edge in 0..<edges.count {
            let (source, target) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
            if source == target { continue }
            if !isSymmetric { arriving[source] += 1 }
            hasNeighbour[source] = true
            hasNeighbour[target] = true
            parts.join(source, target)
            if let labels = graph.labels, labels.values[source] >= 0, labels.values[target] >= 0 {
                known += 1
                if labels.values[source] == labels.values[target] { equal += 1 }
            }
        }
        degrees = Degrees(arriving)
        isolatedNodes = hasNeighbour.count { !$0 }
        homophily = known == 0 ? nil : Double(equal) / Double(known)
        (components, largestComponent) = parts.summary()
    }

    private static func emptyRows(_ features: NodeFeatures) -> Int {
        switch features {
        case .identity: return 0
        case .sparse(let matrix):
            return (0..<matrix.rows).count { row in matrix.range(row).allSatisfy { matrix.values[$0] == 0 } }
        case .dense(let array):
            let width = array.columns
            return array.withUnsafeElements { x in
                (0..<array.rows).count { row in (0..<width).allSatisfy { x[row * width + $0] == 0 } }
            }
        }
    }
}

/// Sets that grow together (Tarjan 1975, DOI 10.1145/321879.321884): union by size, paths halved.
private struct DisjointSets {
    private var parent: [Int32]
    private var size: [Int32]

    init(count: Int) {
        parent = (0..<count).map { Int32($0) }
        size = [Int32](repeating: 1, count: count)
    }

    private mutating func root(_ start: Int) -> Int {
        var node = start
        while Int(parent[node]) != node {
            parent[node] = parent[Int(parent[node])]
            node = Int(parent[node])
        }
        return node
    }

    mutating func join(_ a: Int, _ b: Int) {
        var (large, small) = (root(a), root(b))
        if large == small { return }
        if size[large] < size[small] { swap(&large, &small) }
        parent[small] = Int32(large)
        size[large] += size[small]
    }

    /// The number of sets, and the size of the largest.
    func summary() -> (count: Int, largest: Int) {
        let roots = parent.indices.filter { Int(parent[$0]) == $0 }
        return (roots.count, Int(roots.map { size[$0] }.max() ?? 0))
    }
}
