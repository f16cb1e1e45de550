import Autograd
import DenseArrays

/// One step of long short-term memory:
/// i, f, g, o = σ, σ, tanh, σ of the four parts of X W + b + H W' + b';  C' = f C + i g;  H' = o tanh C'.
///
/// - X `[rows, inputs]`; H, C `[rows, hidden]`; W `[inputs, 4 · hidden]`, W' `[hidden, 4 · hidden]`.
///
/// Time is O(rows · hidden · (inputs + hidden)); the elementwise part is one pass forward and one back.
///
/// Source: Hochreiter & Schmidhuber, 1997, "Long Short-Term Memory", DOI 10.1162/neco.1997.9.8.1735; with forget gates
/// (Gers, Schmidhuber & Cummins, 2000). Equal to PyTorch's `LSTMCell`, whose names and gate order a checkpoint uses.
public final class LSTMCell: Module {
    /// H and C, each `[rows, hidden]`.
    public typealias State = (hidden: Tensor, cell: Tensor)

    /// Its weights.
    public let maps: RecurrentParameters
    /// Columns of what it reads.
    public var inputs: Int { maps.inputs }
    /// Columns of the state.
    public var hidden: Int { maps.hidden }

    /// A cell with these parameters; both biases or none.
    public init(inputWeight: Tensor, hiddenWeight: Tensor, inputBias: Tensor?, hiddenBias: Tensor?) {
        maps = RecurrentParameters(
            inputWeight: inputWeight, hiddenWeight: hiddenWeight, inputBias: inputBias, hiddenBias: hiddenBias,
            gates: 4, cell: "LSTMCell")
    }

    /// A new cell: all parameters from ±√(1 / hidden).
    public init(inputs: Int, hidden: Int, bias: Bool = true, key: RandomKey) {
        maps = RecurrentParameters(inputs: inputs, hidden: hidden, bias: bias, gates: 4, cell: "LSTMCell", key: key)
    }

    /// Zeros for `rows` rows.
    public func initialState(rows: Int) -> State {
        (Tensor(DenseArray(zeros: [rows, hidden])), Tensor(DenseArray(zeros: [rows, hidden])))
    }

    /// The state after reading X `[rows, inputs]`; from zeros when `state` is nil.
    public func callAsFunction(_ x: Tensor, _ state: State? = nil) -> State {
        let state = state ?? initialState(rows: x.shape.first ?? 0)
        maps.check(x, state.hidden, "LSTMCell")
        precondition(
            state.cell.shape == state.hidden.shape,
            "LSTMCell: state shapes \(state.hidden.shape) and \(state.cell.shape) differ")
        return step(maps.fromInput(x), state)
    }

    /// The step after the product with the input.
    func step(_ fromInput: Tensor, _ state: State) -> State {
        // A = X W + b + H W' + b'     [rows, 4 · hidden]
        let gates = fromInput + maps.fromHidden(state.hidden)
        // H' and C' side by side      [rows, 2 · hidden]
        let both = Self.step(gates, state.cell)
        return (both.columns(0..<hidden), both.columns(hidden..<2 * hidden))
    }

    private static func step(_ gates: Tensor, _ cell: Tensor) -> Tensor {
        let old = cell.value
        let (both, gateValues) = MemoryUnit.forward(gates.value, old)
        return .custom("lstmStep", inputs: [gates, cell], value: both) { upstream in
            // dC' = dH' o (1 - tanh² C') + what came to C' itself;  dC = dC' f
            let d = MemoryUnit.backward(upstream, gates: gateValues, both: both, old)
            return [d.a, d.old]
        }
    }

    public var title: String { RecurrentParameters.title("LSTMCell", maps) }

    public var parameters: [Parameter] { maps.parameters(suffix: "") }
}
