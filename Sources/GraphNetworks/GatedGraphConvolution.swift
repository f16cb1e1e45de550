import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The gated graph convolution: several rounds of h = GRU(input: aggregate(w_ji h_j W_l), state: h), starting from X padded
/// with zeros.
///
/// X `[nodes, inputs]` with inputs ≤ channels; W_l `[channels, channels]`, one a round; Y `[nodes, channels]`. A node that
/// receives nothing reads zeros. Without weights sum and mean are sparse products; time is O(rounds · (edges · channels +
/// nodes · channels²)).
///
/// Source: Li, Tarlow, Brockschmidt & Zemel, 2016, "Gated Graph Sequence Neural Networks", arXiv:1511.05493. Equal to
/// PyG's `GatedGraphConv`, whose names (`weight`, `rnn`) a checkpoint uses.
public final class GatedGraphConvolution: MessageLayer {
    /// W `[rounds, channels, channels]`
    public let weight: Tensor
    /// Takes what is received into a node's state.
    public let cell: GRUCell
    /// How messages are brought together.
    public let aggregation: Aggregation

    /// Columns of a node's state.
    public var channels: Int { weight.shape[1] }
    /// How many times messages are passed.
    public var rounds: Int { weight.shape[0] }

    /// A layer with these parameters.
    public init(weight: Tensor, cell: GRUCell, aggregation: Aggregation = .sum) {
        precondition(
            weight.shape.count == 3 && weight.shape[1] == weight.shape[2],
            "GatedGraphConvolution: expected a weight [rounds, channels, channels], found shape \(weight.shape)")
        precondition(
            cell.inputs == weight.shape[1] && cell.hidden == weight.shape[1],
            "GatedGraphConvolution: weight has \(weight.shape[1]) channels, the cell maps \(cell.inputs) to \(cell.hidden)")
        (self.weight, self.cell, self.aggregation) = (weight, cell, aggregation)
    }

    /// A new layer.
    public convenience init(
        channels: Int, rounds: Int, aggregation: Aggregation = .sum, bias: Bool = true, key: RandomKey
    ) {
        let bound = 1 / Float(max(1, channels)).squareRoot()
        let weight = DenseArray(uniform: [rounds, channels, channels], low: -bound, high: bound, key: key)
        self.init(
            weight: Tensor(weight, requiresGradient: true),
            cell: GRUCell(inputs: channels, hidden: channels, bias: bias, key: key.child("cell")),
            aggregation: aggregation)
    }

    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges) -> Tensor { self(x, edges, weights: nil) }

    /// Y; `weights` one an edge `[edges]`, 1 when nil.
    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges, weights: Tensor?) -> Tensor {
        let (n, c) = (x.shape.first ?? 0, channels)
        precondition(
            x.shape.count == 2 && x.shape[1] <= c && n == edges.sourceCount && n == edges.targetCount,
            "GatedGraphConvolution: x has shape \(x.shape), expected [\(edges.targetCount) nodes, at most \(c) features]")
        var h = x.shape[1] == c
            ? x : .concatenatingColumns([x, Tensor(DenseArray(zeros: [n, c - x.shape[1]]))])
        let flat = weight.reshaped([rounds, c * c])
        for round in 0..<rounds {
            // M = A (H W_l)     [nodes, channels]
            let sent = h.matrixProduct(flat.gatheringRows([round]).reshaped([c, c]))
            let received = weights.map {
                edges.aggregate(sent.gatheringRows(edges.sources).scalingRows($0), aggregation)
            } ?? edges.gather(sent, aggregation)
            h = cell(received, h)
        }
        return h
    }

    public var title: String { "GatedGraphConv(\(channels), num_layers=\(rounds))" }

    public var parameters: [Parameter] {
        [Parameter("weight", weight)] + cell.parameters.map { $0.prefixed("rnn") }
    }
}
