import Autograd
import DenseArrays

/// The two linear maps of a recurrent cell, gates side by side: what LSTM and GRU cells have in common.
public struct RecurrentParameters {
    /// `[inputs, gates · hidden]`
    public let inputWeight: Tensor
    /// `[hidden, gates · hidden]`
    public let hiddenWeight: Tensor
    /// `[gates · hidden]` each, or nil.
    public let inputBias: Tensor?
    /// b_hh `[gates · hidden]`, or nil.
    public let hiddenBias: Tensor?
    /// 1 of RNN, 3 of GRU, 4 of LSTM.
    public let gates: Int

    /// Columns of what it reads.
    public var inputs: Int { inputWeight.shape[0] }
    /// Columns of the state.
    public var hidden: Int { hiddenWeight.shape[0] }

    /// Checks the shapes; `cell` names the caller in messages.
    public init(
        inputWeight: Tensor, hiddenWeight: Tensor, inputBias: Tensor?, hiddenBias: Tensor?, gates: Int,
        cell: StaticString
    ) {
        precondition(
            inputWeight.shape.count == 2 && hiddenWeight.shape.count == 2
                && hiddenWeight.shape[1] == gates * hiddenWeight.shape[0]
                && inputWeight.shape[1] == hiddenWeight.shape[1],
            "\(cell): expected weights [inputs, \(gates) · hidden] and [hidden, \(gates) · hidden], found shapes \(inputWeight.shape) and \(hiddenWeight.shape)"
        )
        precondition(
            (inputBias == nil) == (hiddenBias == nil)
                && (inputBias.map { $0.shape == [hiddenWeight.shape[1]] } ?? true)
                && (hiddenBias.map { $0.shape == [hiddenWeight.shape[1]] } ?? true),
            "\(cell): expected two biases [\(hiddenWeight.shape[1])] or none, found shapes \(inputBias?.shape ?? []) and \(hiddenBias?.shape ?? [])"
        )
        (self.inputWeight, self.hiddenWeight) = (inputWeight, hiddenWeight)
        (self.inputBias, self.hiddenBias, self.gates) = (inputBias, hiddenBias, gates)
    }

    /// New ones, all from ±√(1 / hidden), as PyTorch's.
    init(inputs: Int, hidden: Int, bias: Bool, gates: Int, cell: StaticString, key: RandomKey) {
        let bound = 1 / Float(max(1, hidden)).squareRoot()
        func new(_ shape: [Int], _ number: Int) -> Tensor {
            Tensor(DenseArray(uniform: shape, low: -bound, high: bound, key: key.child(number)), requiresGradient: true)
        }
        let width = gates * hidden
        self.init(
            inputWeight: new([inputs, width], 0), hiddenWeight: new([hidden, width], 1),
            inputBias: bias ? new([width], 2) : nil, hiddenBias: bias ? new([width], 3) : nil, gates: gates, cell: cell)
    }

    /// X W + b     [rows, gates · hidden]
    func fromInput(_ x: Tensor) -> Tensor {
        let y = x.matrixProduct(inputWeight)
        return inputBias.map { y.addingBias($0) } ?? y
    }

    /// H W + b     [rows, gates · hidden]
    func fromHidden(_ h: Tensor) -> Tensor {
        let y = h.matrixProduct(hiddenWeight)
        return hiddenBias.map { y.addingBias($0) } ?? y
    }

    /// Under PyTorch's names, followed by `suffix` ("" in a cell, "_l0" or "_l0_reverse" in a layer).
    func parameters(suffix: String) -> [Parameter] {
        [
            Parameter("weight_ih" + suffix, inputWeight, isStoredTransposed: true),
            Parameter("weight_hh" + suffix, hiddenWeight, isStoredTransposed: true),
        ]
            + (inputBias.map { [Parameter("bias_ih" + suffix, $0)] } ?? [])
            + (hiddenBias.map { [Parameter("bias_hh" + suffix, $0)] } ?? [])
    }

    /// `GRU(3, 4, num_layers=2, bias=False, bidirectional=True)`: settings as they differ from PyTorch's defaults.
    static func title(
        _ name: String, _ first: RecurrentParameters, cells: Int = 1, isBidirectional: Bool = false
    ) -> String {
        let layers = cells / (isBidirectional ? 2 : 1)
        return "\(name)(\(first.inputs), \(first.hidden)" + (layers > 1 ? ", num_layers=\(layers)" : "")
            + (first.inputBias == nil ? ", bias=False" : "") + (isBidirectional ? ", bidirectional=True" : "") + ")"
    }

    func check(_ x: Tensor, _ hiddenState: Tensor, _ cell: StaticString) {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs && hiddenState.shape == [x.shape[0], hidden],
            "\(cell): expected x [rows, \(inputs)] and a state [rows, \(hidden)], found shapes \(x.shape) and \(hiddenState.shape)"
        )
    }
}
