import Autograd
import DenseArrays
import NeuralNetworks

extension NodeModels {
    /// The kinds that come with the toolkit.
    static let standard: [NodeModelKind] = [
        NodeModelKind(
            name: "gcn", summary: "graph convolutional network (Kipf & Welling, 2017)", steps: { $0.layers },
            isRestrictable: true, reach: { $0.layers }
        ) { GCN($0, key: $1) },
        NodeModelKind(
            name: "classic-gcn", summary: "graph convolutions before a linear map (Luo et al., 2024)", steps: { $0.layers },
            isRestrictable: true, reach: { $0.layers }
        ) { ClassicGCN($0, key: $1) },
        NodeModelKind(
            name: "mlp", summary: "perceptron, blind to the edges", steps: { _ in 0 }, isRestrictable: true,
            reach: { _ in 0 }
        ) { MLP($0, key: $1) },
        NodeModelKind(
            name: "sgc", summary: "linear over averaged features (Wu et al., 2019)", steps: { $0.layers },
            isRestrictable: true, reach: { $0.layers }
        ) { SGC($0, key: $1) },
        NodeModelKind(
            name: "appnp", summary: "perceptron spread by PageRank (Gasteiger et al., 2019)",
            steps: { Int($0.options["steps"] ?? 10) }, reach: { Int($0.options["steps"] ?? 10) }
        ) { APPNPNetwork($0, key: $1) },
        NodeModelKind(
            name: "gat", summary: "graph attention (Veličković et al., 2018)", steps: { $0.layers }, reach: { $0.layers }
        ) { GAT($0, key: $1) },
        NodeModelKind(
            name: "gcnii", summary: "deep GCN with a way back (Chen et al., 2020)", steps: { $0.layers },
            reach: { $0.layers }
        ) { GCNII($0, key: $1) },
        layered(
            "gatv2", "graph attention that depends on both ends (Brody et al., 2022)", hops: { _ in 1 }
        ) { layer, inputs, outputs, c, key in
            let isLast = layer == c.layers - 1, heads = max(1, Int(c.options["heads"] ?? 8))
            precondition(
                isLast || outputs % heads == 0, "gatv2: hidden \(outputs) is no multiple of \(heads) heads")
            let convolution = GATv2Convolution(
                inputs: inputs, outputs: isLast ? outputs : outputs / heads, heads: isLast ? 1 : heads,
                concatenates: !isLast, bias: c.bias, key: key)
            return LayeredNetwork.Part(convolution) { x, input, key in
                let mask = key.flatMap { c.dropout > 0 ? DropoutMask(rate: c.dropout, key: $0) : nil }
                return convolution(x, input.attentionEdges, dropout: mask, mask: input.attentionMask)
            }
        },
        layered(
            "transformer", "graph transformer (Shi et al., 2021)", hops: { _ in 1 }
        ) { layer, inputs, outputs, c, key in
            let isLast = layer == c.layers - 1, heads = isLast ? 1 : max(1, Int(c.options["heads"] ?? 1))
            precondition(outputs % heads == 0, "transformer: hidden \(outputs) is no multiple of \(heads) heads")
            let convolution = TransformerConvolution(
                inputs: inputs, outputs: outputs / heads, heads: heads, bias: c.bias, key: key)
            return LayeredNetwork.Part(convolution) { x, input, _ in
                convolution(x, input.attentionEdges, mask: input.attentionMask)
            }
        },
        layered(
            "sage", "means over neighbours beside the node itself (Hamilton et al., 2017)", readsBlocks: true,
            hops: { _ in 1 }
        ) { layer, inputs, outputs, c, key in
            let convolution = SAGEConvolution(inputs: inputs, outputs: outputs, bias: c.bias, key: key)
            return LayeredNetwork.Part(convolution) { x, input, _ in convolution(x, input.messageEdges(layer: layer)) }
        },
        layered(
            "mixhop", "several powers of the adjacency side by side (Abu-El-Haija et al., 2019)", hops: { _ in 2 }
        ) { _, inputs, outputs, c, key in
            let convolution = MixHopConvolution(inputs: inputs, outputs: outputs, bias: c.bias, key: key)
            let joint = Linear(inputs: convolution.powers.count * outputs, outputs: outputs, key: key.child("joint"))
            return LayeredNetwork.Part(Pair(convolution, joint)) { x, input, _ in joint(convolution(x, input.wholePropagation).relu()) }
        },
        layered(
            "gin", "graph isomorphism network (Xu et al., 2019)", hops: { _ in 1 }
        ) { _, inputs, outputs, c, key in
            let convolution = GINConvolution(inputs: inputs, hidden: c.hidden, outputs: outputs, key: key)
            return LayeredNetwork.Part(convolution) { x, input, _ in convolution(x, input.propagation(.sum)) }
        },
        layered(
            "cheb", "Chebyshev polynomials of the Laplacian (Defferrard et al., 2016)", hops: { max(1, Int($0.options["order"] ?? 3)) - 1 }
        ) { _, inputs, outputs, c, key in
            let convolution = ChebyshevConvolution(
                inputs: inputs, outputs: outputs, order: max(1, Int(c.options["order"] ?? 3)), bias: c.bias, key: key)
            return LayeredNetwork.Part(convolution) { x, input, _ in convolution(x, input.propagation(.chebyshev)) }
        },
        layered(
            "tag", "topology-adaptive convolution (Du et al., 2017)", hops: { max(0, Int($0.options["steps"] ?? 3)) }
        ) { _, inputs, outputs, c, key in
            let convolution = TAGConvolution(
                inputs: inputs, outputs: outputs, steps: max(0, Int(c.options["steps"] ?? 3)), bias: c.bias, key: key)
            return LayeredNetwork.Part(convolution) { x, input, _ in convolution(x, input.propagation(.symmetric)) }
        },
        layered(
            "arma", "auto-regressive moving average filters (Bianchi et al., 2021)", hops: { max(1, Int($0.options["depth"] ?? 1)) }
        ) { _, inputs, outputs, c, key in
            let convolution = ARMAConvolution(
                inputs: inputs, outputs: outputs, stacks: max(1, Int(c.options["stacks"] ?? 3)),
                layers: max(1, Int(c.options["depth"] ?? 1)), bias: c.bias, key: key)
            return LayeredNetwork.Part(convolution) { x, input, _ in convolution(x, input.propagation(.symmetric)) }
        },
    ]

    /// A kind whose network is a `LayeredNetwork`.
    ///
    /// - Parameters:
    ///   - name: what the kind is called.
    ///   - summary: what it is, in a line.
    ///   - readsBlocks: whether it can be trained by sampled blocks.
    ///   - hops: how many edges one layer looks far, for explanations; nil where that is not known.
    ///   - layer: makes a layer from its number, inputs, outputs, the configuration and a key.
    public static func layered(
        _ name: String, _ summary: String, readsBlocks: Bool = false,
        hops: (@Sendable (NodeModelConfiguration) -> Int)? = nil, layer: @escaping LayerFactory
    ) -> NodeModelKind {
        var reach: (@Sendable (NodeModelConfiguration) -> Int)?
        if let hops { reach = { configuration in hops(configuration) * configuration.layers } }
        return NodeModelKind(
            name: name, summary: summary, steps: { $0.layers }, readsBlocks: readsBlocks, reach: reach, layer: layer
        ) { configuration, key in
            LayeredNetwork(configuration, key: key) { number, inputs, outputs, key in
                layer(number, inputs, outputs, configuration, key)
            }
        }
    }
}

/// Two modules as one, for their parameters.
private final class Pair: Module {
    private let first: any Module, second: any Module

    init(_ first: any Module, _ second: any Module) {
        self.first = first
        self.second = second
    }

    var children: [(name: String, module: any Module)] { [("conv", first), ("lin", second)] }

    var parameters: [Parameter] {
        first.parameters.map { $0.prefixed("conv") } + second.parameters.map { $0.prefixed("lin") }
    }
}
