import Autograd
import GraphNetworks
import Graphs

/// A trained network over a graph, ready to have its answers explained node by node.
///
/// The network and its input are made once; each node's subject is the part of the graph that the network sees from it.
/// Belongs to one thread.
public struct NodeExplanations {
    private let model: any NodeModel
    private let input: NodeInput
    private let hops: Int?

    /// Throws where the graph has another number of feature columns, or a negative weight.
    init(_ classifier: NodeClassifier, _ graph: Graph) throws(NodeClassifierError) {
        (model, input) = try classifier.prepare(graph)
        hops = classifier.kind.reach?(classifier.configuration)
    }

    /// The answer about a node. Throws `ExplanationError` for a node that does not exist, or a network that reads no edges or
    /// reads them past a mask.
    public func subject(_ node: Int) throws(ExplanationError) -> ExplanationSubject {
        let model = model
        return try ExplanationSubject(
            node: node, of: input, hops: hops, model: model.configuration.model
        ) { model($0, dropout: nil) }
    }
}

extension NodeClassifier {
    /// What explains this network's answers about a graph's nodes.
    public func explanations(_ graph: Graph) throws(NodeClassifierError) -> NodeExplanations {
        try NodeExplanations(self, graph)
    }
}
