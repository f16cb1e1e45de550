import Autograd
import DenseArrays

/// What a layer needs to know of the pass it takes part in: training or evaluation, and where its random numbers come
/// from.
public struct ForwardPass: Sendable {
    /// Whether dropout drops and batch normalization uses the batch's own statistics.
    public let isTraining: Bool
    /// The key of this layer's random numbers in this step.
    public let key: RandomKey

    /// A training step; a key for each step, such as `key.child(step)`.
    public static func training(_ key: RandomKey) -> ForwardPass { ForwardPass(isTraining: true, key: key) }

    /// Nothing is random, nothing is learned.
    public static var evaluation: ForwardPass { ForwardPass(isTraining: false, key: RandomKey(seed: 0)) }

    /// The pass of the part with this number: each part has random numbers of its own.
    public func child(_ number: Int) -> ForwardPass {
        isTraining ? ForwardPass(isTraining: true, key: key.child(number)) : self
    }

    /// The pass of the part with this name.
    public func child(_ name: StaticString) -> ForwardPass {
        isTraining ? ForwardPass(isTraining: true, key: key.child(name)) : self
    }
}

/// A module with one input and one output, such as the layers of image networks.
///
/// Pictures have their channels last: `[items, height, width, channels]` (`[items, length, channels]` in one dimension,
/// `[items, depth, height, width, channels]` in three).
public protocol Layer: Module {
    /// Y for X.
    func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor
}
