import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Elementwise functions. The derivative stands right under each forward; shapes stay. ELU, leaky ReLU, sigmoid and tanh
/// are vector loops, the others one pass of scalar code.
extension Tensor {
    /// e^X
    public func exp() -> Tensor {
        map("exp", expf, derivative: { _, y in y })
    }

    /// The natural logarithm; -infinity at 0, NaN below.
    public func log() -> Tensor {
        map("log", logf, derivative: { x, _ in 1 / x })
    }

    /// X^exponent; NaN where X is negative and the exponent no whole number.
    ///
    /// The derivative of X⁰ is 0 everywhere, as PyTorch's.
    public func power(_ exponent: Float) -> Tensor {
        map(
            "power", { powf($0, exponent) },
            derivative: { x, _ in exponent == 0 ? 0 : exponent * powf(x, exponent - 1) })
    }

    /// 1 / (1 + e^-X), without overflow on either side. Equal to PyTorch's `Sigmoid`.
    public func sigmoid() -> Tensor {
        applying(.sigmoid, "sigmoid")
    }

    /// The hyperbolic tangent. Equal to PyTorch's `Tanh`.
    public func tanh() -> Tensor {
        applying(.tanh, "tanh")
    }

    /// X where X > 0, else slope · X; the derivative at 0 is the slope. Equal to PyTorch's `LeakyReLU`.
    public func leakyRelu(slope: Float = 0.01) -> Tensor {
        applying(.leakyRelu(slope: slope), "leakyRelu")
    }

    /// X where X > 0, else alpha (e^X - 1). Equal to PyTorch's `ELU`.
    ///
    /// Source: Clevert, Unterthiner & Hochreiter, 2016, arXiv:1511.07289.
    public func elu(alpha: Float = 1) -> Tensor {
        applying(.elu(alpha: alpha), "elu")
    }

    private func applying(_ function: DenseArray.Function, _ name: StaticString) -> Tensor {
        let x = value
        let y = x.applying(function)
        return Tensor(y, of: name, [self]) { [self] upstream in
            // dX = dY ∘ f'(X)
            accumulate(x.derivative(of: function, result: y, upstream))
        }
    }

    /// 1 / (1 + e^-x) of a number.
    public static func sigmoid(_ x: Float) -> Float {
        let e = expf(-abs(x))
        return x >= 0 ? 1 / (1 + e) : e / (1 + e)
    }

    /// log(1 + e^x) of a number.
    public static func softplus(_ x: Float) -> Float { max(x, 0) + log1pf(expf(-abs(x))) }
}
