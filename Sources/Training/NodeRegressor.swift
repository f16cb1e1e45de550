import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// A trained network with what is needed to apply it: how features are prepared and what targets mean.
public struct NodeRegressor: Sendable {
    /// The network's sizes and settings.
    public let configuration: NodeModelConfiguration
    /// What is done to features first.
    public let scaling: FeatureScaling
    /// Of the training nodes' targets, one a target.
    public let mean: [Float]
    /// What outputs are multiplied by, one a target.
    public let deviation: [Float]
    /// The kept network's numbers.
    public let parameters: [DenseArray]

    /// The predicted numbers `[nodes, targets]` in the targets' unit, for a graph whose features mean the same.
    ///
    /// Throws where the graph has another number of feature columns, or a negative weight.
    public func predict(_ graph: Graph) throws(NodeClassifierError) -> DenseArray {
        if graph.features.width != configuration.inputs {
            throw .featuresDiffer(graph: graph.provenance, found: graph.features.width, expected: configuration.inputs)
        }
        guard let kind = NodeModels.named(configuration.model) else {
            preconditionFailure("NodeRegressor: no model is called \(configuration.model)")
        }
        do {
            let input = NodeInput(
                features: scaling(graph.features), adjacency: try graph.normalizedAdjacency(),
                layers: kind.steps(configuration), edges: graph.edges)
            let model = kind.make(configuration, RandomKey(seed: 0))
            model.parameterValues = parameters
            return inUnits(withoutGradients { model(input, dropout: nil).value })
        } catch { throw .graph(error) }
    }

    /// x · deviation + mean, column by column.
    func inUnits(_ x: DenseArray) -> DenseArray {
        var result = x
        let width = x.columns
        result.withUnsafeMutableElements { x in
            for i in 0..<x.count { x[i] = x[i] * deviation[i % width] + mean[i % width] }
        }
        return result
    }

    /// The bytes of `model.safetensors`.
    public func checkpoint() -> [UInt8] {
        guard let kind = NodeModels.named(configuration.model) else { return [] }
        return Checkpoint.encode(
            kind.make(configuration, RandomKey(seed: 0)).parameters, values: parameters,
            metadata: ["format": "pt", "model": configuration.model])
    }
}
