import Autograd
import DenseArrays

/// A map of two rows that is linear in each: y[o] = Σ_i,j x₁[i] W[i, j, o] x₂[j] + b[o].
///
/// - X₁ `[rows, inputs₁]`, X₂ `[rows, inputs₂]`, W `[inputs₁, inputs₂, outputs]`, b `[outputs]` or none, Y `[rows, outputs]`.
///
/// Time is O(rows · inputs₁ · inputs₂ · outputs). Equal to PyTorch's `Bilinear`, whose names and layout
/// (`[outputs, inputs₁, inputs₂]`) a checkpoint uses.
public final class Bilinear: Module {
    /// W `[inputs₁, inputs₂, outputs]`
    public let weight: Tensor
    /// b `[outputs]`, or nil.
    public let bias: Tensor?

    /// With these parameters.
    public init(weight: Tensor, bias: Tensor?) {
        precondition(
            weight.shape.count == 3,
            "Bilinear: expected a weight [inputs₁, inputs₂, outputs], found shape \(weight.shape)")
        precondition(
            bias == nil || bias?.shape == [weight.shape[2]],
            "Bilinear: weight has \(weight.shape[2]) outputs, bias has shape \(bias?.shape ?? [])")
        (self.weight, self.bias) = (weight, bias)
    }

    /// New ones from ±√(1 / inputs₁), as PyTorch's.
    public convenience init(inputs: (Int, Int), outputs: Int, bias: Bool = true, key: RandomKey) {
        let bound = 1 / Float(max(1, inputs.0)).squareRoot()
        let w = DenseArray(uniform: [inputs.0, inputs.1, outputs], low: -bound, high: bound, key: key)
        let b = DenseArray(uniform: [outputs], low: -bound, high: bound, key: key.child("bias"))
        self.init(weight: Tensor(w, requiresGradient: true), bias: bias ? Tensor(b, requiresGradient: true) : nil)
    }

    /// Y `[rows, outputs]` for X1 `[rows, inputs1]` and X2 `[rows, inputs2]`.
    public func callAsFunction(_ x1: Tensor, _ x2: Tensor) -> Tensor {
        let (i, j, o) = (weight.shape[0], weight.shape[1], weight.shape[2])
        precondition(
            x1.shape.count == 2 && x1.shape[1] == i && x2.shape == [x1.shape[0], j],
            "Bilinear: expected x₁ [rows, \(i)] and x₂ [rows, \(j)], found shapes \(x1.shape) and \(x2.shape)")
        // P = x₁ x₂ᵀ of each row     [rows, inputs₁ · inputs₂]
        let products = x1.rowOuterProducts(x2)
        // Y = P W + b                [rows, outputs]
        let y = products.matrixProduct(weight.reshaped([i * j, o]))
        return bias.map { y.addingBias($0) } ?? y
    }

    public var parameters: [Parameter] {
        [Parameter("weight", weight, storedAxes: [2, 0, 1])] + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
    public var title: String {
        "Bilinear(in1_features=\(weight.shape[0]), in2_features=\(weight.shape[1]), out_features=\(weight.shape[2]), bias=\(bias == nil ? "False" : "True"))"
    }
}

extension Tensor {
    /// x[r, i] · y[r, j] as `[rows, inputs₁ · inputs₂]`.
    fileprivate func rowOuterProducts(_ other: Tensor) -> Tensor {
        let (x, y) = (value, other.value)
        let (rows, m, n) = (x.rows, x.columns, y.columns)
        var out = DenseArray(uninitialized: [rows, m * n])
        out.withUnsafeMutableElements { to in
            x.withUnsafeElements { x in
                y.withUnsafeElements { y in
                    for r in 0..<rows {
                        for i in 0..<m { for j in 0..<n { to[(r * m + i) * n + j] = x[r * m + i] * y[r * n + j] } }
                    }
                }
            }
        }
        return .custom("rowOuterProducts", inputs: [self, other], value: out) { upstream in
            // dx[r, i] = Σ_j dP[r, i, j] y[r, j],  dy[r, j] = Σ_i dP[r, i, j] x[r, i]
            var (dx, dy) = (DenseArray(zeros: x.shape), DenseArray(zeros: y.shape))
            dx.withUnsafeMutableElements { dx in
                dy.withUnsafeMutableElements { dy in
                    upstream.withUnsafeElements { up in
                        x.withUnsafeElements { x in
                            y.withUnsafeElements { y in
                                for r in 0..<rows {
                                    for i in 0..<m {
                                        for j in 0..<n {
                                            let d = up[(r * m + i) * n + j]
                                            dx[r * m + i] += d * y[r * n + j]
                                            dy[r * n + j] += d * x[r * m + i]
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            return [dx, dy]
        }
    }
}
