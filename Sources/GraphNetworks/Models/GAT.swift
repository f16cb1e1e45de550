import Autograd
import DenseArrays
import NeuralNetworks

/// A graph attention network: heads of attention with ELU between the layers, the last layer's heads averaged.
///
/// Options `heads` (8), `output_heads` (1). `hidden` is the width of one head. Dropout is of the layers' inputs and of the
/// attention coefficients. Source: Veličković et al., 2018, "Graph Attention Networks", arXiv:1710.10903.
public final class GAT: NodeModel {
    public let configuration: NodeModelConfiguration
    /// The layers, first to last.
    public let convolutions: [GATConvolution]

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        precondition(configuration.layers >= 1, "GAT: expected at least one layer, found \(configuration.layers)")
        self.configuration = configuration
        let heads = max(1, Int(configuration.options["heads"] ?? 8))
        let outputHeads = max(1, Int(configuration.options["output_heads"] ?? 1))
        convolutions = (0..<configuration.layers).map { layer in
            let isLast = layer == configuration.layers - 1
            return GATConvolution(
                inputs: layer == 0 ? configuration.inputs : configuration.hidden * heads,
                outputs: isLast ? configuration.outputs : configuration.hidden, heads: isLast ? outputHeads : heads,
                concatenates: !isLast, bias: configuration.bias, key: key.child("weights").child(layer))
        }
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor {
        forward(input, upTo: convolutions.count, key)
    }

    public func embeddings(_ input: NodeInput) -> Tensor { forward(input, upTo: max(1, convolutions.count - 1), nil) }

    private func forward(_ input: NodeInput, upTo count: Int, _ key: RandomKey?) -> Tensor {
        let edges = input.attentionEdges, edgeMask = input.attentionMask
        // The masks of layers' inputs have the numbers of the layers, those of coefficients the numbers behind them.
        func attentionMask(_ layer: Int) -> DropoutMask? { mask(convolutions.count + layer, key) }
        // ELU behind each layer but the last, and the next one's dropout with it.
        func activation(_ layer: Int) -> Activation {
            if layer == convolutions.count - 1 { return .none }
            return Activation(elu: true, dropout: layer + 1 < count ? mask(layer + 1, key) : nil)
        }
        var x = convolutions[0](
            projected: input.product(with: convolutions[0].weight, dropout: mask(0, key)), edges,
            dropout: attentionMask(0), mask: edgeMask, activation: activation(0))
        for layer in 1..<max(1, count) {
            x = convolutions[layer](
                x, edges, dropout: attentionMask(layer), mask: edgeMask, activation: activation(layer))
        }
        return x
    }

    public var firstLayerParameters: [Tensor] { convolutions[0].parameters.map(\.tensor) }

    public var children: [(name: String, module: any Module)] { [("convs", ModuleList(convolutions))] }

    public var parameters: [Parameter] {
        convolutions.enumerated().flatMap { layer, convolution in
            convolution.parameters.map { $0.prefixed("convs.\(layer)") }
        }
    }
}
