import Autograd
import DenseArrays
import NeuralNetworks

/// A perceptron over each node's own features, blind to the edges: what a graph network has to beat.
///
/// H₀ = X; H_l = relu(dropout(H_{l-1}) W_l + b_l); logits = dropout(H_{L-1}) W_L + b_L, shape `[nodes, classes]`.
public final class MLP: NodeModel {
    public let configuration: NodeModelConfiguration
    /// The maps, first to last.
    public let linears: [Linear]

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        precondition(configuration.layers >= 1, "MLP: expected at least one layer, found \(configuration.layers)")
        self.configuration = configuration
        let widths =
            [configuration.inputs] + Array(repeating: configuration.hidden, count: configuration.layers - 1)
            + [configuration.outputs]
        linears = (0..<configuration.layers).map { layer in
            Linear(
                inputs: widths[layer], outputs: widths[layer + 1], bias: configuration.bias, initialization: .glorot,
                key: key.child("weights").child(layer))
        }
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor {
        forward(input, upTo: linears.count, key)
    }

    public func embeddings(_ input: NodeInput) -> Tensor { forward(input, upTo: max(1, linears.count - 1), nil) }

    /// The first `count` layers; used by models that propagate what a perceptron has made.
    func forward(_ input: NodeInput, upTo count: Int, _ key: RandomKey?) -> Tensor {
        var x = input.product(with: linears[0].weight, dropout: mask(0, key))
        if linears[0].weight === x { x = x.clone() }
        for layer in 0..<count {
            if layer > 0 { x = x.matrixProduct(linears[layer].weight) }
            let isLast = layer == linears.count - 1
            x = x.activatedInPlace(
                bias: linears[layer].bias,
                Activation(
                    relu: !isLast, dropout: isLast || layer + 1 == count ? nil : mask(layer + 1, key),
                    rowIDs: input.rowIDs[0]))
        }
        return x
    }

    public var firstLayerParameters: [Tensor] { linears[0].parameters.map(\.tensor) }

    public var children: [(name: String, module: any Module)] { [("lins", ModuleList(linears))] }

    public var parameters: [Parameter] {
        linears.enumerated().flatMap { layer, linear in linear.parameters.map { $0.prefixed("lins.\(layer)") } }
    }
}
