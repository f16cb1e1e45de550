import Autograd
import DenseArrays
import NeuralNetworks

/// Layers of one kind with ReLU and dropout between them, over dense features: the common form of a node classifier.
///
/// H₀ = X; H_l = relu(layer_l(dropout(H_{l-1}))); logits = layer_L(dropout(H_{L-1})), shape `[nodes, classes]`.
public final class LayeredNetwork: NodeModel {
    /// One layer: node vectors, what the graph offers, and the key of its own dropout.
    public typealias Layer = (Tensor, NodeInput, RandomKey?) -> Tensor

    /// A layer's parameters and how it is called.
    public struct Part {
        let module: any Module
        let call: Layer

        /// A layer, and how it is called.
        public init(_ module: any Module, call: @escaping Layer) {
            self.module = module
            self.call = call
        }
    }

    public let configuration: NodeModelConfiguration
    let layers: [Part]

    /// - Parameters:
    ///   - configuration: widths, depth and the other settings.
    ///   - key: what the weights are drawn by.
    ///   - make: a layer from its number, inputs, outputs and key.
    public init(
        _ configuration: NodeModelConfiguration, key: RandomKey,
        make: (Int, Int, Int, RandomKey) -> Part
    ) {
        precondition(
            configuration.layers >= 1, "\(configuration.model): expected at least one layer, found \(configuration.layers)")
        self.configuration = configuration
        let widths =
            [configuration.inputs] + Array(repeating: configuration.hidden, count: configuration.layers - 1)
            + [configuration.outputs]
        layers = (0..<configuration.layers).map { layer in
            make(layer, widths[layer], widths[layer + 1], key.child("weights").child(layer))
        }
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor {
        forward(input, upTo: layers.count, key)
    }

    public func embeddings(_ input: NodeInput) -> Tensor { forward(input, upTo: max(1, layers.count - 1), nil) }

    private func forward(_ input: NodeInput, upTo count: Int, _ key: RandomKey?) -> Tensor {
        var x = input.featureTensor
        for layer in 0..<count {
            if let mask = mask(layer, key) {
                x = x.dropout(mask, rowIDs: layer < input.rowIDs.count ? input.rowIDs[layer] : nil)
            }
            x = layers[layer].call(x, input, key?.child(layers.count + layer))
            if layer < layers.count - 1 { x = x.relu() }
        }
        return x
    }

    public var firstLayerParameters: [Tensor] { layers[0].module.parameters.map(\.tensor) }

    public var children: [(name: String, module: any Module)] { [("convs", ModuleList(layers.map(\.module)))] }

    public var parameters: [Parameter] {
        layers.enumerated().flatMap { number, layer in layer.module.parameters.map { $0.prefixed("convs.\(number)") } }
    }
}
