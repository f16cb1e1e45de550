import Autograd
import DenseArrays

/// How the losses of many elements (or rows) become the result.
public enum LossReduction: String, Sendable, CaseIterable {
    /// Their mean; what counts as one is said by each loss. 0 where there is none (PyTorch: NaN).
    case mean
    /// Their sum.
    case sum
    /// All of them, unreduced.
    case none
    /// Their sum divided by the length of the first axis. PyTorch has it for the Kullback-Leibler divergence.
    case batchMean

    /// What the sum is divided by; nil for `none`.
    func divisor(elements: Int, rows: Int) -> Double? {
        switch self {
        case .mean: Double(max(1, elements))
        case .sum: 1
        case .batchMean: Double(max(1, rows))
        case .none: nil
        }
    }
}

/// A loss that is a function of one element of x and of the target.
struct PointwiseLoss {
    let name: StaticString
    /// l(x, t)
    let value: (_ x: Float, _ t: Float) -> Float
    /// dl/dx
    let slope: (_ x: Float, _ t: Float) -> Float
    /// dl/dt; nil for a target that is data.
    var targetSlope: ((_ x: Float, _ t: Float) -> Float)?

    /// The loss of x and a target of the same shape.
    func callAsFunction(_ x: Tensor, _ target: Tensor, _ reduction: LossReduction) -> Tensor {
        let (a, t) = (x.value, target.value)
        precondition(
            a.shape == t.shape, "\(name): expected a target of shape \(a.shape), found \(t.shape)")
        let losses = a.combining(t, value)
        let divisor = reduction.divisor(elements: a.count, rows: a.rows)
        let result = divisor.map { DenseArray(Float(losses.sum() / $0)) } ?? losses
        return .custom(name, inputs: [x, target], value: result) { upstream in
            // dx = up · l'(x), up the same number everywhere where the losses were reduced
            let up = divisor.map { DenseArray(repeating: upstream.scalar / Float($0), shape: a.shape) } ?? upstream
            return [
                x.requiresGradient ? up * a.combining(t, slope) : nil,
                target.requiresGradient ? targetSlope.map { up * a.combining(t, $0) } : nil,
            ]
        }
    }
}

extension DenseArray {
    /// f(self[i], other[i]) for each element; equal shapes.
    func combining(_ other: DenseArray, _ function: (Float, Float) -> Float) -> DenseArray {
        var out = self
        out.withUnsafeMutableElements { x in
            other.withUnsafeElements { y in for i in 0..<x.count { x[i] = function(x[i], y[i]) } }
        }
        return out
    }
}
