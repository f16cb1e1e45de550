import Autograd
import DenseArrays

/// RMSprop: the gradient divided by the root of a running mean of its square.
///
/// g = gradient + decay · p;  v = α v + (1 - α) g²;  s = √v + ε, or when `centered` √(v - m²) + ε with
/// m = α m + (1 - α) g;  p -= rate · g / s, or with momentum b = μ b + g / s, p -= rate · b. ε stands after the root.
///
/// Sources: Tieleman & Hinton, 2012, "Lecture 6.5 - rmsprop", Coursera; centred: Graves, 2013, arXiv:1308.0850. Equal
/// to PyTorch's `RMSprop`.
public final class RMSprop: Optimizer {
    public var groups: [ParameterGroup]
    /// How much of the running means is kept at each step.
    public let alpha: Float
    /// Added to the root, against division by 0.
    public let epsilon: Float
    /// How much of the last step is kept.
    public let momentum: Float
    /// Whether the variance stands under the root instead of the mean square.
    public let centered: Bool
    /// Whether to climb instead of descend.
    public let maximize: Bool
    private var states: [ObjectIdentifier: State] = [:]

    private struct State {
        var square: DenseArray
        var mean: DenseArray?
        var buffer: DenseArray?
    }

    /// The defaults are PyTorch's.
    public init(
        _ groups: [ParameterGroup], alpha: Float = 0.99, epsilon: Float = 1e-8, momentum: Float = 0,
        centered: Bool = false, maximize: Bool = false
    ) {
        self.groups = groups
        self.alpha = alpha
        self.epsilon = epsilon
        self.momentum = momentum
        self.centered = centered
        self.maximize = maximize
    }

    public func step() {
        for group in groups {
            for tensor in group.tensors {
                guard var g = tensor.gradient else { continue }
                if maximize { g = g * -1 }
                if group.weightDecay != 0 { g.add(tensor.value, scale: group.weightDecay) }
                var state =
                    states.removeValue(forKey: ObjectIdentifier(tensor))
                    ?? State(
                        square: DenseArray(zeros: g.shape), mean: centered ? DenseArray(zeros: g.shape) : nil,
                        buffer: momentum > 0 ? DenseArray(zeros: g.shape) : nil)
                // v = α v + (1 - α) g²;  m = α m + (1 - α) g
                state.square.decay(by: alpha, adding: g * g)
                state.mean?.decay(by: alpha, adding: g)
                // g / s
                let step = scaled(g, state)
                if var buffer = state.buffer {
                    // b = μ b + g / s
                    buffer = buffer * momentum
                    buffer.add(step)
                    state.buffer = buffer
                }
                let move = state.buffer ?? step
                tensor.update { $0.add(move, scale: -group.rate) }
                states[ObjectIdentifier(tensor)] = state
            }
        }
    }

    /// g / (√v + ε), or g / (√(v - m²) + ε)
    private func scaled(_ g: DenseArray, _ state: State) -> DenseArray {
        var variance = state.square
        if let mean = state.mean { variance.add(mean * mean, scale: -1) }
        var result = g
        result.withUnsafeMutableElements { out in
            variance.withUnsafeElements { v in
                // rounding may leave v - m² a little below 0
                for i in 0..<out.count { out[i] /= max(v[i], 0).squareRoot() + epsilon }
            }
        }
        return result
    }
}

extension DenseArray {
    /// self = alpha · self + (1 - alpha) · other
    fileprivate mutating func decay(by alpha: Float, adding other: DenseArray) {
        withUnsafeMutableElements { x in
            other.withUnsafeElements { y in
                for i in 0..<x.count { x[i] = alpha * x[i] + (1 - alpha) * y[i] }
            }
        }
    }
}
