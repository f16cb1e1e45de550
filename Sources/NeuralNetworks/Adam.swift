import Autograd
import DenseArrays

/// Adam: steps scaled by running means of the gradient and of its square.
///
/// m = β₁ m + (1 - β₁) g;  v = β₂ v + (1 - β₂) g²;  p -= rate · m̂ / (√v̂ + ε), with m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ).
/// Weight decay is added to the gradient (L2); in AdamW (`decoupled`) the parameter is first multiplied by
/// 1 - rate · decay instead. One pass over memory a tensor.
///
/// Sources: Kingma & Ba, 2015, arXiv:1412.6980; Loshchilov & Hutter, 2019, arXiv:1711.05101 (AdamW); Reddi et al., 2018,
/// arXiv:1904.09237 (AMSGrad). Equal to PyTorch's `Adam` and `AdamW`.
public final class Adam: Optimizer {
    public var groups: [ParameterGroup]
    /// How much of the gradients' running mean is kept at a step.
    public let beta1: Float
    /// How much of the running mean of their squares is kept.
    public let beta2: Float
    /// Keeps the division from 0.
    public let epsilon: Float
    /// AdamW's weight decay.
    public let decoupled: Bool
    /// Whether the largest second moment so far is divided by.
    public let amsgrad: Bool
    /// Whether steps go up the gradient.
    public let maximize: Bool
    private var states: [ObjectIdentifier: State] = [:]

    private struct State {
        var step = 0
        var mean: DenseArray
        var square: DenseArray
        var maximum: DenseArray?
    }

    /// The defaults are those of the paper and of PyTorch.
    public init(
        _ groups: [ParameterGroup], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        decoupled: Bool = false, amsgrad: Bool = false, maximize: Bool = false
    ) {
        self.groups = groups
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.decoupled = decoupled
        self.amsgrad = amsgrad
        self.maximize = maximize
    }

    public func step() {
        for group in groups {
            for tensor in group.tensors {
                guard let gradient = tensor.gradient else { continue }
                var state =
                    states.removeValue(forKey: ObjectIdentifier(tensor))
                    ?? State(
                        mean: DenseArray(zeros: tensor.shape), square: DenseArray(zeros: tensor.shape),
                        maximum: amsgrad ? DenseArray(zeros: tensor.shape) : nil)
                state.step += 1
                let settings = AdamSettings(
                    rate: group.rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
                    weightDecay: decoupled ? 0 : group.weightDecay,
                    decay: decoupled ? 1 - group.rate * group.weightDecay : 1, step: state.step, maximize: maximize)
                tensor.update {
                    $0.adamStep(
                        gradient: gradient, mean: &state.mean, square: &state.square, maximum: &state.maximum, settings)
                }
                states[ObjectIdentifier(tensor)] = state
            }
        }
    }
}
