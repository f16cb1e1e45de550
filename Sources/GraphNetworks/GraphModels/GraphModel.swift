import Autograd
import DenseArrays
import NeuralNetworks
import Synchronization

/// The sizes and rates of a network that tells something of whole graphs.
public struct GraphModelConfiguration: Sendable, Equatable {
    /// The kind of network, a name in `GraphModels`.
    public var model: String
    /// Feature columns.
    public var inputs: Int
    /// Columns of edge features; 0 where there are none.
    public var edgeInputs = 0
    /// The width of each layer.
    public var hidden: Int
    /// Classes, or targets.
    public var outputs: Int
    /// Graph layers.
    public var layers: Int
    /// How a graph's node vectors become one: a name in `Readouts`.
    public var readout = "mean"
    /// What is done behind each layer: none, batch, layer, graph, pair or instance.
    public var norm = "none"
    /// Which layers' vectors are read out: last (the last one's), cat, max or lstm (jumping knowledge), or all (every
    /// layer's and the features read out, side by side, as in GIN).
    public var jumping = "last"
    /// The layers behind the readout: 1 (a linear map) or 2 (a hidden one with ReLU).
    public var headLayers = 1
    /// The rate at which layers' outputs are dropped in training.
    public var dropout: Float = 0
    /// The rate at which the head's inputs are dropped in training.
    public var headDropout: Float = 0
    /// Whether each graph has a node that is joined to all others.
    public var virtualNode = false
    /// Whether a layer's input is added to its output where both have the same width.
    public var residual = false
    /// What only some models know, such as `heads`, `ratio` or `clusters`.
    public var options: [String: Float] = [:]

    /// Sizes, with the defaults of all other settings.
    public init(model: String = "gcn", inputs: Int, hidden: Int = 64, outputs: Int, layers: Int = 3) {
        self.model = model
        self.inputs = inputs
        self.hidden = hidden
        self.outputs = outputs
        self.layers = layers
    }

    /// What makes the sizes impossible, for whoever gives them: the heads that do not divide the width; else nil.
    public var problem: (name: String, found: String, expected: String)? {
        let heads: Float? =
            switch model {
            case "gat": options["heads"] ?? 4
            case "gatv2": options["heads"] ?? 8
            case "transformer": options["heads"] ?? 1
            default: nil
            }
        guard let heads else { return nil }
        let count = max(1, Int(heads))
        return hidden % count == 0
            ? nil : ("hidden", "\(hidden)", "a multiple of \(count) for \(model), which has \(count) heads")
    }

    /// The same sizes as graph layers know them; no layer is a last one.
    func forLayers() -> NodeModelConfiguration {
        NodeModelConfiguration(
            model: model, inputs: inputs, hidden: hidden, outputs: hidden, layers: layers + 1, dropout: dropout,
            options: options)
    }
}

/// How a network is called: in training, where dropout and batch statistics are in force, or in evaluation.
public enum Mode: Sendable {
    /// Nothing is dropped, running statistics are used.
    case evaluation
    /// With the key of this step's dropout.
    case training(RandomKey)

    /// Whether this is a training step.
    public var isTraining: Bool {
        switch self {
        case .evaluation: false
        case .training: true
        }
    }

    /// The mask of place `number` in the network; nil in evaluation and where nothing is dropped.
    public func mask(_ rate: Float, _ number: Int) -> DropoutMask? {
        guard rate > 0, case .training(let key) = self else { return nil }
        return DropoutMask(rate: rate, key: key.child(number))
    }

    /// The same with another key for part `number` of a batch that is taken apart.
    public func part(_ number: Int) -> Mode {
        guard case .training(let key) = self else { return self }
        return .training(key.child("part").child(number))
    }

    /// A key for what is drawn inside layer `number`; nil in evaluation.
    public func key(_ number: Int) -> RandomKey? {
        guard case .training(let key) = self else { return nil }
        return key.child("layer").child(number)
    }
}

/// A network that tells something of whole graphs: their class, or numbers.
public protocol GraphModel: Module {
    /// Its sizes and settings.
    var configuration: GraphModelConfiguration { get }

    /// One vector a graph before the head, `[graphs, width]`.
    func embeddings(_ input: GraphInput, _ mode: Mode) -> Tensor

    /// Logits or targets `[graphs, outputs]` from those vectors.
    func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor

    /// Whether what it says of a graph in training depends on the others of the batch (by batch statistics, or a penalty
    /// over all); where it does not, a batch can be taken apart and its gradients added.
    var couplesGraphs: Bool { get }

    /// Whether it has vectors of graphs before anything that mixes graphs.
    var poolsFirst: Bool { get }

    /// Vectors of graphs before anything that mixes graphs, `[graphs, width]`; nil where the nodes of several graphs are mixed
    /// already. Where there are some, a batch's parts may be read side by side and its graphs mixed behind that.
    func pooled(_ input: GraphInput, _ mode: Mode) -> Tensor?

    /// Logits or targets `[graphs, outputs]` from those vectors of a whole batch.
    func outputs(pooled: Tensor, _ mode: Mode) -> Tensor

    /// Logits or targets `[graphs, outputs]`, and what is to be added to the loss, where the network has something.
    func callAsFunction(_ input: GraphInput, _ mode: Mode) -> (outputs: Tensor, penalty: Tensor?)
}

extension GraphModel {
    public var couplesGraphs: Bool { true }

    public var poolsFirst: Bool { false }

    public func pooled(_ input: GraphInput, _ mode: Mode) -> Tensor? { nil }

    public func outputs(pooled: Tensor, _ mode: Mode) -> Tensor { head(pooled, mode) }

    public func callAsFunction(_ input: GraphInput, _ mode: Mode) -> (outputs: Tensor, penalty: Tensor?) {
        (head(embeddings(input, mode), mode), nil)
    }
}

/// A kind of network for whole graphs under its name.
public struct GraphModelKind: Sendable {
    /// What `--model` and `config.json` call it.
    public let name: String
    /// In a line, with its source.
    public let summary: String
    /// A new network with all weights drawn from the key.
    public let make: @Sendable (GraphModelConfiguration, RandomKey) -> any GraphModel

    /// A kind with its name, a line on it, and how a network is made.
    public init(
        name: String, summary: String, make: @escaping @Sendable (GraphModelConfiguration, RandomKey) -> any GraphModel
    ) {
        self.name = name
        self.summary = summary
        self.make = make
    }
}

/// The kinds of network for whole graphs that can be trained by name; a user of the library may add to them.
///
/// Every kind of `NodeModels` that is a stack of layers is here too.
public enum GraphModels {
    /// Those that come with the toolkit and have a form of their own: they know no readout, norm, jumping knowledge, virtual
    /// node or residuals.
    public static let withoutReadout: Set<String> = ["mlp", "topk", "sag", "diffpool", "mincut", "attentivefp"]

    /// The settings of a network, by their names in `config.json`, that a model has no use for.
    public static func unused(by model: String) -> Set<String> {
        if withoutReadout.contains(model) {
            return ["readout", "norm", "jumping", "virtual_node", "residual", "head_layers"]
        }
        return model == "dmpnn" ? ["jumping", "virtual_node", "residual"] : []
    }

    private static let registered = Mutex<[GraphModelKind]>(standard)

    /// Adds a kind; one of the same name is replaced.
    public static func register(_ kind: GraphModelKind) {
        registered.withLock { kinds in
            kinds.removeAll { $0.name == kind.name }
            kinds.append(kind)
        }
    }

    /// All kinds: those registered here, then stacks of the layers that node classification knows.
    public static var all: [GraphModelKind] {
        let own = registered.withLock { $0 }
        let names = Set(own.map(\.name))
        return own + NodeModels.all.compactMap { kind in
            guard let layer = kind.layer, !names.contains(kind.name) else { return nil }
            return GraphModelKind(name: kind.name, summary: kind.summary) { configuration, key in
                ReadoutNetwork(configuration, key: key, layer: ReadoutNetwork.nodeLayer(layer, configuration))
            }
        }
    }

    /// The kind of this name, or nil.
    public static func named(_ name: String) -> GraphModelKind? { all.first { $0.name == name } }
}
