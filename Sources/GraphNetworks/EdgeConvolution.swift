import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The edge convolution: y_i = aggregate over the edges (j, i) of network([x_i, x_j - x_i]).
///
/// X `[nodes, inputs]`; the network maps 2 · inputs to outputs; Y `[nodes, outputs]`. A node that receives nothing gets 0;
/// repeated edges count repeatedly. Time is that of the network on one row an edge.
///
/// Source: Wang, Sun, Liu, Sarma, Bronstein & Solomon, 2019, "Dynamic Graph CNN for Learning on Point Clouds",
/// arXiv:1801.07829. Equal to PyG's `EdgeConv`, whose name (`nn`) a checkpoint uses.
public final class EdgeConvolution: MessageLayer {
    /// Maps the two ends' vectors to a message.
    public let network: any RowModule
    /// How messages are brought together.
    public let aggregation: Aggregation

    /// A layer with this network.
    public init(network: any RowModule, aggregation: Aggregation = .maximum) {
        (self.network, self.aggregation) = (network, aggregation)
    }

    /// A new layer whose network has one hidden layer.
    public convenience init(
        inputs: Int, hidden: Int, outputs: Int, aggregation: Aggregation = .maximum, key: RandomKey
    ) {
        self.init(network: Sequential(widths: [2 * inputs, hidden, outputs], key: key), aggregation: aggregation)
    }

    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges) -> Tensor {
        edges.check("EdgeConvolution", x, inputs: x.shape.last ?? 0)
        let target = x.gatheringRows(edges.targets)
        // M_e = network([x_i, x_j - x_i])     [edges, outputs]
        let messages = network(.concatenatingColumns([target, x.gatheringRows(edges.sources) - target]))
        return edges.aggregate(messages, aggregation)
    }

    public var title: String { "EdgeConv(nn=\(network.summary))" }

    public var parameters: [Parameter] { network.parameters.map { $0.prefixed("nn") } }
}
