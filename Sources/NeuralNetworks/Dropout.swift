import Autograd
import DenseArrays

/// Dropout: in training each element becomes 0 with probability `rate`, the others are divided by 1 - rate; in evaluation
/// nothing happens.
///
/// - X and Y of any one shape.
///
/// The random numbers come from the pass's key and an element's place alone. Time is O(elements). Source: Srivastava,
/// Hinton, Krizhevsky, Sutskever & Salakhutdinov, 2014, "Dropout", JMLR 15. Equal to PyTorch's `Dropout` but for the random numbers.
public final class Dropout: Layer {
    /// The share that is dropped in training.
    public let rate: Float

    /// Requires a rate of 0 to 1; a half is PyTorch's default.
    public init(_ rate: Float = 0.5) {
        precondition(rate >= 0 && rate <= 1, "Dropout: expected a rate of 0 to 1, found \(rate)")
        self.rate = rate
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        guard pass.isTraining, rate > 0 else { return x }
        return rate == 1 ? x * 0 : x.dropout(DropoutMask(rate: rate, key: pass.key))
    }

    public var parameters: [Parameter] { [] }
    public var title: String { "Dropout(p=\(rate), inplace=False)" }
}

/// Dropout of whole channels: in training each channel of each item becomes 0 with probability `rate`, the others are
/// divided by 1 - rate.
///
/// - X and Y `[items, …, channels]`.
///
/// Neighbouring elements of a feature map say much the same, so that dropping them one by one drops little. Source:
/// Tompson, Goroshin, Jain, LeCun & Bregler, 2015, arXiv:1411.4280. Equal to PyTorch's `Dropout2d` but for the random
/// numbers.
public final class Dropout2d: Layer {
    /// The share of channels that is dropped in training.
    public let rate: Float

    /// Requires a rate of 0 to 1; a half is PyTorch's default.
    public init(_ rate: Float = 0.5) {
        precondition(rate >= 0 && rate <= 1, "Dropout2d: expected a rate of 0 to 1, found \(rate)")
        self.rate = rate
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        guard pass.isTraining, rate > 0 else { return x }
        precondition(x.shape.count >= 2, "Dropout2d: expected x [items, …, channels], found shape \(x.shape)")
        if rate == 1 { return x * 0 }
        // F = dropout(1)     [items, channels]
        let ones = DenseArray(repeating: 1, shape: [x.shape[0], x.shape[x.shape.count - 1]])
        return x.scalingChannels(ones.dropout(DropoutMask(rate: rate, key: pass.key)))
    }

    public var parameters: [Parameter] { [] }
    public var title: String { "Dropout2d(p=\(rate), inplace=False)" }
}
