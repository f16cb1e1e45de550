import DenseArrays

/// Batches of whole clusters: a graph is cut once into parts with few edges between them, and a batch is some parts drawn
/// at random, joined, with all edges among their nodes, those between the parts too.
///
/// Every node is in one batch of an epoch. Which parts meet follows from (seed, epoch).
///
/// Source: Chiang, Liu, Si, Li, Bengio & Hsieh, 2019, "Cluster-GCN", arXiv:1905.07953.
public struct ClusterSampler: Sendable {
    /// The graph's edges.
    public let table: NeighbourTable
    /// The nodes of each part, rising.
    public let parts: [[Int32]]
    /// How many parts a batch joins.
    public let partsPerBatch: Int
    private let key: RandomKey
    private let scratch: NodeNumbersPool

    /// - Parameters:
    ///   - table: the graph's edges.
    ///   - partition: the part of each node, such as `GraphPartition` makes; empty parts are left out.
    ///   - partsPerBatch: how many parts, drawn anew each epoch, make a batch.
    ///   - seed: what the parts of batches are drawn by.
    public init(_ table: NeighbourTable, partition: [Int32], partsPerBatch: Int = 1, seed: Int = 0) {
        precondition(
            partition.count == table.nodeCount && partsPerBatch > 0,
            "ClusterSampler: \(table.nodeCount) nodes, parts of \(partition.count), \(partsPerBatch) parts a batch")
        var parts: [[Int32]] = []
        for (node, part) in partition.enumerated() {
            precondition(part >= 0, "ClusterSampler: node \(node) is in part \(part)")
            while parts.count <= Int(part) { parts.append([]) }
            parts[Int(part)].append(Int32(node))
        }
        self.table = table
        self.parts = parts.filter { !$0.isEmpty }
        self.partsPerBatch = partsPerBatch
        key = RandomKey(seed: seed).child("clusters")
        scratch = NodeNumbersPool(nodeCount: table.nodeCount)
    }

    /// How many batches an epoch has.
    public var batchCount: Int { (parts.count + partsPerBatch - 1) / partsPerBatch }

    /// The parts of each batch of an epoch.
    public func order(epoch: Int) -> [[Int]] {
        let order = key.child(epoch).permutation(parts.count)
        return (0..<batchCount).map { Array(order[$0 * partsPerBatch..<min(order.count, ($0 + 1) * partsPerBatch)]) }
    }

    /// The batch of these parts, its nodes in rising order.
    public func subgraph(parts chosen: [Int]) -> SampledSubgraph {
        let nodes = chosen.count == 1 ? parts[chosen[0]] : chosen.flatMap { parts[$0] }.sorted()
        return scratch.with { table.subgraph(nodes, $0) }
    }
}
