import Autograd
import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import NeuralNetworks

/// A trained network with what is needed to apply it: class names and how features are prepared.
public struct NodeClassifier {
    /// The network's sizes and settings.
    public var configuration: NodeModelConfiguration { network.configuration }
    /// What the classes are called.
    public let classNames: [String]
    /// What is done to features first.
    public var scaling: FeatureScaling { network.scaling }
    private let network: NodeNetwork

    /// From what a run folder or a run keeps.
    public init(
        configuration: NodeModelConfiguration, classNames: [String], scaling: FeatureScaling, parameters: [DenseArray]
    ) {
        self.init(NodeNetwork(configuration: configuration, scaling: scaling, parameters: parameters), classNames: classNames)
    }

    init(_ network: NodeNetwork, classNames: [String]) {
        self.network = network
        self.classNames = classNames
    }

    /// The network that a training run kept.
    public init(_ run: NodeClassificationRun, of trainer: NodeClassificationTrainer) {
        self.init(
            configuration: trainer.configuration, classNames: trainer.graph.labels?.classNames ?? [],
            scaling: trainer.scaling, parameters: run.parameters)
    }

    /// What it says of each node.
    public struct Prediction: Sendable {
        /// The most probable class of each node, an index into `classNames`.
        public let labels: [Int]
        /// `[nodes, classes]`, rows with sum 1.
        public let probabilities: DenseArray
    }

    /// The classes of all nodes of a graph, which may be another one than it was trained on if its features mean the same.
    ///
    /// Throws where the graph has another number of feature columns, or a negative weight.
    public func predict(_ graph: Graph) throws(NodeClassifierError) -> Prediction {
        let (model, input) = try prepare(graph)
        let probabilities = withoutGradients { model(input, dropout: nil).value.softmaxRows() }
        return Prediction(labels: probabilities.argmaxRows(), probabilities: probabilities)
    }

    /// The vectors before the last layer `[nodes, hidden]`.
    public func embed(_ graph: Graph) throws(NodeClassifierError) -> DenseArray { try network.embed(graph) }

    /// Judges it on the given nodes of a graph with labels, matched by class name.
    public func evaluate(_ graph: Graph, nodes: [Int]) throws(NodeClassifierError) -> ClassificationReport {
        guard let labels = graph.labels else { throw .noLabels(graph: graph.provenance) }
        let places = labels.classNames.map { classNames.firstIndex(of: $0) }
        let predicted = try predict(graph).labels
        var actual: [Int] = []
        for node in nodes {
            let label = Int(labels.values[node])
            guard label >= 0 else { throw .noLabel(node: graph.name(of: node)) }
            guard let place = places[label] else {
                throw .unknownClass(labels.classNames[label], known: classNames)
            }
            actual.append(place)
        }
        return ClassificationReport(actual: actual, predicted: nodes.map { predicted[$0] }, classNames: classNames)
    }

    var kind: NodeModelKind { network.kind }

    func prepare(_ graph: Graph) throws(NodeClassifierError) -> (model: any NodeModel, input: NodeInput) { try network.prepare(graph) }

    /// The bytes of `model.safetensors`.
    public func checkpoint() -> [UInt8] { network.checkpoint() }
}

/// Why a trained network cannot be applied to a graph.
public enum NodeClassifierError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The graph has another number of feature columns.
    case featuresDiffer(graph: String, found: Int, expected: Int)
    /// There is nothing to judge by.
    case noLabels(graph: String)
    /// This node has nothing to judge by.
    case noLabel(node: String)
    /// A class that the network does not know.
    case unknownClass(String, known: [String])
    /// What is wrong with the graph.
    case graph(GraphError)

    public var description: String {
        switch self {
        case .featuresDiffer(let graph, let found, let expected):
            "\(graph) has \(found) feature columns; the network was trained with \(expected): give it data with the same columns"
        case .noLabels(let graph): "\(graph) has no labels to judge by; use `gcn predict` for data without labels"
        case .noLabel(let node): "node \(node) has no label to judge by"
        case .unknownClass(let name, let known):
            "class \"\(name)\" is none of those that the network knows: \(known.joined(separator: ", "))"
        case .graph(let error): error.description
        }
    }
}
