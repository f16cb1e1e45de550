import Autograd
import DenseArrays
import NeuralNetworks

/// The sizes and rates of a graph convolutional network.
public struct GCNConfiguration: Sendable, Equatable {
    /// Feature columns.
    public var inputs: Int
    /// The width of each layer but the last. 16 is Kipf & Welling's for citation networks.
    public var hidden: Int
    /// Classes.
    public var outputs: Int
    /// How many convolutions; 2 in the paper.
    public var layers: Int
    /// The rate at which inputs of layers are dropped in training; 0.5 in the paper.
    public var dropout: Float
    /// The rate for the features; nil means `dropout`.
    public var inputDropout: Float?
    /// Whether layers have a bias (PyG's have, Kipf's TensorFlow code has none).
    public var bias: Bool

    public init(
        inputs: Int, hidden: Int = 16, outputs: Int, layers: Int = 2, dropout: Float = 0.5,
        inputDropout: Float? = nil, bias: Bool = true
    ) {
        self.inputs = inputs
        self.hidden = hidden
        self.outputs = outputs
        self.layers = layers
        self.dropout = dropout
        self.inputDropout = inputDropout
        self.bias = bias
    }
}

/// A graph convolutional network for node classification: convolutions with ReLU between them.
///
/// H₀ = X; H_l = relu(Â dropout(H_{l-1}) W_l + b_l); logits = Â dropout(H_{L-1}) W_L + b_L, shape `[nodes, classes]`.
///
/// Source: Kipf & Welling, 2017, arXiv:1609.02907. Parameters are named as in PyG's `GCN` (`convs.0.lin.weight`, …).
public final class GCN: Module {
    public let configuration: GCNConfiguration
    public let convolutions: [GCNConvolution]

    /// A new network: every weight drawn from the seed's tree of random numbers.
    public init(_ configuration: GCNConfiguration, key: RandomKey) {
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
    /// - Parameter dropout: the key of this step's dropout; nil in evaluation, when nothing is dropped.
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
        func mask(_ layer: Int) -> DropoutMask? {
            let rate = layer == 0 ? configuration.inputDropout ?? configuration.dropout : configuration.dropout
            guard let key, rate > 0 else { return nil }
            return DropoutMask(rate: rate, key: key.child(layer))
        }
        func activation(_ layer: Int) -> Activation {
            if layer == convolutions.count - 1 { return .none }
            return Activation(
                relu: true, dropout: layer + 1 < count ? mask(layer + 1) : nil, rowIDs: input.rowIDs[layer + 1])
        }
        var x = convolutions[0](input, dropout: mask(0), activation: activation(0))
        for layer in 1..<max(1, count) {
            x = convolutions[layer](x, input.adjacency[layer], activation: activation(layer))
        }
        return x
    }

    /// The input in the form in which this network reads it fastest in training: ÂX once for all where the features are
    /// dense, are not dropped and are widened by the first layer.
    public func prepared(_ input: NodeInput) -> NodeInput {
        let rate = configuration.inputDropout ?? configuration.dropout
        return rate == 0 && convolutions[0].inputs <= convolutions[0].outputs ? input.propagatingFeatures() : input
    }

    public var parameters: [Parameter] {
        convolutions.enumerated().flatMap { layer, convolution in
            convolution.parameters.map { $0.prefixed("convs.\(layer)") }
        }
    }
}
