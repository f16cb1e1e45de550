import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// A trained network on nodes, whatever its outputs mean, and how features are prepared for it.
struct NodeNetwork: Sendable {
    let configuration: NodeModelConfiguration
    let scaling: FeatureScaling
    let parameters: [DenseArray]

    var kind: NodeModelKind {
        guard let kind = NodeModels.named(configuration.model) else {
            preconditionFailure("NodeNetwork: no model is called \(configuration.model)")
        }
        return kind
    }

    /// The network and what it reads. Throws where the graph has another number of feature columns, or a negative weight.
    func prepare(_ graph: Graph) throws(NodeClassifierError) -> (model: any NodeModel, input: NodeInput) {
        if graph.features.width != configuration.inputs {
            throw .featuresDiffer(graph: graph.provenance, found: graph.features.width, expected: configuration.inputs)
        }
        do {
            let input = NodeInput(
                features: scaling(graph.features), adjacency: try graph.normalizedAdjacency(),
                layers: kind.steps(configuration), edges: graph.edges)
            let model = kind.make(configuration, RandomKey(seed: 0))
            model.parameterValues = parameters
            return (model, input)
        } catch { throw .graph(error) }
    }

    /// The vectors before the last layer `[nodes, hidden]`. Throws as `prepare`.
    func embed(_ graph: Graph) throws(NodeClassifierError) -> DenseArray {
        let (model, input) = try prepare(graph)
        return withoutGradients { model.embeddings(input).value }
    }

    /// The bytes of `model.safetensors`.
    func checkpoint() -> [UInt8] {
        let model = kind.make(configuration, RandomKey(seed: 0))
        return Checkpoint.encode(model.parameters, values: parameters, metadata: ["format": "pt", "model": configuration.model])
    }
}
