import Autograd
import DenseArrays
import NeuralNetworks

extension GraphModels {
    /// The kinds whose layers differ from those of node classification, or are called another way for batches.
    static let standard: [GraphModelKind] = [
        stacked("gcn", "graph convolutional network (Kipf & Welling, 2017)") { _, inputs, outputs, c, key in
            let convolution = GCNConvolution(inputs: inputs, outputs: outputs, key: key)
            let rectifies = c.norm == "none"
            return ReadoutNetwork.Layer(convolution, isRectified: rectifies) { x, input, _, _ in
                convolution(x, input.nodes, activation: Activation(relu: rectifies))
            }
        },
        stacked("gin", "graph isomorphism network (Xu et al., 2019)") { _, inputs, outputs, c, key in
            let layer = GINLayer(inputs: inputs, outputs: outputs, norm: c.norm, learnsEpsilon: c.options["epsilon"] == 1, key: key)
            return ReadoutNetwork.Layer(layer) { x, input, mode, _ in layer(x, input, mode) }
        },
        stacked("gine", "GIN with edge features (Hu et al., 2020)") { _, inputs, outputs, c, key in
            let convolution = GINEConvolution(
                inputs: inputs, hidden: outputs, outputs: outputs, edgeInputs: max(1, c.edgeInputs), key: key)
            return ReadoutNetwork.Layer(convolution) { x, input, _, _ in
                let features = input.edgeFeatures ?? DenseArray(repeating: 1, shape: [input.edges.count, 1])
                if input.nodes.masked != nil {
                    return convolution(x, messages: input.nodes.messageEdges, edgeFeatures: Tensor(features))
                }
                return convolution(x, input.nodes.plainEdges, edgeFeatures: Tensor(features))
            }
        },
        GraphModelKind(name: "dmpnn", summary: "directed message passing along bonds (Yang et al., 2019)") {
            MessageNetwork($0, key: $1)
        },
        GraphModelKind(name: "attentivefp", summary: "graph attention with gated units (Xiong et al., 2020)") {
            AttentiveFP($0, key: $1)
        },
        stacked("graphconv", "sums over neighbours beside the node itself (Morris et al., 2019)") { _, inputs, outputs, _, key in
            let convolution = GraphConvolution(inputs: inputs, outputs: outputs, key: key)
            return ReadoutNetwork.Layer(convolution) { x, input, _, _ in
                convolution(x, received: input.nodes.product(.sum, x))
            }
        },
        stacked("gat", "graph attention (Veličković et al., 2018)") { _, inputs, outputs, c, key in
            let heads = max(1, Int(c.options["heads"] ?? 4))
            precondition(outputs % heads == 0, "gat: hidden \(outputs) is no multiple of \(heads) heads")
            let convolution = GATConvolution(inputs: inputs, outputs: outputs / heads, heads: heads, key: key)
            return ReadoutNetwork.Layer(convolution) { x, input, _, _ in
                convolution(x, input.nodes.attentionEdges, mask: input.nodes.attentionMask)
            }
        },
        GraphModelKind(name: "mlp", summary: "structure-free baseline: summed node features, then a perceptron") {
            DeepSetNetwork($0, key: $1)
        },
        GraphModelKind(name: "topk", summary: "layers with top-k pooling (Gao & Ji, 2019)") {
            HierarchicalNetwork($0, pooling: .topK, key: $1)
        },
        GraphModelKind(name: "sag", summary: "layers with self-attention pooling (Lee et al., 2019)") {
            HierarchicalNetwork($0, pooling: .selfAttention, key: $1)
        },
        GraphModelKind(name: "diffpool", summary: "differentiable pooling (Ying et al., 2018)") {
            DensePoolingNetwork($0, pooling: .diffPool, key: $1)
        },
        GraphModelKind(name: "mincut", summary: "MinCut pooling (Bianchi et al., 2020)") {
            DensePoolingNetwork($0, pooling: .minCut, key: $1)
        },
    ]

    /// A kind whose network is a `ReadoutNetwork`.
    public static func stacked(
        _ name: String, _ summary: String,
        layer: @escaping @Sendable (Int, Int, Int, GraphModelConfiguration, RandomKey) -> ReadoutNetwork.Layer
    ) -> GraphModelKind {
        GraphModelKind(name: name, summary: summary) { configuration, key in
            ReadoutNetwork(configuration, key: key) { layer($0, $1, $2, configuration, $3) }
        }
    }
}

/// A GIN layer as in its paper: sums over neighbours and the node itself, then two linear maps with batch normalization
/// and ReLU between them where the network normalizes so.
final class GINLayer: Module {
    private let convolution: GINConvolution
    private let first: Linear, second: Linear
    private let norm: NodeNormalization

    init(inputs: Int, outputs: Int, norm: String, learnsEpsilon: Bool, key: RandomKey) {
        convolution = GINConvolution(network: Sequential([]), learnsEpsilon: learnsEpsilon)
        first = Linear(inputs: inputs, outputs: outputs, key: key.child(0))
        second = Linear(inputs: outputs, outputs: outputs, key: key.child(1))
        self.norm = NodeNormalization(norm == "batch" ? "batch" : "none", channels: outputs)
    }

    func callAsFunction(_ x: Tensor, _ input: GraphInput, _ mode: Mode) -> Tensor {
        // S = A X + (1 + ε) X
        let s = convolution(x, received: input.nodes.product(.sum, x))
        // Y = relu(norm(S W₁ + b₁)) W₂ + b₂
        let h = norm(first(s), batch: input.batch, graphCount: input.graphCount, training: mode.isTraining, relu: true)
        return second(h)
    }

    private func collected(_ list: (any Module) -> [Parameter]) -> [Parameter] {
        list(convolution) + list(first).map { $0.prefixed("nn.0") } + list(norm).map { $0.prefixed("nn.1") }
            + list(second).map { $0.prefixed("nn.3") }
    }

    var title: String { "GINConv" }

    var children: [(name: String, module: any Module)] {
        [
            (
                "nn",
                ModuleGroup(
                    "Sequential",
                    [("0", first), ("1", norm), ("2", FunctionLayer("ReLU()") { $0.relu() }), ("3", second)])
            )
        ]
    }

    var parameters: [Parameter] { collected { $0.parameters } }
    var buffers: [Parameter] { collected { $0.buffers } }
}
