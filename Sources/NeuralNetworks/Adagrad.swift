import Autograd
import DenseArrays

/// Adagrad: the gradient divided by the root of the sum of all its squares so far.
///
/// g = gradient + decay · p;  s = s + g² (s starts as the initial accumulator);  p -= r · g / (√s + ε) with
/// r = rate / (1 + (t - 1) · rateDecay) at a tensor's step t = 1, 2, … ε stands after the root.
///
/// Source: Duchi, Hazan & Singer, 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
/// JMLR 12. Equal to PyTorch's `Adagrad`.
public final class Adagrad: Optimizer {
    public var groups: [ParameterGroup]
    /// How fast the rate falls with the steps.
    public let rateDecay: Float
    /// What the sums of squares start with.
    public let initialAccumulator: Float
    /// Added to the root, against division by 0.
    public let epsilon: Float
    /// Whether to climb instead of descend.
    public let maximize: Bool
    private var states: [ObjectIdentifier: State] = [:]

    private struct State {
        var step = 0
        var sum: DenseArray
    }

    /// The defaults are PyTorch's.
    public init(
        _ groups: [ParameterGroup], rateDecay: Float = 0, initialAccumulator: Float = 0, epsilon: Float = 1e-10,
        maximize: Bool = false
    ) {
        precondition(
            initialAccumulator >= 0,
            "Adagrad: expected an initial accumulator of at least 0, found \(initialAccumulator)")
        self.groups = groups
        self.rateDecay = rateDecay
        self.initialAccumulator = initialAccumulator
        self.epsilon = epsilon
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
                    ?? State(sum: DenseArray(repeating: initialAccumulator, shape: g.shape))
                let rate = group.rate / (1 + Float(state.step) * rateDecay)
                state.step += 1
                // s = s + g²
                state.sum.add(g * g)
                // p -= r · g / (√s + ε)
                tensor.update {
                    $0.withUnsafeMutableElements { p in
                        state.sum.withUnsafeElements { s in
                            g.withUnsafeElements { g in
                                for i in 0..<p.count { p[i] -= rate * g[i] / (s[i].squareRoot() + epsilon) }
                            }
                        }
                    }
                }
                states[ObjectIdentifier(tensor)] = state
            }
        }
    }
}
