import Autograd
import DenseArrays

/// max(X, 0); the derivative at 0 is 0.
///
/// Directly behind a `BatchNorm` in a `Sequential` both are done in one pass. Equal to PyTorch's `ReLU`.
public final class ReLU: Layer {
    /// A layer without settings.
    public init() {}
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor { x.relu() }
    public var parameters: [Parameter] { [] }
    public var title: String { "ReLU()" }
}
