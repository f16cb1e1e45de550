import Autograd
import DenseArrays

/// Long short-term memory over a sequence, in one or more layers, read forwards or both ways.
///
/// - A sequence is a list of steps, each `[rows, inputs]`; the output is one `[rows, hidden · directions]` a step, forwards
///   and backwards side by side, and the input of the next layer.
/// - States are listed by layer · directions + direction, each `[rows, hidden]`.
///
/// A sequence may also be one tensor, `[time, batch, inputs]` or with `batchFirst` `[batch, time, inputs]`; its states are
/// `[layers · directions, batch, hidden]`, never batch first.
///
/// A sequence without steps gives no outputs and the states it started from. Time is O(steps) times that of a cell, for
/// each layer and direction. Equal to PyTorch's `LSTM`, whose names (`weight_ih_l0`, `weight_ih_l0_reverse`) a
/// checkpoint uses; see `LSTMCell` for formula and source.
public final class LSTM: Module {
    /// By layer · directions + direction.
    public let cells: [LSTMCell]
    /// Whether sequences are read in both directions.
    public let isBidirectional: Bool
    /// Whether a sequence that is one tensor has its batch before its time.
    public let batchFirst: Bool
    /// The rate at which a layer's outputs are dropped before the next one, for sequences that are one tensor, in training.
    public let dropout: Float
    private var directions: Int { isBidirectional ? 2 : 1 }

    /// From cells listed by layer, in each the forward one first; a later layer reads hidden · directions columns.
    public init(
        cells: [LSTMCell], isBidirectional: Bool = false, batchFirst: Bool = false, dropout: Float = 0
    ) {
        ForwardPass.check(dropout: dropout, "LSTM")
        let directions = isBidirectional ? 2 : 1
        precondition(
            !cells.isEmpty && cells.count.isMultiple(of: directions),
            "LSTM: expected a multiple of \(directions) cells, found \(cells.count)")
        for (number, cell) in cells.enumerated() {
            let inputs = number < directions ? cells[0].inputs : cells[0].hidden * directions
            precondition(
                cell.inputs == inputs && cell.hidden == cells[0].hidden,
                "LSTM: cell \(number) maps \(cell.inputs) to \(cell.hidden), expected \(inputs) to \(cells[0].hidden)")
        }
        (self.cells, self.isBidirectional) = (cells, isBidirectional)
        (self.batchFirst, self.dropout) = (batchFirst, dropout)
    }

    /// New layers.
    public convenience init(
        inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false, bias: Bool = true,
        batchFirst: Bool = false, dropout: Float = 0, key: RandomKey
    ) {
        let directions = isBidirectional ? 2 : 1
        self.init(
            cells: (0..<layers * directions).map {
                LSTMCell(
                    inputs: $0 < directions ? inputs : hidden * directions, hidden: hidden, bias: bias,
                    key: key.child($0))
            }, isBidirectional: isBidirectional, batchFirst: batchFirst, dropout: dropout)
    }

    /// The last layer's output after each step, and the states after the last one (backwards: the first); from zeros when
    /// `states` is nil.
    public func callAsFunction(
        _ steps: [Tensor], states: [LSTMCell.State]? = nil
    ) -> (outputs: [Tensor], states: [LSTMCell.State]) {
        precondition(
            states == nil || states?.count == cells.count,
            "LSTM: \(cells.count) cells, \(states?.count ?? 0) states")
        let rows = steps.first?.shape.first ?? 0
        var current = states ?? cells.map { $0.initialState(rows: rows) }
        var sequence = steps
        for first in stride(from: 0, to: cells.count, by: directions) {
            var sides: [[Tensor]] = []
            for direction in 0..<directions {
                let number = first + direction
                var outputs: [Tensor] = []
                for x in direction == 0 ? sequence : sequence.reversed() {
                    current[number] = cells[number](x, current[number])
                    outputs.append(current[number].hidden)
                }
                sides.append(direction == 0 ? outputs : outputs.reversed())
            }
            sequence =
                directions == 1
                ? sides[0] : zip(sides[0], sides[1]).map { .concatenatingColumns([$0.0, $0.1]) }
        }
        return (sequence, current)
    }

    /// The last layer's output after each step of a sequence that is one tensor, and the states after the last one; from
    /// zeros when `states` is nil.
    public func callAsFunction(
        _ x: Tensor, states: LSTMCell.State? = nil, _ pass: ForwardPass = .evaluation
    ) -> (output: Tensor, states: LSTMCell.State) {
        let rows = stack.lengths(x).rows
        var hidden = stack.states(states?.hidden, rows: rows), memory = stack.states(states?.cell, rows: rows)
        let y = stack(x, pass) { number, fromInput in
            (hidden[number], memory[number]) = cells[number].step(fromInput, (hidden[number], memory[number]))
            return hidden[number]
        }
        return (y, (stack.joined(hidden), stack.joined(memory)))
    }

    private var stack: RecurrentLayers {
        RecurrentLayers(
            name: "LSTM", hidden: cells[0].hidden, directions: directions, batchFirst: batchFirst, dropout: dropout,
            maps: cells.map(\.maps))
    }

    public var parameters: [Parameter] {
        cells.enumerated().flatMap { number, cell in
            cell.maps.parameters(suffix: "_l\(number / directions)" + (number % directions == 0 ? "" : "_reverse"))
        }
    }

    public var title: String { stack.title(inputs: cells[0].inputs) }
}
