import Autograd
import DenseArrays
import Graphs
import SparseMatrices
import Synchronization

/// What a network that tells something of whole graphs reads: a batch of graphs as one block-diagonal graph.
public struct GraphInput: Sendable {
    /// The nodes of all graphs of the batch, and the matrices that pass messages among them.
    public let nodes: NodeInput
    /// The graph of each node, `[nodes]`, rising.
    public let batch: [Int]
    /// `graphs + 1` rising offsets into the nodes.
    public let nodeStarts: [Int]
    /// `[edges, edgeFeatures]` in the order of the batch's edges, or nil.
    public let edgeFeatures: DenseArray?
    private let list: EdgeList
    /// The number of each graph in its set.
    public let indices: [Int]
    /// The class of each graph, where the set has classes.
    public let labels: [Int32]?
    /// `[graphs, targets]`, where the set has targets.
    public let targets: DenseArray?

    init(
        nodes: NodeInput, batch: [Int], nodeStarts: [Int], edgeFeatures: DenseArray?, edges: EdgeList, indices: [Int],
        labels: [Int32]?, targets: DenseArray?
    ) {
        self.nodes = nodes
        self.batch = batch
        self.nodeStarts = nodeStarts
        self.edgeFeatures = edgeFeatures
        list = edges
        self.indices = indices
        self.labels = labels
        self.targets = targets
    }

    /// The edges of the batch. A network that is to be explained reads those of `nodes`, which a mask weights.
    public var edges: EdgeList {
        nodes.masked?.noteUnmasked("edges")
        return list
    }

    /// The number of graphs.
    public var graphCount: Int { nodeStarts.count - 1 }
    /// Nodes of all graphs of the batch.
    public var nodeCount: Int { batch.count }

    /// The node vectors a network starts from, `[nodes, features]`.
    public var features: Tensor { nodes.featureTensor }

    /// The same graphs with other nodes' input, such as one that an explainer has masked.
    public func replacing(nodes: NodeInput) -> GraphInput {
        GraphInput(
            nodes: nodes, batch: batch, nodeStarts: nodeStarts, edgeFeatures: edgeFeatures, edges: list, indices: indices,
            labels: labels, targets: targets)
    }
}

/// Makes batches of a set's graphs as networks read them.
///
/// What depends on the graphs alone - Â, the products of the features with it - is computed once for the whole set when it
/// is first asked for; a batch copies its runs. Thread-safe: batches may be made ahead on another thread.
public final class GraphSetInputs: Sendable {
    /// The graphs.
    public let set: GraphSet
    private let features: DenseArray?
    private let edges: EdgeList
    private let cache = Mutex(Cache())

    private struct Cache {
        var matrices: [NodeInput.MatrixKind: BlockDiagonal] = [:]
        var propagated: [NodeInput.MatrixKind: DenseArray] = [:]
    }

    /// Above this many numbers features stay as they are and are made dense for each batch.
    static let largestDense = 1 << 28

    /// Throws `negativeWeight` for an edge that Â cannot have.
    public init(_ set: GraphSet) throws(GraphError) {
        self.set = set
        for edge in 0..<set.edges.count where set.edges.weight(edge) < 0 {
            throw .negativeWeight(
                edge: edge, source: Int(set.edges.sources[edge]), target: Int(set.edges.targets[edge]),
                weight: set.edges.weight(edge))
        }
        edges = set.globalEdges
        features = set.features.width * set.nodeCount <= Self.largestDense ? set.features.matrix : nil
    }

    /// The graphs of these numbers in this order.
    public func batch(_ indices: [Int]) -> GraphInput {
        let batch = features == nil ? set.batch(indices) : set.batchWithoutFeatures(indices)
        let runs = indices.map { set.nodeStarts[$0]..<set.nodeStarts[$0 + 1] }
        let x = features.map { $0.gatheringRuns(runs) } ?? batch.graph.features.matrix
        let nodes = NodeInput(
            batch: x, edges: batch.graph.edges, matrices: Part(whole: self, indices: indices, runs: runs))
        return GraphInput(
            nodes: nodes, batch: batch.batch, nodeStarts: batch.nodeStarts, edgeFeatures: batch.graph.edgeFeatures,
            edges: batch.graph.edges, indices: indices, labels: batch.labels, targets: batch.targets)
    }

    private func matrix(_ kind: NodeInput.MatrixKind) -> BlockDiagonal {
        cache.withLock { cache in
            if let matrix = cache.matrices[kind] { return matrix }
            let made = BlockDiagonal(
                edges.matrix(kind, nodeCount: set.nodeCount), blockStarts: set.nodeStarts)
            cache.matrices[kind] = made
            return made
        }
    }

    private func propagated(_ kind: NodeInput.MatrixKind) -> DenseArray? {
        guard let features else { return nil }
        let matrix = matrix(kind).matrix
        return cache.withLock { cache in
            if let made = cache.propagated[kind] { return made }
            let made = SparseMatrix(matrix).product(features)
            cache.propagated[kind] = made
            return made
        }
    }

    private struct Part: BatchMatrices {
        let whole: GraphSetInputs
        let indices: [Int]
        let runs: [Range<Int>]

        func matrix(_ kind: NodeInput.MatrixKind) -> SparseMatrix { whole.matrix(kind).selecting(indices) }

        func propagated(_ kind: NodeInput.MatrixKind) -> DenseArray? {
            whole.propagated(kind).map { $0.gatheringRuns(runs) }
        }
    }
}
