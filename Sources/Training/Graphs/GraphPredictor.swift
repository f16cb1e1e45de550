import Autograd
import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import NeuralNetworks

/// A trained network for whole graphs with what is needed to apply it.
public struct GraphPredictor: Sendable {
    /// The network's sizes and settings.
    public let configuration: GraphModelConfiguration
    /// What its outputs mean.
    public let objective: GraphObjective
    /// Parameters and buffers in the module's order.
    public let state: [DenseArray]

    /// From what a run folder or a run keeps.
    public init(configuration: GraphModelConfiguration, objective: GraphObjective, state: [DenseArray]) {
        (self.configuration, self.objective, self.state) = (configuration, objective, state)
    }

    /// From what a run folder or a run keeps.
    public init(_ run: GraphTrainingRun) {
        self.init(configuration: run.configuration, objective: run.objective, state: run.state)
    }

    /// The names of the classes; empty where numbers are told.
    public var classNames: [String] {
        if case .classes(let names) = objective { names } else { [] }
    }

    /// The network itself.
    public func makeModel() -> any GraphModel {
        guard let kind = GraphModels.named(configuration.model) else {
            preconditionFailure("GraphPredictor: no model is called \(configuration.model)")
        }
        let model = kind.make(configuration, RandomKey(seed: 0))
        model.stateValues = state
        return model
    }

    /// Probabilities `[graphs, classes]`, or numbers `[graphs, targets]`, of all graphs of a set, which may be another one
    /// than it was trained on if its features mean the same.
    ///
    /// Throws where the set has another number of feature columns, or a negative weight.
    public func predict(_ set: GraphSet) throws(GraphPredictorError) -> DenseArray {
        let model = makeModel()
        return try each(set) { objective.meaning(model($0, .evaluation).outputs.value) }
    }

    /// One vector a graph before the head, `[graphs, width]`.
    public func embed(_ set: GraphSet) throws(GraphPredictorError) -> DenseArray {
        let model = makeModel()
        return try each(set) { model.embeddings($0, .evaluation).value }
    }

    /// The batches of a set as the network reads them.
    public func inputs(_ set: GraphSet) throws(GraphPredictorError) -> GraphSetInputs {
        if set.features.width != configuration.inputs {
            throw .featuresDiffer(set: set.name, found: set.features.width, expected: configuration.inputs)
        }
        let edgeColumns = set.edgeFeatures?.columns ?? 0
        if configuration.edgeInputs != edgeColumns, configuration.model == "gine" {
            throw .edgeFeaturesDiffer(set: set.name, found: edgeColumns, expected: configuration.edgeInputs)
        }
        do throws(GraphError) { return try GraphSetInputs(set) } catch { throw .graph(error) }
    }

    private func each(_ set: GraphSet, _ body: (GraphInput) -> DenseArray) throws(GraphPredictorError) -> DenseArray {
        let inputs = try inputs(set)
        let all = Array(0..<set.count), size = GraphTrainer.evaluationBatch
        return withoutGradients {
            let parts = stride(from: 0, to: set.count, by: size).map {
                Tensor(body(inputs.batch(Array(all[$0..<min(set.count, $0 + size)]))))
            }
            return parts.count == 1 ? parts[0].value : Tensor.concatenatingRows(parts).value
        }
    }

    /// Judges it on all graphs of a set with classes, matched by name.
    public func evaluate(_ set: GraphSet) throws(GraphPredictorError) -> ClassificationReport {
        guard let labels = set.labels, case .classes(let names) = objective else { throw .noLabels(set: set.name) }
        let predicted = try predict(set).argmaxRows()
        var actual: [Int] = []
        for label in labels {
            guard let place = names.firstIndex(of: set.classNames[Int(label)]) else {
                throw .unknownClass(set.classNames[Int(label)], known: names)
            }
            actual.append(place)
        }
        return ClassificationReport(actual: actual, predicted: predicted, classNames: names)
    }

    /// The bytes of `model.safetensors`.
    public func checkpoint() -> [UInt8] {
        Checkpoint.encode(
            makeModel().state, values: state, metadata: ["format": "pt", "model": configuration.model])
    }
}

/// Why a trained network cannot be applied to a set of graphs.
public enum GraphPredictorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The set has another number of node features.
    case featuresDiffer(set: String, found: Int, expected: Int)
    /// The set has another number of edge features.
    case edgeFeaturesDiffer(set: String, found: Int, expected: Int)
    /// There is nothing to judge by.
    case noLabels(set: String)
    /// A class that the network does not know.
    case unknownClass(String, known: [String])
    /// What is wrong with the graphs.
    case graph(GraphError)

    public var description: String {
        switch self {
        case .featuresDiffer(let set, let found, let expected):
            "\(set) has \(found) feature columns; the network was trained with \(expected): give it data with the same node labels and attributes"
        case .edgeFeaturesDiffer(let set, let found, let expected):
            "\(set) has \(found) columns of edge features; the network was trained with \(expected)"
        case .noLabels(let set): "\(set) has no classes to judge by; use `gcn predict`"
        case .unknownClass(let name, let known):
            "class \"\(name)\" is none of those that the network knows: \(known.joined(separator: ", "))"
        case .graph(let error): error.description
        }
    }
}
