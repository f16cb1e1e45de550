import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices
import Testing

@testable import GraphNetworks

/// Trained-looking networks of all kinds over a graph that has everything that goes wrong: loops, an isolated node, repeated
/// edges, weights.
struct ExplainedModel {
    let model: any NodeModel
    let kind: NodeModelKind
    let input: NodeInput
    let nodeCount: Int

    /// A ring of fifteen nodes with chords, a self-loop and an isolated node.
    init(_ name: String, isDirected: Bool = false, layers: Int = 2) throws {
        let count = 16
        let ties = (0..<15).map { ($0, ($0 + 1) % 15) } + [(0, 5), (3, 9), (2, 2)]
        var edges = EdgeList(ties)
        if isDirected {
            // the edge 3 → 9 stands there twice
            edges = EdgeList(ties + [(3, 9)], weights: (0...ties.count).map { 0.5 + Float($0 % 5) / 4 })
        } else {
            edges = edges.undirected()
        }
        let graph = try Graph(
            nodeCount: count, edges: edges,
            features: .dense(DenseArray(uniform: [count, 6], low: -1, high: 1, key: RandomKey(seed: 4))))
        kind = try #require(NodeModels.named(name))
        let configuration = NodeModelConfiguration(
            model: name, inputs: 6, hidden: 8, outputs: 3, layers: layers, options: ["steps": 3])
        model = kind.make(configuration, RandomKey(seed: 1))
        input = NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: kind.steps(configuration))
        nodeCount = count
    }

    func subject(_ node: Int, hops: Int? = nil) throws -> ExplanationSubject {
        let model = model
        return try ExplanationSubject(
            node: node, of: input, hops: hops ?? kind.reach?(model.configuration), model: kind.name
        ) { model($0, dropout: nil) }
    }

    /// All kinds that hear from neighbours.
    static let names = NodeModels.standard.map(\.name).filter { $0 != "mlp" }
}

/// A small network for whole graphs: two layers, a readout, a linear head.
final class GraphLevelNetwork {
    let first: GINConvolution
    let second: GCNConvolution
    let readout = ReductionReadout(.mean)
    let head: Linear

    init(inputs: Int, key: RandomKey) {
        first = GINConvolution(inputs: inputs, hidden: 8, outputs: 8, key: key.child(0))
        second = GCNConvolution(inputs: 8, outputs: 8, key: key.child(1))
        head = Linear(inputs: 8, outputs: 2, key: key.child(2))
    }

    func callAsFunction(_ input: NodeInput) -> Tensor {
        let h = first(input.featureTensor, input.propagation(.sum)).relu()
        return head(readout(second(h, input.wholePropagation).relu()))
    }
}
