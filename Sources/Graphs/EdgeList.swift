import DenseArrays

/// Edges as parallel lists: edge e sends from `sources[e]` to `targets[e]` with weight `weights[e]` (1 when nil).
public struct EdgeList: Sendable, Equatable {
    /// Where each edge comes from.
    public var sources: [Int32]
    /// Where each edge goes to.
    public var targets: [Int32]
    /// One an edge; all 1 when nil.
    public var weights: [Float]?

    /// Lists of equal length.
    public init(sources: [Int32], targets: [Int32], weights: [Float]? = nil) {
        precondition(
            sources.count == targets.count && (weights == nil || weights?.count == sources.count),
            "EdgeList: \(sources.count) sources, \(targets.count) targets, \(weights?.count ?? sources.count) weights")
        self.sources = sources
        self.targets = targets
        self.weights = weights
    }

    /// From pairs (source, target).
    public init(_ pairs: [(Int, Int)], weights: [Float]? = nil) {
        self.init(sources: pairs.map { Int32($0.0) }, targets: pairs.map { Int32($0.1) }, weights: weights)
    }

    /// How many edges there are.
    public var count: Int { sources.count }

    /// The weight of edge `edge`.
    public func weight(_ edge: Int) -> Float { weights?[edge] ?? 1 }

    /// How many edges join a node to itself.
    public var selfLoopCount: Int { zip(sources, targets).count { $0 == $1 } }

    /// Each edge in both directions, equal ones merged (weights added, as PyG's `to_undirected`), sorted by source and
    /// target. A self-loop is not doubled by the reversal alone: as in PyG its weight counts twice, its presence once.
    public func undirected() -> EdgeList {
        EdgeList(
            sources: sources + targets, targets: targets + sources, weights: weights.map { $0 + $0 }
        ).coalesced()
    }

    /// Edges sorted by source, then target; repeated ones merged, their weights added.
    public func coalesced() -> EdgeList {
        let order = (0..<count).sorted { (sources[$0], targets[$0], $0) < (sources[$1], targets[$1], $1) }
        var result = EdgeList(sources: [], targets: [], weights: weights == nil ? nil : [])
        for edge in order {
            if result.sources.last == sources[edge], result.targets.last == targets[edge] {
                let last = result.count - 1
                if let weights { result.weights?[last] += weights[edge] }
            } else {
                result.sources.append(sources[edge])
                result.targets.append(targets[edge])
                if let weights { result.weights?.append(weights[edge]) }
            }
        }
        return result
    }

    /// The edges that join different nodes.
    public func removingSelfLoops() -> EdgeList {
        let kept = (0..<count).filter { sources[$0] != targets[$0] }
        return EdgeList(
            sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
            weights: weights.map { weights in kept.map { weights[$0] } })
    }

    /// Whether for each edge the reverse one is there with the same weight.
    public var isUndirected: Bool {
        let forward = coalesced()
        let backward = EdgeList(sources: targets, targets: sources, weights: weights).coalesced()
        return forward == backward
    }
}
