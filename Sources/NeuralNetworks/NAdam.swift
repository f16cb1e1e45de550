import Autograd
import DenseArrays

/// NAdam: Adam with Nesterov's momentum.
///
/// μₜ = β₁ (1 - 0.96^(t ψ) / 2);  m = β₁ m + (1 - β₁) g;  v = β₂ v + (1 - β₂) g²;  s = √(v / (1 - β₂ᵗ)) + ε;
/// p -= rate ((1 - μₜ) / (1 - Π μ) · g + μₜ₊₁ / (1 - Π μ · μₜ₊₁) · m) / s, Π μ being the product of all μ so far and ψ the
/// momentum's decay. Weight decay is added to the gradient.
///
/// Source: Dozat, 2016, "Incorporating Nesterov Momentum into Adam", ICLR workshop. Equal to PyTorch's `NAdam`.
public final class NAdam: Optimizer {
    public var groups: [ParameterGroup]
    /// How much of the gradients' running mean is kept at a step.
    public let beta1: Float
    /// How much of the running mean of their squares is kept.
    public let beta2: Float
    /// Keeps the division from 0.
    public let epsilon: Float
    /// ψ
    public let momentumDecay: Float
    /// Whether steps go up the gradient.
    public let maximize: Bool
    private var states: [ObjectIdentifier: State] = [:]

    private struct State {
        var step = 0
        var product = 1.0
        var mean: DenseArray
        var square: DenseArray
    }

    /// The defaults are PyTorch's.
    public init(
        _ groups: [ParameterGroup], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        momentumDecay: Float = 4e-3, maximize: Bool = false
    ) {
        self.groups = groups
        (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
        (self.momentumDecay, self.maximize) = (momentumDecay, maximize)
    }

    public func step() {
        for group in groups {
            for tensor in group.tensors {
                guard let gradient = tensor.gradient else { continue }
                var state =
                    states.removeValue(forKey: ObjectIdentifier(tensor))
                    ?? State(mean: DenseArray(zeros: tensor.shape), square: DenseArray(zeros: tensor.shape))
                state.step += 1
                let (now, next) = (momentum(state.step), momentum(state.step + 1))
                state.product *= now
                let rate = Double(group.rate)
                let ofGradient = Float(rate * (1 - now) / (1 - state.product))
                let ofMean = Float(rate * next / (1 - state.product * next))
                let correction = Float(1 - Double(beta2).power(state.step))
                let g = group.decayed(gradient, tensor, maximize: maximize)
                tensor.update {
                    $0.step(g, &state.mean, &state.square) { [beta1, beta2, epsilon] p, g, m, v in
                        m = beta1 * m + (1 - beta1) * g
                        v = beta2 * v + (1 - beta2) * g * g
                        p -= (ofGradient * g + ofMean * m) / ((v / correction).squareRoot() + epsilon)
                    }
                }
                states[ObjectIdentifier(tensor)] = state
            }
        }
    }

    /// μ of a step
    private func momentum(_ step: Int) -> Double {
        Double(beta1) * (1 - 0.5 * 0.96.power(Double(step) * Double(momentumDecay)))
    }
}
