import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// A deep graph convolutional network: each layer goes back to the first one's vectors and stays near the identity.
///
/// H₀ = relu(dropout(X) W + b); H_l = relu of `GCN2Convolution`(dropout(H_{l-1}), H₀); logits = dropout(H_L) W' + b'.
/// Options `alpha` (0.1) and `theta` (0.5). Source: Chen et al., 2020, "Simple and Deep Graph Convolutional Networks",
/// arXiv:2007.02133, as PyG's example: the convolutions are what "first layer" weight decay is for.
public final class GCNII: NodeModel {
    public let configuration: NodeModelConfiguration
    /// The map into the layers' width.
    public let first: Linear
    /// The layers, first to last.
    public let convolutions: [GCN2Convolution]
    /// The map to the classes.
    public let last: Linear
    /// (1 - α) Â for the last Â that was asked about.
    private var scaled: (adjacency: SparseMatrix, matrix: SparseMatrix)?

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        self.configuration = configuration
        let keys = key.child("weights")
        first = Linear(inputs: configuration.inputs, outputs: configuration.hidden, key: keys.child("first"))
        last = Linear(inputs: configuration.hidden, outputs: configuration.outputs, key: keys.child("last"))
        convolutions = (0..<configuration.layers).map { layer in
            GCN2Convolution(
                width: configuration.hidden, alpha: configuration.options["alpha"] ?? 0.1,
                theta: configuration.options["theta"] ?? 0.5, layer: layer + 1, key: keys.child(layer))
        }
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor {
        last(hidden(input, key))
    }

    public func embeddings(_ input: NodeInput) -> Tensor { hidden(input, nil) }

    private func scaledAdjacency(_ adjacency: SparseMatrix, _ alpha: Float) -> SparseMatrix {
        if let scaled, scaled.adjacency === adjacency { return scaled.matrix }
        let matrix = adjacency.scaled(by: 1 - alpha)
        scaled = (adjacency, matrix)
        return matrix
    }

    /// H_L, dropped as the last layer's input.
    private func hidden(_ input: NodeInput, _ key: RandomKey?) -> Tensor {
        let masked = input.maskedPropagation
        let adjacency = masked == nil ? scaledAdjacency(input.wholeAdjacency, convolutions.first?.alpha ?? 0) : nil
        var product = input.product(with: first.weight, dropout: mask(0, key))
        if product === first.weight { product = product.clone() }
        let initial = product.activatedInPlace(bias: first.bias, Activation(relu: true))
        var h = mask(1, key).map { initial.dropout($0) } ?? initial
        for (layer, convolution) in convolutions.enumerated() {
            let activation = Activation(relu: true, dropout: mask(layer + 2, key))
            if let adjacency {
                h = convolution(h, initial: initial, scaledAdjacency: adjacency, activation: activation)
            } else {
                h = convolution(h, initial: initial, input.wholePropagation).activatedInPlace(activation)
            }
        }
        return h
    }

    public var firstLayerParameters: [Tensor] { convolutions.flatMap { $0.parameters.map(\.tensor) } }

    public var children: [(name: String, module: any Module)] {
        [("lins", ModuleList([first, last])), ("convs", ModuleList(convolutions))]
    }

    public var parameters: [Parameter] {
        first.parameters.map { $0.prefixed("lins.0") }
            + convolutions.enumerated().flatMap { layer, convolution in
                convolution.parameters.map { $0.prefixed("convs.\(layer)") }
            } + last.parameters.map { $0.prefixed("lins.1") }
    }
}
