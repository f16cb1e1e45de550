import Autograd
import DenseArrays

/// All axes but the first as one: `[items, height, width, channels]` becomes `[items, channels · height · width]`.
///
/// The channels come first in a flat row, as in PyTorch's `Flatten` of its `[items, channels, height, width]`, so that the
/// weights of a following `Linear` mean the same in both. An array of one or two axes stays. Time is O(elements).
public final class Flatten: Layer {
    /// Whether the last axis is moved before the others first.
    public let channelsFirst: Bool

    /// `channelsFirst` false takes the elements as they lie, for arrays that have no channels.
    public init(channelsFirst: Bool = true) { self.channelsFirst = channelsFirst }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        guard x.shape.count > 2 else { return x }
        let ordered = channelsFirst ? x.channelsFirst() : x
        return ordered.reshaped([x.shape[0], x.shape.dropFirst().reduce(1, *)])
    }

    public var parameters: [Parameter] { [] }
    public var title: String { "Flatten(start_dim=1, end_dim=-1)" }
}

/// Rows `[items, n]` in another shape, such as `[7, 7, 64]` for an n of 3136; PyTorch's `Unflatten(1, …)`.
///
/// With `channelsFirst` a row holds its channels first, as PyTorch's does and as `Flatten` leaves it.
public final class Unflatten: Layer {
    /// What becomes of the last axis, channels last.
    public let shape: [Int]
    /// Whether the flat numbers are in PyTorch's order.
    public let channelsFirst: Bool

    /// Into this shape, without the first axis.
    public init(_ shape: [Int], channelsFirst: Bool = true) {
        precondition(!shape.isEmpty, "Unflatten: expected at least one axis")
        (self.shape, self.channelsFirst) = (shape, channelsFirst)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == shape.reduce(1, *),
            "Unflatten: x has shape \(x.shape), expected [items, \(shape.reduce(1, *))] for \(shape)")
        guard channelsFirst, shape.count > 1 else { return x.reshaped([x.shape[0]] + shape) }
        return x.reshaped([x.shape[0], shape[shape.count - 1]] + shape.dropLast()).channelsLast()
    }

    public var parameters: [Parameter] { [] }
    public var title: String {
        let stored = channelsFirst ? [shape[shape.count - 1]] + shape.dropLast() : shape
        return "Unflatten(dim=1, unflattened_size=(\(stored.map(String.init).joined(separator: ", "))))"
    }
}
