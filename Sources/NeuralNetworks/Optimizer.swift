import Autograd
import DenseArrays

/// Tensors that an optimizer treats alike.
public struct ParameterGroup {
    /// Those that are stepped.
    public var tensors: [Tensor]
    /// The learning rate.
    public var rate: Float
    /// The weight of the penalty on large parameters; what it means is the optimizer's (L2, or decoupled in AdamW).
    public var weightDecay: Float

    /// Tensors with their rate and penalty.
    public init(_ tensors: [Tensor], rate: Float, weightDecay: Float = 0) {
        self.tensors = tensors
        self.rate = rate
        self.weightDecay = weightDecay
    }
}

/// Moves parameters against their gradients.
public protocol Optimizer: AnyObject {
    /// What it steps, each group with its own rate.
    var groups: [ParameterGroup] { get set }
    /// One step for every tensor that has a gradient; those without stay.
    func step()
}

extension Optimizer {
    /// Forgets the gradients of all tensors.
    public func clearGradients() {
        for group in groups { for tensor in group.tensors { tensor.gradient = nil } }
    }
}
