import Autograd
import DenseArrays

/// One step of a plain recurrent network: H' = tanh(X W + b + H W' + b'), or with ReLU instead of tanh.
///
/// - X `[rows, inputs]`; H `[rows, hidden]`; W `[inputs, hidden]`, W' `[hidden, hidden]`.
///
/// Source: Elman, 1990, "Finding Structure in Time", DOI 10.1207/s15516709cog1402_1. Equal to PyTorch's `RNNCell`.
public final class RNNCell: Module {
    /// Its weights.
    public let maps: RecurrentParameters
    /// ReLU instead of tanh.
    public let relu: Bool
    /// Columns of what it reads.
    public var inputs: Int { maps.inputs }
    /// Columns of the state.
    public var hidden: Int { maps.hidden }

    /// A cell with these parameters; both biases or none.
    public init(
        inputWeight: Tensor, hiddenWeight: Tensor, inputBias: Tensor?, hiddenBias: Tensor?, relu: Bool = false
    ) {
        maps = RecurrentParameters(
            inputWeight: inputWeight, hiddenWeight: hiddenWeight, inputBias: inputBias, hiddenBias: hiddenBias,
            gates: 1, cell: "RNNCell")
        self.relu = relu
    }

    /// A new cell: all parameters from ±√(1 / hidden).
    public init(inputs: Int, hidden: Int, bias: Bool = true, relu: Bool = false, key: RandomKey) {
        maps = RecurrentParameters(inputs: inputs, hidden: hidden, bias: bias, gates: 1, cell: "RNNCell", key: key)
        self.relu = relu
    }

    /// H' after reading X `[rows, inputs]`; from zeros when `state` is nil.
    public func callAsFunction(_ x: Tensor, _ state: Tensor? = nil) -> Tensor {
        let state = state ?? Tensor(DenseArray(zeros: [x.shape.first ?? 0, hidden]))
        maps.check(x, state, "RNNCell")
        return step(maps.fromInput(x), state)
    }

    func step(_ fromInput: Tensor, _ state: Tensor) -> Tensor {
        let sum = fromInput + maps.fromHidden(state)
        return relu ? sum.relu() : sum.tanh()
    }

    public var parameters: [Parameter] { maps.parameters(suffix: "") }
    public var title: String { "RNNCell(\(inputs), \(hidden)\(maps.inputBias == nil ? ", bias=False" : "")\(relu ? ", nonlinearity=relu" : ""))" }
}

/// A plain recurrent network over a sequence, in one or more layers, read forwards or both ways.
///
/// - X `[time, batch, inputs]`, or `[batch, time, inputs]` with `batchFirst`; Y the same with hidden · directions behind,
///   forwards and backwards side by side; states `[layers · directions, batch, hidden]`, never batch first.
///
/// Time is O(steps) times that of a cell, for each layer and direction. Equal to PyTorch's `RNN`; see `RNNCell` for the formula.
public final class RNN: Module {
    /// By layer · directions + direction.
    public let cells: [RNNCell]
    private let layers: RecurrentLayers

    /// New layers. `dropout` is the rate at which a layer's outputs are dropped before the next one, in training.
    public init(
        inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false, bias: Bool = true, relu: Bool = false,
        batchFirst: Bool = false, dropout: Float = 0, key: RandomKey
    ) {
        precondition(layers > 0, "RNN: expected at least one layer, found \(layers)")
        ForwardPass.check(dropout: dropout, "RNN")
        let directions = isBidirectional ? 2 : 1
        cells = (0..<layers * directions).map {
            RNNCell(
                inputs: $0 < directions ? inputs : hidden * directions, hidden: hidden, bias: bias, relu: relu,
                key: key.child($0))
        }
        self.layers = RecurrentLayers(
            name: "RNN", hidden: hidden, directions: directions, batchFirst: batchFirst, dropout: dropout,
            maps: cells.map(\.maps))
    }

    /// The last layer's output after each step and the states after the last one; from zeros when `states` is nil.
    public func callAsFunction(
        _ x: Tensor, states: Tensor? = nil, _ pass: ForwardPass = .evaluation
    ) -> (output: Tensor, states: Tensor) {
        var current = layers.states(states, rows: layers.lengths(x).rows)
        let y = layers(x, pass) { number, fromInput in
            current[number] = cells[number].step(fromInput, current[number])
            return current[number]
        }
        return (y, layers.joined(current))
    }

    public var parameters: [Parameter] {
        cells.enumerated().flatMap { number, cell in
            cell.maps.parameters(
                suffix: "_l\(number / layers.directions)" + (number % layers.directions == 0 ? "" : "_reverse"))
        }
    }
    public var title: String { layers.title(inputs: cells[0].inputs) }
}
