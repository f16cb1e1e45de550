import Autograd
import DenseArrays

/// Adamax: Adam with the largest gradient instead of the root of the mean square.
///
/// m = β₁ m + (1 - β₁) g;  u = max(β₂ u, |g| + ε);  p -= rate / (1 - β₁ᵗ) · m / u. Weight decay is added to the gradient.
///
/// Source: Kingma & Ba, 2015, arXiv:1412.6980, section 7.1. Equal to PyTorch's `Adamax`.
public final class Adamax: Optimizer {
    public var groups: [ParameterGroup]
    /// How much of the gradients' running mean is kept at a step.
    public let beta1: Float
    /// How much of the running mean of their squares is kept.
    public let beta2: Float
    /// Keeps the division from 0.
    public let epsilon: Float
    /// Whether steps go up the gradient.
    public let maximize: Bool
    private var states: [ObjectIdentifier: State] = [:]

    private struct State {
        var step = 0
        var mean: DenseArray
        var largest: DenseArray
    }

    /// The defaults are those of the paper and of PyTorch.
    public init(
        _ groups: [ParameterGroup], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        maximize: Bool = false
    ) {
        self.groups = groups
        (self.beta1, self.beta2, self.epsilon, self.maximize) = (beta1, beta2, epsilon, maximize)
    }

    public func step() {
        for group in groups {
            for tensor in group.tensors {
                guard let gradient = tensor.gradient else { continue }
                var state =
                    states.removeValue(forKey: ObjectIdentifier(tensor))
                    ?? State(mean: DenseArray(zeros: tensor.shape), largest: DenseArray(zeros: tensor.shape))
                state.step += 1
                let rate = group.rate / Float(1 - Double(beta1).power(state.step))
                let g = group.decayed(gradient, tensor, maximize: maximize)
                tensor.update {
                    $0.step(g, &state.mean, &state.largest) { [beta1, beta2, epsilon] p, g, m, u in
                        m = beta1 * m + (1 - beta1) * g
                        u = max(beta2 * u, abs(g) + epsilon)
                        p -= rate * m / u
                    }
                }
                states[ObjectIdentifier(tensor)] = state
            }
        }
    }
}
