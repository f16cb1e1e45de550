import Autograd
import DenseArrays
import NeuralNetworks
import Synchronization

/// The sizes and rates of a network that tells the classes of nodes.
public struct NodeModelConfiguration: Sendable, Equatable {
    /// The kind of network, a name in `NodeModels`.
    public var model: String
    /// Feature columns.
    public var inputs: Int
    /// The width of each layer but the last. 16 is Kipf & Welling's for citation networks.
    public var hidden: Int
    /// Classes.
    public var outputs: Int
    /// How many layers, counted as the model's paper does; 2 in Kipf & Welling's.
    public var layers: Int
    /// The rate at which inputs of layers are dropped in training; 0.5 in the paper.
    public var dropout: Float
    /// The rate for the features; nil means `dropout`.
    public var inputDropout: Float?
    /// Whether layers have a bias (PyG's have, Kipf's TensorFlow code has none).
    public var bias: Bool
    /// What only some models know, such as `alpha` or `heads`.
    public var options: [String: Float]

    /// Sizes, with Kipf & Welling's rates.
    public init(
        model: String = "gcn", inputs: Int, hidden: Int = 16, outputs: Int, layers: Int = 2, dropout: Float = 0.5,
        inputDropout: Float? = nil, bias: Bool = true, options: [String: Float] = [:]
    ) {
        self.model = model
        self.inputs = inputs
        self.hidden = hidden
        self.outputs = outputs
        self.layers = layers
        self.dropout = dropout
        self.inputDropout = inputDropout
        self.bias = bias
        self.options = options
    }
}

/// A network that tells the classes of nodes.
public protocol NodeModel: Module {
    /// Its sizes and rates.
    var configuration: NodeModelConfiguration { get }

    /// The logits of the input's nodes `[nodes, classes]`.
    ///
    /// - Parameters:
    ///   - input: a graph's features, Â and edges.
    ///   - key: the key of this step's dropout; nil in evaluation, when nothing is dropped.
    func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor

    /// The vectors before the last layer `[nodes, width]`: what the network has made of each node.
    func embeddings(_ input: NodeInput) -> Tensor

    /// The parameters that a weight decay "on the first layer" is for.
    var firstLayerParameters: [Tensor] { get }
}

extension NodeModel {
    /// The mask that drops the input of layer `layer` in the step of `key`; nil in evaluation and where nothing is dropped.
    public func mask(_ layer: Int, _ key: RandomKey?) -> DropoutMask? {
        let rate = layer == 0 ? configuration.inputDropout ?? configuration.dropout : configuration.dropout
        guard let key, rate > 0 else { return nil }
        return DropoutMask(rate: rate, key: key.child(layer))
    }
}

/// Makes a layer from its number, inputs, outputs, the network's configuration and a key.
public typealias LayerFactory = @Sendable (Int, Int, Int, NodeModelConfiguration, RandomKey) -> LayeredNetwork.Part

/// A kind of network under its name.
public struct NodeModelKind: Sendable {
    /// What `--model` and `config.json` call it.
    public let name: String
    /// In a line, with its source.
    public let summary: String
    /// How many times a node hears from its neighbours: the layers of its `NodeInput`.
    public let steps: @Sendable (NodeModelConfiguration) -> Int
    /// Whether it reads a restricted input row by row; else it is trained on the whole graph.
    public let isRestrictable: Bool
    /// How many edges away a node may lie and still have a part in an answer: what an explanation looks at. Nil where
    /// that is not known.
    public let reach: (@Sendable (NodeModelConfiguration) -> Int)?
    /// How one layer is made, where the network is a stack of them (`NodeModels.layered`): graph classification stacks
    /// the same layers.
    public let layer: LayerFactory?
    /// Whether it reads a sampled neighbourhood, whose layers have edges and nodes of their own.
    public let readsBlocks: Bool
    /// A new network with all weights drawn from the key.
    public let make: @Sendable (NodeModelConfiguration, RandomKey) -> any NodeModel

    /// A kind with its name, a line on it, and how a network is made.
    public init(
        name: String, summary: String, steps: @escaping @Sendable (NodeModelConfiguration) -> Int,
        isRestrictable: Bool = false, readsBlocks: Bool? = nil,
        reach: (@Sendable (NodeModelConfiguration) -> Int)? = nil, layer: LayerFactory? = nil,
        make: @escaping @Sendable (NodeModelConfiguration, RandomKey) -> any NodeModel
    ) {
        self.name = name
        self.summary = summary
        self.steps = steps
        self.isRestrictable = isRestrictable
        self.reach = reach
        self.layer = layer
        self.readsBlocks = readsBlocks ?? isRestrictable
        self.make = make
    }
}

/// The kinds of network that can be trained by name; a user of the library may add to them.
public enum NodeModels {
    private static let registered = Mutex<[NodeModelKind]>(standard)

    /// Adds a kind; one of the same name is replaced.
    public static func register(_ kind: NodeModelKind) {
        registered.withLock { kinds in
            kinds.removeAll { $0.name == kind.name }
            kinds.append(kind)
        }
    }

    /// All kinds, in the order of their registration.
    public static var all: [NodeModelKind] { registered.withLock { $0 } }

    /// The kind of this name, or nil.
    public static func named(_ name: String) -> NodeModelKind? { all.first { $0.name == name } }
}
