import Autograd
import DenseArrays
import GraphNetworks
import Graphs

/// A trained network for whole graphs over a set, ready to have its answers explained graph by graph.
///
/// The network is made once; each graph's subject is that graph by itself, in evaluation. Belongs to one thread.
public struct GraphExplanations {
    private let model: any GraphModel
    private let inputs: GraphSetInputs

    init(_ predictor: GraphPredictor, _ set: GraphSet) throws(GraphPredictorError) {
        inputs = try predictor.inputs(set)
        model = predictor.makeModel()
    }

    /// What is told of a graph in one of the network's outputs: an answer as the two classes no and yes, a number likewise by
    /// its distance from the training's mean in deviations. Throws as `subject(_:)`.
    public func subject(_ graph: Int, output: Int) throws(ExplanationError) -> ExplanationSubject {
        let model = model
        let input = inputs.batch([graph])
        let count = model.configuration.outputs
        precondition(output >= 0 && output < count, "GraphExplanations: output \(output) of \(count)")
        // [0, z] by a product, so that gradients flow      [1, 2]
        var choice = [Float](repeating: 0, count: 2 * count)
        choice[2 * output + 1] = 1
        let pick = Tensor(DenseArray(choice, shape: [count, 2]))
        return try ExplanationSubject(graph: input.nodes, model: model.configuration.model) {
            model(input.replacing(nodes: $0), .evaluation).outputs.matrixProduct(pick)
        }
    }

    /// The answer about a graph of the set. Throws `ExplanationError` for a network that reads no edges or reads them past a
    /// mask, such as one that pools graphs to smaller ones.
    public func subject(_ graph: Int) throws(ExplanationError) -> ExplanationSubject {
        let model = model
        let input = inputs.batch([graph])
        return try ExplanationSubject(graph: input.nodes, model: model.configuration.model) {
            model(input.replacing(nodes: $0), .evaluation).outputs
        }
    }
}

extension GraphPredictor {
    /// What explains this network's answers about a set's graphs.
    public func explanations(_ set: GraphSet) throws(GraphPredictorError) -> GraphExplanations {
        try GraphExplanations(self, set)
    }
}
