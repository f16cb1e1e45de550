import Autograd
import DenseArrays

/// One step of a gated recurrent unit:
/// r = σ(A_r + B_r);  z = σ(A_z + B_z);  n = tanh(A_n + r B_n);  H' = (1 - z) n + z H,
/// where A = X W + b and B = H W' + b' have the three parts r, z, n.
///
/// - X `[rows, inputs]`; H `[rows, hidden]`; W `[inputs, 3 · hidden]`, W' `[hidden, 3 · hidden]`.
///
/// Time is O(rows · hidden · (inputs + hidden)); the elementwise part is one pass forward and one back.
///
/// Source: Cho et al., 2014, "Learning Phrase Representations using RNN Encoder-Decoder", arXiv:1406.1078. Equal to
/// PyTorch's `GRUCell` (r is applied after the product with W'), whose names and gate order a checkpoint uses.
public final class GRUCell: Module {
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
            gates: 3, cell: "GRUCell")
    }

    /// A new cell: all parameters from ±√(1 / hidden).
    public init(inputs: Int, hidden: Int, bias: Bool = true, key: RandomKey) {
        maps = RecurrentParameters(inputs: inputs, hidden: hidden, bias: bias, gates: 3, cell: "GRUCell", key: key)
    }

    /// Zeros for `rows` rows.
    public func initialState(rows: Int) -> Tensor { Tensor(DenseArray(zeros: [rows, hidden])) }

    /// H' after reading X `[rows, inputs]`; from zeros when `state` is nil.
    public func callAsFunction(_ x: Tensor, _ state: Tensor? = nil) -> Tensor {
        let state = state ?? initialState(rows: x.shape.first ?? 0)
        maps.check(x, state, "GRUCell")
        // A = X W + b, B = H W' + b'     [rows, 3 · hidden]
        return step(maps.fromInput(x), state)
    }

    /// The step after the product with the input.
    func step(_ fromInput: Tensor, _ state: Tensor) -> Tensor {
        Self.step(fromInput, maps.fromHidden(state), state)
    }

    private static func step(_ fromInput: Tensor, _ fromHidden: Tensor, _ state: Tensor) -> Tensor {
        let old = state.value, b = fromHidden.value
        let (y, gates) = GatedUnit.forward(fromInput.value, b, old)
        return .custom("gruStep", inputs: [fromInput, fromHidden, state], value: y) { upstream in
            // dn = dH' (1 - z)(1 - n²), dz = dH' (H - n) z (1 - z), dr = dn B_n r (1 - r); dB_n = dn r, dH = dH' z
            let d = GatedUnit.backward(upstream, gates: gates, b, old)
            return [d.a, d.b, d.old]
        }
    }

    public var title: String { RecurrentParameters.title("GRUCell", maps) }

    public var parameters: [Parameter] { maps.parameters(suffix: "") }
}
