import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
    public let maps: RecurrentParameters
    public var inputs: Int { maps.inputs }
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
        return Self.step(maps.fromInput(x), maps.fromHidden(state), state)
    }

    private static func step(_ fromInput: Tensor, _ fromHidden: Tensor, _ state: Tensor) -> Tensor {
        let (rows, h) = (state.shape[0], state.shape[1])
        let old = state.value, b = fromHidden.value
        // r, z, n side by side
        var active = fromInput.value
        var y = DenseArray(uninitialized: [rows, h])
        active.withUnsafeMutableElements { a in
            y.withUnsafeMutableElements { y in
                b.withUnsafeElements { b in
                    old.withUnsafeElements { old in
                        for row in 0..<rows {
                            let base = row * 3 * h
                            for c in 0..<h {
                                let r = Tensor.sigmoid(a[base + c] + b[base + c])
                                let z = Tensor.sigmoid(a[base + h + c] + b[base + h + c])
                                let n = tanhf(a[base + 2 * h + c] + r * b[base + 2 * h + c])
                                y[row * h + c] = (1 - z) * n + z * old[row * h + c]
                                (a[base + c], a[base + h + c], a[base + 2 * h + c]) = (r, z, n)
                            }
                        }
                    }
                }
            }
        }
        return .custom("gruStep", inputs: [fromInput, fromHidden, state], value: y) { [active] upstream in
            var dA = DenseArray(uninitialized: [rows, 3 * h]), dB = DenseArray(uninitialized: [rows, 3 * h])
            var dH = DenseArray(uninitialized: [rows, h])
            dA.withUnsafeMutableElements { dA in
                dB.withUnsafeMutableElements { dB in
                    dH.withUnsafeMutableElements { dH in
                        active.withUnsafeElements { a in
                            b.withUnsafeElements { b in
                                old.withUnsafeElements { old in
                                    upstream.withUnsafeElements { up in
                                        for row in 0..<rows {
                                            let base = row * 3 * h
                                            for c in 0..<h {
                                                let r = a[base + c], z = a[base + h + c], n = a[base + 2 * h + c]
                                                let d = up[row * h + c]
                                                let dn = d * (1 - z) * (1 - n * n)
                                                let dz = d * (old[row * h + c] - n) * z * (1 - z)
                                                let dr = dn * b[base + 2 * h + c] * r * (1 - r)
                                                (dA[base + c], dB[base + c]) = (dr, dr)
                                                (dA[base + h + c], dB[base + h + c]) = (dz, dz)
                                                (dA[base + 2 * h + c], dB[base + 2 * h + c]) = (dn, dn * r)
                                                dH[row * h + c] = d * z
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            return [dA, dB, dH]
        }
    }

    public var parameters: [Parameter] { maps.parameters(suffix: "") }
}
