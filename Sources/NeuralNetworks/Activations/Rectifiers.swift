import Autograd
import DenseArrays

/// X where X > 0, else slope · X; the derivative at 0 is the slope. Equal to PyTorch's `LeakyReLU`.
public final class LeakyReLU: Layer {
    /// Below 0.
    public let slope: Float

    /// A hundredth is PyTorch's default.
    public init(_ slope: Float = 0.01) { self.slope = slope }
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.leakyRelu(slope: slope) }
    public var parameters: [Parameter] { [] }
    public var title: String { "LeakyReLU(negative_slope=\(slope))" }
}

/// X where X > 0, else slope · X with a learned slope, one for all or one for each channel (the last axis).
///
/// The derivative at 0 is the slope. Source: He, Zhang, Ren & Sun, 2015, arXiv:1502.01852. Equal to PyTorch's `PReLU`, which
/// has its channels second; a checkpoint calls the slopes `weight`.
public final class PReLU: Layer {
    /// `[1]` or `[channels]`
    public let weight: Tensor

    /// With these slopes.
    public init(weight: Tensor) {
        precondition(weight.shape.count == 1, "PReLU: expected slopes [channels] or [1], found shape \(weight.shape)")
        self.weight = weight
    }

    /// `channels` slopes that start as a quarter, PyTorch's default.
    public convenience init(channels: Int = 1, start: Float = 0.25) {
        self.init(weight: Tensor(DenseArray(repeating: start, shape: [channels]), requiresGradient: true))
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        let channels = x.shape.last ?? 1
        precondition(
            weight.shape[0] == 1 || weight.shape[0] == channels,
            "PReLU: x has shape \(x.shape), expected […, \(weight.shape[0])]")
        // Y = max(X, 0) + a min(X, 0)     rows of channels
        return x.reshaped([x.shape.dropLast().reduce(1, *), channels]).prelu(slope: weight).reshaped(x.shape)
    }

    public var parameters: [Parameter] { [Parameter("weight", weight)] }
    public var title: String { "PReLU(num_parameters=\(weight.shape[0]))" }
}

/// X where X > 0, else alpha (e^X - 1).
///
/// Source: Clevert, Unterthiner & Hochreiter, 2016, arXiv:1511.07289. Equal to PyTorch's `ELU`.
public final class ELU: Layer {
    /// -α is approached for x → -∞.
    public let alpha: Float

    /// 1 is PyTorch's default.
    public init(alpha: Float = 1) { self.alpha = alpha }
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.elu(alpha: alpha) }
    public var parameters: [Parameter] { [] }
    public var title: String { "ELU(alpha=\(alpha))" }
}

/// A scaled ELU that keeps mean 0 and variance 1: see `Tensor.selu`. Equal to PyTorch's `SELU`.
public final class SELU: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.selu() }
    public var parameters: [Parameter] { [] }
    public var title: String { "SELU()" }
}

/// min(max(X, 0), 6); the derivative is 0 at 0 and at 6. Equal to PyTorch's `ReLU6`.
public final class ReLU6: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.clamped(0, 6) }
    public var parameters: [Parameter] { [] }
    public var title: String { "ReLU6()" }
}

/// The nearest number in low … high; the derivative is 0 at both ends. Equal to PyTorch's `Hardtanh`.
public final class Hardtanh: Layer {
    /// The least value.
    public let low: Float
    /// The largest value.
    public let high: Float

    /// -1 and 1 are PyTorch's defaults.
    public init(low: Float = -1, high: Float = 1) {
        precondition(low <= high, "Hardtanh: expected low ≤ high, found \(low) and \(high)")
        (self.low, self.high) = (low, high)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.clamped(low, high) }
    public var parameters: [Parameter] { [] }
    public var title: String { "Hardtanh(min_val=\(low), max_val=\(high))" }
}

/// X clamp(X + 3, 0, 6) / 6: see `Tensor.hardswish`. Equal to PyTorch's `Hardswish`.
public final class Hardswish: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.hardswish() }
    public var parameters: [Parameter] { [] }
    public var title: String { "Hardswish()" }
}

/// clamp(X + 3, 0, 6) / 6. Equal to PyTorch's `Hardsigmoid`.
public final class Hardsigmoid: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.hardsigmoid() }
    public var parameters: [Parameter] { [] }
    public var title: String { "Hardsigmoid()" }
}
