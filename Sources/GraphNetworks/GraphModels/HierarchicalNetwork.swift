import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// Graph layers with a pooling behind each that keeps the best-rated nodes; what every level's readouts give is added up.
///
/// Level l: H = relu(layer(X)); (X', A') = pool(H, A); z_l = max(X') ‖ mean(X') `[graphs, 2 · hidden]`; Y = head(Σ z_l).
/// Option `ratio` (0.8): the share of nodes that a level keeps. Layers are `GraphConvolution`s.
///
/// Source: Cangea, Veličković, Jovanović, Kipf & Liò, 2018, "Towards Sparse Hierarchical Graph Classifiers",
/// arXiv:1811.01287, and PyG's `examples/proteins_topk_pool.py`; Lee, Lee & Kang, 2019, arXiv:1904.08082, for
/// self-attention pooling.
public final class HierarchicalNetwork: GraphModel {
    /// How nodes are rated.
    public enum Pooling: Sendable {
        /// By a learned projection (Gao & Ji, 2019).
        case topK
        /// By a graph layer's score (Lee et al., 2019).
        case selfAttention
    }

    public let configuration: GraphModelConfiguration
    private let convolutions: [GraphConvolution]
    private let topK: [TopKPooling]
    private let selfAttention: [SAGPooling]
    private let first: Linear, second: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: GraphModelConfiguration, pooling: Pooling, key: RandomKey) {
        configuration = c
        let levels = max(1, c.layers), ratio = c.options["ratio"] ?? 0.8
        convolutions = (0..<levels).map {
            GraphConvolution(
                inputs: $0 == 0 ? c.inputs : c.hidden, outputs: c.hidden, key: key.child("weights").child($0))
        }
        let keys = (0..<levels).map { key.child("pools").child($0) }
        topK = pooling == .topK ? keys.map { TopKPooling(inputs: c.hidden, selection: .share(ratio), key: $0) } : []
        selfAttention =
            pooling == .selfAttention
            ? keys.map { SAGPooling(
                layer: SAGEConvolution(inputs: c.hidden, outputs: 1, aggregation: .sum, key: $0.child("layer")), selection: .share(ratio), key: $0)
            } : []
        first = Linear(inputs: 2 * c.hidden, outputs: c.hidden, key: key.child("head").child(0))
        second = Linear(inputs: c.hidden, outputs: c.outputs, key: key.child("head").child(1))
    }

    public var couplesGraphs: Bool { false }

    public func embeddings(_ input: GraphInput, _ mode: Mode) -> Tensor {
        var x = input.features, edges = input.edges, batch = input.batch
        var total: Tensor?
        for (level, convolution) in convolutions.enumerated() {
            let count = x.shape[0]
            let h =
                level == 0
                ? convolution(x, received: input.nodes.product(.sum, x))
                : convolution(x, SparseMatrix(edges.gatheringMatrix(nodeCount: count)))
            let y = h.activatedInPlace(Activation(relu: true))
            let pooled =
                topK.isEmpty
                ? selfAttention[level](y, edges: edges, batch: batch, graphCount: input.graphCount)
                : topK[level](y, edges: edges, batch: batch, graphCount: input.graphCount)
            (x, edges, batch) = (pooled.x, pooled.edges, pooled.batch)
            let z = Tensor.concatenatingColumns([
                x.segmentMaximum(batch, rows: input.graphCount), x.segmentMean(batch, rows: input.graphCount),
            ])
            total = total.map { $0 + z } ?? z
        }
        guard let total else { preconditionFailure("HierarchicalNetwork: no level") }
        return total
    }

    public func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor {
        var z = first(embeddings).activatedInPlace(Activation(relu: true))
        if let mask = mode.mask(configuration.headDropout, 0) { z = z.dropout(mask) }
        return second(z)
    }

    public var children: [(name: String, module: any Module)] {
        [
            ("convs", ModuleList(convolutions)), ("pools", ModuleList(topK as [any Module] + selfAttention)),
            ("head", ModuleList([first, second])),
        ]
    }

    public var parameters: [Parameter] {
        var result = convolutions.enumerated().flatMap { level, part in part.parameters.map { $0.prefixed("convs.\(level)") } }
        result += topK.enumerated().flatMap { level, part in part.parameters.map { $0.prefixed("pools.\(level)") } }
        result += selfAttention.enumerated().flatMap { level, part in part.parameters.map { $0.prefixed("pools.\(level)") } }
        return result + first.parameters.map { $0.prefixed("head.0") } + second.parameters.map { $0.prefixed("head.1") }
    }
}
