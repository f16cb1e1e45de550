import Autograd
import DenseArrays
import NeuralNetworks

/// Graph convolutions with a linear map behind them: a GCN whose depth does not end in the classes.
///
/// H₀ = X; H_l = dropout(relu(Â H_{l-1} W_l + b_l)) `[nodes, hidden]`; logits = H_L W + b `[nodes, classes]`. Features are not
/// dropped unless `inputDropout` asks for it.
///
/// Source: Luo, Shi & Wu, 2024, "Classic GNNs are Strong Baselines", arXiv:2406.08993, whose GCN for Cora has three layers
/// of 512 without normalization or residuals. Their code's names (`local_convs`, `pred_local`) are in the checkpoint.
public final class ClassicGCN: NodeModel {
    public let configuration: NodeModelConfiguration
    /// The layers, first to last.
    public let convolutions: [GCNConvolution]
    /// The linear map to the classes.
    public let head: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        precondition(configuration.layers >= 1, "ClassicGCN: expected at least one layer, found \(configuration.layers)")
        self.configuration = configuration
        convolutions = (0..<configuration.layers).map { layer in
            GCNConvolution(
                inputs: layer == 0 ? configuration.inputs : configuration.hidden, outputs: configuration.hidden,
                bias: configuration.bias, key: key.child("weights").child(layer))
        }
        head = Linear(inputs: configuration.hidden, outputs: configuration.outputs, key: key.child("head"))
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor { head(vectors(input, key)) }

    public func embeddings(_ input: NodeInput) -> Tensor { vectors(input, nil) }

    private func vectors(_ input: NodeInput, _ key: RandomKey?) -> Tensor {
        precondition(
            input.layers == convolutions.count,
            "ClassicGCN: \(convolutions.count) layers, the input was made for \(input.layers)")
        func activation(_ layer: Int) -> Activation {
            Activation(relu: true, dropout: mask(layer + 1, key), rowIDs: input.rowIDs[layer + 1])
        }
        var x = convolutions[0](input, dropout: mask(0, key), activation: activation(0))
        for layer in 1..<max(1, convolutions.count) {
            if let masked = input.maskedPropagation {
                x = convolutions[layer](x, masked, activation: activation(layer))
            } else {
                x = convolutions[layer](x, input.adjacency[layer], activation: activation(layer))
            }
        }
        return x
    }

    public var firstLayerParameters: [Tensor] { convolutions[0].parameters.map(\.tensor) }

    public var children: [(name: String, module: any Module)] {
        [("local_convs", ModuleList(convolutions)), ("pred_local", head)]
    }

    public var parameters: [Parameter] {
        convolutions.enumerated().flatMap { layer, part in part.parameters.map { $0.prefixed("local_convs.\(layer)") } }
            + head.parameters.map { $0.prefixed("pred_local") }
    }
}
