import Autograd
import DenseArrays
import NeuralNetworks

/// A linear classifier over features averaged over neighbourhoods: logits = Â^K X W + b, computed as Â^K (X W) + b.
///
/// K is `layers`. Source: Wu et al., 2019, "Simplifying Graph Convolutional Networks", arXiv:1902.07153. Equal to PyG's
/// `SGConv`.
public final class SGC: NodeModel {
    public let configuration: NodeModelConfiguration
    /// The map of averaged features to classes.
    public let linear: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        self.configuration = configuration
        linear = Linear(
            inputs: configuration.inputs, outputs: configuration.outputs, bias: configuration.bias,
            initialization: .glorot, key: key.child("weights").child(0))
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor {
        // H = X W             [nodes, classes]
        var h = input.product(with: linear.weight, dropout: mask(0, key))
        // H = Â H             [nodes, classes], K times
        if let masked = input.maskedPropagation {
            h = SGConvolution.propagated(h, masked, steps: input.layers)
            return linear.bias.map { h.addingBias($0) } ?? h
        }
        for matrix in input.adjacency { if let matrix { h = h.sparseProduct(matrix) } }
        return linear.bias.map { h.addingBias($0) } ?? h
    }

    /// The logits: there is no other layer.
    public func embeddings(_ input: NodeInput) -> Tensor { self(input, dropout: nil) }

    public var firstLayerParameters: [Tensor] { linear.parameters.map(\.tensor) }

    public var children: [(name: String, module: any Module)] { [("lin", linear)] }

    public var parameters: [Parameter] { linear.parameters.map { $0.prefixed("lin") } }
}
