import Autograd
import DenseArrays
import NeuralNetworks

/// A readout that reads a graph's nodes in several rounds: q = LSTM(q*);  a = softmax of x · q over the graph;
/// r = Σ a x;  q* = [q, r], from zeros; the result is the last q*.
///
/// X `[nodes, width]`, q, r `[graphs, width]`, q* `[graphs, 2 · width]`; the LSTM maps 2 · width to width. A graph without
/// nodes has r = 0. Time is O(rounds · (nodes · width + graphs · width²)).
///
/// Source: Vinyals, Bengio & Kudlur, 2016, "Order Matters: Sequence to sequence for sets", arXiv:1511.06391. Equal to
/// PyG's `Set2Set`, whose names (`lstm`) a checkpoint uses.
public final class Set2Set: Readout {
    /// Makes the questions to the nodes.
    public let lstm: LSTM
    /// The number of rounds.
    public let rounds: Int

    /// From an LSTM that maps 2 · width to width.
    public init(lstm: LSTM, rounds: Int) {
        precondition(
            lstm.cells[0].inputs == 2 * lstm.cells[0].hidden && !lstm.isBidirectional,
            "Set2Set: expected an LSTM from 2 · width to width, found \(lstm.cells[0].inputs) to \(lstm.cells[0].hidden)")
        precondition(rounds > 0, "Set2Set: expected at least one round, found \(rounds)")
        (self.lstm, self.rounds) = (lstm, rounds)
    }

    /// A new readout.
    public convenience init(inputs: Int, rounds: Int, layers: Int = 1, key: RandomKey) {
        self.init(lstm: LSTM(inputs: 2 * inputs, hidden: inputs, layers: layers, key: key), rounds: rounds)
    }

    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkBatch("Set2Set", x, batch, graphCount)
        let width = lstm.cells[0].hidden
        precondition(x.shape[1] == width, "Set2Set: x has \(x.shape[1]) columns, the LSTM expects \(width)")
        let ones = Tensor(DenseArray(repeating: 1, shape: [width, 1]))
        var query = Tensor(DenseArray(zeros: [graphCount, 2 * width]))
        var states = lstm.cells.map { $0.initialState(rows: graphCount) }
        for _ in 0..<rounds {
            // q = LSTM(q*)                              [graphs, width]
            let (outputs, next) = lstm([query], states: states)
            states = next
            // e = X · q of its graph                    [nodes, 1]
            let scores = (x * outputs[0].gatheringRows(batch)).matrixProduct(ones)
            // r = Σ softmax(e) X                        [graphs, width]
            let attention = scores.segmentSoftmax(batch, rows: graphCount)
            let read = x.scalingRows(attention).segmentSum(batch, rows: graphCount)
            query = .concatenatingColumns([outputs[0], read])
        }
        return query
    }

    public func outputs(inputs: Int) -> Int { 2 * inputs }
    public var title: String { "Set2Set(\(lstm.cells[0].hidden), \(lstm.cells[0].inputs))" }

    public var parameters: [Parameter] { lstm.parameters.map { $0.prefixed("lstm") } }
}
