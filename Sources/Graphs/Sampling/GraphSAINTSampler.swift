import DenseArrays
import Synchronization

/// Batches of the nodes that random walks pass, with all edges among them, and the factors that take the walks' preference
/// for some nodes and edges out of the loss and of the messages.
///
/// `roots` nodes are drawn, each walks `length` steps to a neighbour that it hears from (and stays where it has none). Before
/// training, samples are drawn until nodes have been met `coverage` times in the mean; from C_v, how often node v was met,
/// and C_uv, how often edge (u, v) was, follow
///
///     λ_v  = samples / C_v       the factor of node v's loss (over the number of training nodes)
///     1/α_uv = (C_v + 1) / (C_uv + 1)    the factor of the message from u to v
///
/// What a batch holds follows from (seed, epoch, batch).
///
/// Source: Zeng, Zhou, Srivastava, Kannan & Prasanna, 2020, "GraphSAINT", arXiv:1907.04931; the ones
/// added to the counts are ours: an edge that was never met while counting would get an endless factor (10⁴ in PyG's
/// `GraphSAINTRandomWalkSampler`), and a few such edges drown the others.
public struct GraphSAINTSampler: Sendable {
    /// The graph's edges.
    public let table: NeighbourTable
    /// Walks a batch.
    public let roots: Int
    /// Steps a walk.
    public let length: Int
    /// How often each node and each edge was met, and in how many samples.
    public let nodeCounts: [Int32]
    /// How often each edge was met in the counting before training.
    public let edgeCounts: [Int32]
    /// How many batches were counted.
    public let sampleCount: Int
    private let key: RandomKey
    private let scratch: NodeNumbersPool

    /// - Parameters:
    ///   - table: the graph's edges.
    ///   - roots: how many walks make a batch.
    ///   - length: the steps of a walk.
    ///   - coverage: how often a node is to be met in the mean before training; the factors' error falls as its
    ///     square root. The counting is shared among threads; sums of whole numbers do not depend on it.
    ///   - seed: what walks are drawn by.
    public init(_ table: NeighbourTable, roots: Int, length: Int, coverage: Int = 50, seed: Int = 0) {
        precondition(
            roots > 0 && length > 0 && coverage > 0,
            "GraphSAINTSampler: expected positive numbers, found \(roots) roots, \(length) steps, coverage \(coverage)")
        self.table = table
        self.roots = roots
        self.length = length
        key = RandomKey(seed: seed).child("walks")
        scratch = NodeNumbersPool(nodeCount: table.nodeCount)
        let counting = key.child("counting")
        // how many samples it takes, by the size of the first ones
        let scratch = scratch
        let trial = 8
        let met = scratch.with { numbers in
            (0..<trial).reduce(0) { $0 + Self.sample(table, roots, length, counting.child($1), numbers).nodes.count }
        }
        let samples = max(trial, coverage * table.nodeCount * trial / max(1, met))
        let tasks = min(Threads.count, samples)
        let sums = Mutex<(nodes: [Int32], edges: [Int32])?>(nil)
        Threads.run(tasks: tasks) { task in
            var nodes = [Int32](repeating: 0, count: table.nodeCount), edges = [Int32](repeating: 0, count: table.count)
            scratch.with { numbers in
                for number in stride(from: task, to: samples, by: tasks) {
                    let sample = Self.sample(table, roots, length, counting.child(number), numbers)
                    for node in sample.nodes { nodes[Int(node)] += 1 }
                    for edge in sample.edgePlaces { edges[Int(edge)] += 1 }
                }
            }
            sums.withLock { sums in
                guard var before = sums else {
                    sums = (nodes, edges)
                    return
                }
                sums = nil
                for i in nodes.indices { before.nodes[i] += nodes[i] }
                for i in edges.indices { before.edges[i] += edges[i] }
                sums = before
            }
        }
        (nodeCounts, edgeCounts) = sums.withLock { $0 ?? ([], []) }
        sampleCount = samples
    }

    /// As many batches as pass about as many nodes as there are.
    public var batchCount: Int { max(1, table.nodeCount / (roots * (length + 1))) }

    /// The factor of a node's loss: the sum of factor times loss over a batch's training nodes has the sum over all training
    /// nodes as its mean.
    public func lossFactor(_ node: Int) -> Float {
        Float(sampleCount) / Float(max(1, nodeCounts[node]))
    }

    /// The factor of the message along edge `edge` of the table, which arrives at `target`.
    public func messageFactor(_ edge: Int, target: Int) -> Float {
        Float(nodeCounts[target] + 1) / Float(edgeCounts[edge] + 1)
    }

    /// The batch's nodes, in the order in which they were met, and all edges among them.
    public func subgraph(epoch: Int, batch: Int) -> SampledSubgraph {
        scratch.with { Self.sample(table, roots, length, key.child(epoch).child(batch), $0) }
    }

    private static func sample(
        _ table: NeighbourTable, _ roots: Int, _ length: Int, _ key: RandomKey, _ numbers: NodeNumbers
    ) -> SampledSubgraph {
        numbers.begin()
        for walk in 0..<roots {
            let walkKey = key.child(walk)
            var node = Int32(walkKey.integer(0, below: table.nodeCount))
            _ = numbers.number(of: node)
            for step in 1...length {
                let row = table.range(Int(node))
                if row.isEmpty { break }
                node = table.sources[row.lowerBound + walkKey.integer(step, below: row.count)]
                _ = numbers.number(of: node)
            }
        }
        return table.subgraph(numbers.nodes, numbers)
    }
}
