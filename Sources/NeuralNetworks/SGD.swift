import Autograd
import DenseArrays

/// Stochastic gradient descent, with momentum where wanted.
///
/// g = gradient + decay · p;  b = μ b + (1 - τ) g (at a tensor's first step b = g);  p -= rate · b, or with Nesterov's
/// momentum p -= rate · (g + μ b). μ is the momentum, τ the dampening; without momentum p -= rate · g. With `maximize`
/// the gradient changes its sign first.
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
                guard var g = tensor.gradient else { continue }
                // g = ± gradient + decay · p
                if maximize { g = g * -1 }
                if group.weightDecay != 0 { g.add(tensor.value, scale: group.weightDecay) }
                if momentum != 0 {
                    var buffer: DenseArray
                    if let old = buffers.removeValue(forKey: ObjectIdentifier(tensor)) {
                        // b = μ b + (1 - τ) g
                        buffer = old * momentum
                        buffer.add(g, scale: 1 - dampening)
                    } else {
                        buffer = g
                    }
                    // Nesterov: g + μ b
                    if nesterov { g.add(buffer, scale: momentum) } else { g = buffer }
                    buffers[ObjectIdentifier(tensor)] = buffer
                }
                // p -= rate · g
                tensor.update { $0.add(g, scale: -group.rate) }
            }
        }
    }
}
