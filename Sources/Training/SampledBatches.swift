import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices

/// One step's part of a sampled graph: what the network reads, and which of its rows the loss is on.
struct SampledBatch: Sendable {
    let input: NodeInput
    /// Rows of the result with a known class that are trained on; all when nil.
    let rows: [UInt32]?
    let labels: [Int32]
    /// The weight of each such row's loss, with the sum of a batch not fixed; a plain mean when nil.
    let weights: [Float]?
}

/// Makes the batches of an epoch out of a graph: neighbourhoods of training nodes, clusters, or walks.
///
/// Everything of a batch follows from (seed, epoch, batch). Making one needs no threads, so that it can be done beside a
/// training step.
struct SampledBatches: Sendable {
    /// Ways to weight messages that samplers know.
    enum Messages: Sendable { case gcn, mean, plain }

    private enum Source: Sendable {
        case neighbours(NeighbourSampler, batchSize: Int)
        case clusters(ClusterSampler)
        case walks(GraphSAINTSampler)
    }

    private let source: Source
    private let table: NeighbourTable
    private let features: NodeFeatures
    private let labels: [Int32]
    private let train: [Int32]
    private let isTraining: [Bool]
    private let layers: Int
    private let messages: Messages
    /// d^-1/2 of each node, for Â.
    private let scales: [Float]
    private let order: RandomKey

    init(
        _ specification: SamplerSpecification, batchSize: Int, table: NeighbourTable, scales: [Float], features: NodeFeatures,
        labels: [Int32], train: [Int], layers: Int, messages: Messages, partition: [Int32]?, seed: Int
    ) {
        self.table = table
        self.scales = scales
        self.features = features
        self.labels = labels
        self.train = train.map { Int32($0) }
        self.layers = layers
        self.messages = messages
        order = RandomKey(seed: seed).child("batches")
        var isTraining = [Bool](repeating: false, count: table.nodeCount)
        for node in train { isTraining[node] = true }
        self.isTraining = isTraining
        switch specification {
        case .neighbours(let fanOuts):
            source = .neighbours(NeighbourSampler(table, fanOuts: fanOuts, seed: seed), batchSize: batchSize)
        case .clusters(let parts, let perBatch):
            source = .clusters(
                ClusterSampler(
                    table, partition: partition ?? GraphPartition.parts(of: table, count: parts), partsPerBatch: perBatch,
                    seed: seed))
        case .walks(let roots, let length):
            source = .walks(GraphSAINTSampler(table, roots: roots, length: length, seed: seed))
        }
    }

    /// The batches of an epoch, made ahead of their use.
    func epoch(_ epoch: Int) -> Prefetcher<SampledBatch> {
        switch source {
        case .neighbours(let sampler, let size):
            let shuffled = order.child(epoch).permutation(train.count).map { train[$0] }
            let count = (shuffled.count + size - 1) / size
            return Prefetcher(count: count) { batch in
                let nodes = Array(shuffled[batch * size..<min(shuffled.count, (batch + 1) * size)])
                // a network that hears from nobody reads the nodes alone
                let blocks = layers == 0 ? [] : sampler.blocks(for: nodes, epoch: epoch, batch: batch)
                return neighbourhood(blocks, nodes)
            }
        case .clusters(let sampler):
            let chosen = sampler.order(epoch: epoch)
            return Prefetcher(count: chosen.count) { part(sampler.subgraph(parts: chosen[$0]), nil) }
        case .walks(let sampler):
            return Prefetcher(count: sampler.batchCount) { part(sampler.subgraph(epoch: epoch, batch: $0), sampler) }
        }
    }

    private func gather(_ nodes: [Int32]) -> (NodeFeatures, SparseEntryIDs?) {
        switch features {
        case .dense(let array): return (.dense(array.gatheringRows(at: nodes)), nil)
        case .sparse(let rows):
            let (matrix, places) = rows.selecting(rows: nodes.map(Int.init))
            return (.sparse(matrix), SparseEntryIDs(places.map { UInt32($0) }))
        case .identity(let count):
            var starts = [0], columns: [Int32] = []
            for node in nodes {
                columns.append(node)
                starts.append(columns.count)
            }
            return (
                .sparse(
                    CompressedRows(
                        rows: nodes.count, columns: count, rowStarts: starts, columnIndices: columns,
                        values: [Float](repeating: 1, count: nodes.count))), SparseEntryIDs(nodes.map { UInt32($0) })
            )
        }
    }

    private func neighbourhood(_ blocks: [SampledBlock], _ nodes: [Int32]) -> SampledBatch {
        let (x, ids) = gather(blocks.first?.sources ?? nodes)
        var matrices: [SparseMatrix] = [], edges: [MessageEdges] = []
        for block in blocks {
            let rows = BlockMatrix.rows(block, table, messages == .gcn ? scales : nil)
            let matrix = SparseMatrix(rows)
            matrices.append(matrix)
            if messages == .mean {
                var targets: [Int] = []
                targets.reserveCapacity(block.neighbours.count)
                for target in 0..<block.targetCount {
                    for _ in block.rowStarts[target]..<block.rowStarts[target + 1] { targets.append(target) }
                }
                edges.append(MessageEdges(mean: matrix, targets: targets, sources: block.neighbours.map { Int($0) }))
            }
        }
        let rowIDs = blocks.map { $0.sources.map { UInt32($0) } } + [nodes.map { UInt32($0) }]
        return SampledBatch(
            input: NodeInput(
                blocks: x, entryIDs: ids, adjacency: matrices, messages: messages == .mean ? edges : nil, rowIDs: rowIDs),
            rows: nil, labels: nodes.map { labels[Int($0)] }, weights: nil)
    }

    /// A part of the graph with all its edges; with a sampler, weighted by its factors.
    private func part(_ sample: SampledSubgraph, _ sampler: GraphSAINTSampler?) -> SampledBatch {
        let count = sample.nodes.count
        let (x, ids) = gather(sample.nodes)
        var rows: [UInt32] = [], chosen: [Int32] = [], weights: [Float]? = sampler == nil ? nil : []
        for (row, node) in sample.nodes.enumerated() where isTraining[Int(node)] {
            rows.append(UInt32(row))
            chosen.append(labels[Int(node)])
            if let sampler { weights?.append(sampler.lossFactor(Int(node)) / Float(train.count)) }
        }
        let rowIDs = Array(repeating: sample.nodes.map { UInt32($0) }, count: layers + 1)
        let input: NodeInput
        if messages == .plain {
            // any network: the part is a graph of its own
            let edges = table.restoringLoops(sample)
            let normalized = (try? edges.gcnNormalized(nodeCount: count)) ?? edges
            input = NodeInput(
                features: x, adjacency: SparseMatrix(normalized.gatheringMatrix(nodeCount: count)), layers: layers, edges: edges)
        } else {
            let matrix = SparseMatrix(BlockMatrix.rows(sample, table, messages == .gcn ? scales : nil, sampler))
            let edges = sample.edges
            let means =
                messages == .mean
                ? Array(
                    repeating: MessageEdges(
                        mean: matrix, targets: edges.targets.map { Int($0) }, sources: edges.sources.map { Int($0) }),
                    count: layers) : nil
            input = NodeInput(
                blocks: x, entryIDs: ids, adjacency: Array(repeating: matrix, count: layers), messages: means, rowIDs: rowIDs)
        }
        return SampledBatch(input: input, rows: rows, labels: chosen, weights: weights)
    }
}

extension NeighbourTable {
    /// The sample's edges with the loops that stand apart put back where they have a weight of their own.
    func restoringLoops(_ sample: SampledSubgraph) -> EdgeList {
        guard let loopWeights else { return sample.edges }
        let nodes = Array(0..<Int32(sample.nodes.count))
        let weights = sample.edges.weights ?? [Float](repeating: 1, count: sample.edges.count)
        return EdgeList(
            sources: sample.edges.sources + nodes, targets: sample.edges.targets + nodes,
            weights: weights + sample.nodes.map { loopWeights[Int($0)] })
    }
}
