import Autograd
import DenseArrays

/// X Φ(X) or its approximation by tanh: see `Tensor.gelu`. Equal to PyTorch's `GELU`.
public final class GELU: Layer {
    /// Whether tanh stands for the normal distribution function.
    public let tanh: Bool

    /// Exact, or by the approximation with a hyperbolic tangent.
    public init(tanh: Bool = false) { self.tanh = tanh }
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.gelu(tanh: tanh) }
    public var parameters: [Parameter] { [] }
    public var title: String { "GELU(approximate='\(tanh ? "tanh" : "none")')" }
}

/// X σ(X). Equal to PyTorch's `SiLU`.
public final class SiLU: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.silu() }
    public var parameters: [Parameter] { [] }
    public var title: String { "SiLU()" }
}

/// X tanh(log(1 + e^X)). Equal to PyTorch's `Mish`.
public final class Mish: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.mish() }
    public var parameters: [Parameter] { [] }
    public var title: String { "Mish()" }
}

/// 1 / (1 + e^-X). Equal to PyTorch's `Sigmoid`.
public final class Sigmoid: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.sigmoid() }
    public var parameters: [Parameter] { [] }
    public var title: String { "Sigmoid()" }
}

/// The hyperbolic tangent. Equal to PyTorch's `Tanh`.
public final class Tanh: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.tanh() }
    public var parameters: [Parameter] { [] }
    public var title: String { "Tanh()" }
}

/// log(1 + e^(beta X)) / beta; X itself where beta X > threshold. Equal to PyTorch's `Softplus`.
public final class Softplus: Layer {
    /// How sharply it bends.
    public let beta: Float
    /// Above it (times β) the identity is taken.
    public let threshold: Float

    /// 1 and 20 are PyTorch's defaults.
    public init(beta: Float = 1, threshold: Float = 20) { (self.beta, self.threshold) = (beta, threshold) }
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        x.softplus(beta: beta, threshold: threshold)
    }
    public var parameters: [Parameter] { [] }
    public var title: String { "Softplus(beta=\(beta), threshold=\(threshold))" }
}

/// log σ(X). Equal to PyTorch's `LogSigmoid`.
public final class LogSigmoid: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.logSigmoid() }
    public var parameters: [Parameter] { [] }
    public var title: String { "LogSigmoid()" }
}

/// X / (1 + |X|). Equal to PyTorch's `Softsign`.
public final class Softsign: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.softsign() }
    public var parameters: [Parameter] { [] }
    public var title: String { "Softsign()" }
}

/// e^X / Σ e^X along one axis, the last by default: the channels. Equal to PyTorch's `Softmax`.
public final class Softmax: Layer {
    /// Along which numbers add up to 1; negative counts from the end.
    public let axis: Int

    /// Along the last axis unless told otherwise.
    public init(axis: Int = -1) { self.axis = axis }
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.softmax(axis: axis) }
    public var parameters: [Parameter] { [] }
    public var title: String { "Softmax(dim=\(axis))" }
}

/// X - log Σ e^X along one axis, the last by default. Equal to PyTorch's `LogSoftmax`.
public final class LogSoftmax: Layer {
    /// Along which probabilities add up to 1; negative counts from the end.
    public let axis: Int

    /// Along the last axis unless told otherwise.
    public init(axis: Int = -1) { self.axis = axis }
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.logSoftmax(axis: axis) }
    public var parameters: [Parameter] { [] }
    public var title: String { "LogSoftmax(dim=\(axis))" }
}

/// X itself. Equal to PyTorch's `Identity`.
public final class Identity: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x }
    public var parameters: [Parameter] { [] }
    public var title: String { "Identity()" }
}
