import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// Self-attention pooling: like `TopKPooling`, the nodes rated by a graph layer: s = tanh(layer(X) w / |w|), or with a minimum
/// score s = softmax(layer(X) w) over each graph.
///
/// X `[nodes, inputs]`; the layer gives one number a node, `[nodes, 1]`; w is a single number, of which tanh sees the sign alone.
/// Time is that of the layer and O(nodes · (width + log(nodes)) + edges).
///
/// Source: Lee, Lee & Kang, 2019, "Self-Attention Graph Pooling", arXiv:1904.08082. Equal to PyG's `SAGPooling`, whose
/// names (`gnn`, `select.weight`) a checkpoint uses.
public final class SAGPooling: Module {
    /// Scores the nodes.
    public let layer: any MessageLayer
    /// w `[1, 1]`
    public let weight: Tensor
    /// Which nodes stay.
    public let selection: NodeSelection
    /// What the vectors of those that stay are multiplied by.
    public let multiplier: Float

    /// A layer with these parameters.
    public init(layer: any MessageLayer, weight: Tensor, selection: NodeSelection = .share(0.5), multiplier: Float = 1) {
        precondition(weight.shape == [1, 1], "SAGPooling: expected a weight [1, 1], found shape \(weight.shape)")
        (self.layer, self.weight, self.selection, self.multiplier) = (layer, weight, selection, multiplier)
    }

    /// A new pooling around `layer`.
    public convenience init(
        layer: any MessageLayer, selection: NodeSelection = .share(0.5), multiplier: Float = 1, key: RandomKey
    ) {
        let weight = DenseArray(uniform: [1, 1], low: -1, high: 1, key: key)
        self.init(
            layer: layer, weight: Tensor(weight, requiresGradient: true), selection: selection, multiplier: multiplier)
    }

    /// The kept part of graphs with nodes X `[nodes, inputs]`, `edges` and `batch` (rising graph numbers).
    public func callAsFunction(_ x: Tensor, edges: EdgeList, batch: [Int], graphCount: Int) -> PooledGraphs {
        checkBatch("SAGPooling", x, batch, graphCount)
        let rated = layer(x, MessageEdges(edges, nodeCount: x.shape[0]))
        precondition(
            rated.shape == [x.shape[0], 1],
            "SAGPooling: expected one number a node [\(x.shape[0]), 1], the layer gave shape \(rated.shape)")
        return TopKPooling.pool(
            x, rated: rated, by: weight, edges: edges, batch: batch, graphCount: graphCount, selection: selection,
            multiplier: multiplier)
    }

    public var title: String {
        // `SAGEConv(16, 1, aggr=sum)`: the name and the inputs
        let parts = layer.title.split(separator: "(", maxSplits: 1)
        let inputs = parts.count > 1 ? parts[1].prefix { $0.isNumber } : ""
        return "SAGPooling(\(parts.first ?? ""), \(inputs), \(selection.title), multiplier=\(PythonText.number(multiplier)))"
    }

    public var parameters: [Parameter] {
        layer.parameters.map { $0.prefixed("gnn") } + [Parameter("select.weight", weight, isStoredTransposed: true)]
    }
}
