import Autograd
import DenseArrays
import NeuralNetworks

/// A graph convolutional network for node classification: convolutions with ReLU between them.
///
/// H₀ = X; H_l = relu(Â dropout(H_{l-1}) W_l + b_l); logits = Â dropout(H_{L-1}) W_L + b_L, shape `[nodes, classes]`.
///
/// Source: Kipf & Welling, 2017, arXiv:1609.02907. Parameters are named as in PyG's `GCN` (`convs.0.lin.weight`, …).
public final class GCN: NodeModel {
    public let configuration: NodeModelConfiguration
    /// The layers, first to last.
    public let convolutions: [GCNConvolution]

    /// A new network: every weight drawn from the seed's tree of random numbers.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        precondition(configuration.layers >= 1, "GCN: expected at least one layer, found \(configuration.layers)")
        self.configuration = configuration
        let widths =
            [configuration.inputs] + Array(repeating: configuration.hidden, count: configuration.layers - 1)
            + [configuration.outputs]
        convolutions = (0..<configuration.layers).map { layer in
            GCNConvolution(
                inputs: widths[layer], outputs: widths[layer + 1], bias: configuration.bias,
                key: key.child("weights").child(layer))
        }
    }

    /// The logits of the input's nodes `[nodes, classes]`.
    ///
    /// - Parameters:
    ///   - input: a graph's features and Â.
    ///   - key: the key of this step's dropout; nil in evaluation, when nothing is dropped.
    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey? = nil) -> Tensor {
        forward(input, upTo: convolutions.count, key)
    }

    /// The vectors before the last layer, after ReLU `[nodes, hidden]`: what the network has made of each node. For a
    /// network of one layer its logits.
    public func embeddings(_ input: NodeInput) -> Tensor {
        forward(input, upTo: max(1, convolutions.count - 1), nil)
    }

    private func forward(_ input: NodeInput, upTo count: Int, _ key: RandomKey?) -> Tensor {
        precondition(
            input.layers == convolutions.count,
            "GCN: \(convolutions.count) layers, the input was made for \(input.layers)")
        func activation(_ layer: Int) -> Activation {
            if layer == convolutions.count - 1 { return .none }
            return Activation(
                relu: true, dropout: layer + 1 < count ? mask(layer + 1, key) : nil, rowIDs: input.rowIDs[layer + 1])
        }
        var x = convolutions[0](input, dropout: mask(0, key), activation: activation(0))
        for layer in 1..<max(1, count) {
            if let masked = input.maskedPropagation {
                x = convolutions[layer](x, masked, activation: activation(layer))
            } else {
                x = convolutions[layer](x, input.adjacency[layer], activation: activation(layer))
            }
        }
        return x
    }

    /// The input in the form in which this network reads it fastest in training: ÂX once for all where the features are
    /// dense, are not dropped and are widened by the first layer.
    public func prepared(_ input: NodeInput) -> NodeInput {
        let rate = configuration.inputDropout ?? configuration.dropout
        return rate == 0 && convolutions[0].inputs <= convolutions[0].outputs ? input.propagatingFeatures() : input
    }

    public var firstLayerParameters: [Tensor] { convolutions[0].parameters.map(\.tensor) }

    public var children: [(name: String, module: any Module)] { [("convs", ModuleList(convolutions))] }

    public var parameters: [Parameter] {
        convolutions.enumerated().flatMap { layer, convolution in
            convolution.parameters.map { $0.prefixed("convs.\(layer)") }
        }
    }
}
