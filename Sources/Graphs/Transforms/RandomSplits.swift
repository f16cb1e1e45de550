import DenseArrays

/// Edges held back for judging link prediction, with as many that do not exist.
public struct LinkSplit: Sendable {
    /// What messages are passed over in training and validation: the graph without the held edges.
    public let train: Graph
    /// What messages are passed over in the test: the graph without the test edges.
    public let test: Graph
    /// Pairs of each part; an undirected edge stands there once, source < target.
    public let trainEdges: EdgeList
    /// Held back for validation, each once.
    public let validationEdges: EdgeList
    /// Held back for the test, each once.
    public let testEdges: EdgeList
    /// Pairs that no edge joins, none of them twice.
    public let validationNegatives: EdgeList
    /// Pairs without an edge, for the test.
    public let testNegatives: EdgeList
}

extension Graph {
    /// `count` pairs of different nodes that no edge joins, each once; of an undirected graph source < target. Fewer
    /// where there are not so many (or hardly): at most 20 tries for each are made.
    public func negativeSamples(_ count: Int, undirected: Bool? = nil, key: RandomKey) -> EdgeList {
        let isUndirected = undirected ?? edges.isUndirected
        var taken = Set<UInt64>(minimumCapacity: edges.count + count)
        for edge in 0..<edges.count { taken.insert(Self.pair(edges.sources[edge], edges.targets[edge])) }
        var result = EdgeList(sources: [], targets: [])
        if nodeCount < 2 { return result }
        for attempt in 0..<count * 20 where result.count < count {
            var source = Int32(key.integer(2 * attempt, below: nodeCount))
            var target = Int32(key.integer(2 * attempt + 1, below: nodeCount))
            if source == target { continue }
            if isUndirected, source > target { swap(&source, &target) }
            if taken.insert(Self.pair(source, target)).inserted {
                result.sources.append(source)
                result.targets.append(target)
            }
        }
        return result
    }

    private static func pair(_ source: Int32, _ target: Int32) -> UInt64 { UInt64(source) << 32 | UInt64(target) }

    /// Splits the edges for link prediction; both directions of an undirected edge go together. Self-loops always stay
    /// in training's messages and are in no part.
    ///
    /// - Parameters:
    ///   - validation: the fraction of edges held back for validation, PyG's 0.1.
    ///   - test: the fraction held back for the test, PyG's 0.2.
    ///   - negatives: how many pairs without an edge for each held edge.
    ///   - seed: what the split is drawn by.
    /// - Throws: `splitImpossible` for fractions that leave nothing to learn from. PyG's `RandomLinkSplit`.
    public func randomLinkSplit(
        validation: Double = 0.1, test: Double = 0.2, negatives: Double = 1, seed: Int
    ) throws(GraphError) -> LinkSplit {
        let isUndirected = edges.isUndirected
        let pairs = (0..<edges.count).filter {
            isUndirected ? edges.sources[$0] < edges.targets[$0] : edges.sources[$0] != edges.targets[$0]
        }
        let (held, judged) = (Int(Double(pairs.count) * validation), Int(Double(pairs.count) * test))
        guard validation >= 0, test >= 0, negatives >= 0, held + judged < pairs.count else {
            throw .splitImpossible(
                reason: "\(held) validation and \(judged) test edges of \(pairs.count); expected some left for training")
        }
        let key = RandomKey(seed: seed).child("links")
        let order = key.permutation(pairs.count).map { pairs[$0] }
        let parts = [order.prefix(judged), order.dropFirst(judged).prefix(held), order.dropFirst(judged + held)]
        func list(_ part: ArraySlice<Int>) -> EdgeList {
            let part = part.sorted()
            return EdgeList(sources: part.map { edges.sources[$0] }, targets: part.map { edges.targets[$0] })
        }
        func without(_ gone: [ArraySlice<Int>]) throws(GraphError) -> Graph {
            var keys = Set<UInt64>()
            for edge in gone.joined() {
                keys.insert(Self.pair(edges.sources[edge], edges.targets[edge]))
                if isUndirected { keys.insert(Self.pair(edges.targets[edge], edges.sources[edge])) }
            }
            return try keeping(
                edges: (0..<edges.count).filter { !keys.contains(Self.pair(edges.sources[$0], edges.targets[$0])) })
        }
        let wanted = [Int(Double(judged) * negatives), Int(Double(held) * negatives)]
        let unlinked = negativeSamples(wanted[0] + wanted[1], undirected: isUndirected, key: key.child("negatives"))
        let middle = min(wanted[0], unlinked.count)
        return LinkSplit(
            train: try without([parts[0], parts[1]]), test: try without([parts[0]]), trainEdges: list(parts[2]),
            validationEdges: list(parts[1]), testEdges: list(parts[0]),
            validationNegatives: EdgeList(
                sources: Array(unlinked.sources[middle...]), targets: Array(unlinked.targets[middle...])),
            testNegatives: EdgeList(
                sources: Array(unlinked.sources[..<middle]), targets: Array(unlinked.targets[..<middle])))
    }
}

extension Transform {
    /// A random split of the labelled nodes; see `NodeSplit.random`. Throws `transform` without labels.
    public static func randomNodeSplit(
        perClass: Int = 20, validation: Int = 500, test: Int = 1000, seed: Int = 0
    ) -> Transform {
        Transform("RandomNodeSplit(\(perClass), \(validation), \(test))") { graph throws(GraphError) in
            guard let labels = graph.labels else {
                throw .transform(name: "RandomNodeSplit", found: "a graph without labels", expected: "classes")
            }
            return try graph.replacing(
                split: try NodeSplit.random(
                    labels: labels, perClass: perClass, validation: validation, test: test, seed: seed))
        }
    }
}
