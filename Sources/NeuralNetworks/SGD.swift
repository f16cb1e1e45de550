import Autograd
import DenseArrays

/// Stochastic gradient descent, with momentum where wanted.
///
/// g = gradient + decay · p;  b = μ b + (1 - τ) g (at a tensor's first step b = g);  p -= rate · b, or with Nesterov's
/// momentum p -= rate · (g + μ b). μ is the momentum, τ the dampening; without momentum p -= rate · g. With `maximize`
/// the gradient changes its sign first. One pass over memory a tensor.
///
/// Sources: Polyak, 1964, DOI 10.1016/0041-5553(64)90137-5 (momentum); Sutskever, Martens, Dahl & Hinton, 2013, "On the
/// importance of initialization and momentum in deep learning", ICML (Nesterov's form). Equal to PyTorch's `SGD`.
public final class SGD: Optimizer {
    public var groups: [ParameterGroup]
    /// How much of the last step is kept; may be changed between steps, as `OneCycleSchedule` does.
    public var momentum: Float
    /// How much less than the whole gradient enters the momentum.
    public let dampening: Float
    /// Whether to look ahead by one step of momentum.
    public let nesterov: Bool
    /// Whether to climb instead of descend.
    public let maximize: Bool
    private var buffers: [ObjectIdentifier: DenseArray] = [:]

    /// Plain descent by default. Requires 0 ≤ momentum, and for `nesterov` a momentum above 0 without dampening.
    public init(
        _ groups: [ParameterGroup], momentum: Float = 0, dampening: Float = 0, nesterov: Bool = false,
        maximize: Bool = false
    ) {
        precondition(momentum >= 0, "SGD: expected a momentum of at least 0, found \(momentum)")
        precondition(
            !nesterov || (momentum > 0 && dampening == 0),
            "SGD: Nesterov's form needs a momentum above 0 and no dampening, found momentum \(momentum), dampening \(dampening)"
        )
        self.groups = groups
        self.momentum = momentum
        self.dampening = dampening
        self.nesterov = nesterov
        self.maximize = maximize
    }

    public func step() {
        for group in groups {
            for tensor in group.tensors {
                guard let gradient = tensor.gradient else { continue }
                var buffer = buffers.removeValue(forKey: ObjectIdentifier(tensor))
                tensor.update {
                    $0.sgdStep(
                        gradient: gradient, buffer: &buffer, rate: group.rate, decay: group.weightDecay, momentum: momentum,
                        dampening: dampening, nesterov: nesterov, maximize: maximize)
                }
                if let buffer { buffers[ObjectIdentifier(tensor)] = buffer }
            }
        }
    }
}
