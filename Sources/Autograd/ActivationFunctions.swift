import DenseArrays

/// Activations of ordinary networks, elementwise; shapes stay. The derivative stands right under the forward.
extension Tensor {
    /// f(X)
    public func applying(_ function: ActivationFunction) -> Tensor {
        let x = value
        return Tensor(x.applying(function), of: "activation", [self]) { [self] upstream in
            // dX = dY ∘ f'(X)
            accumulate(x.derivative(of: function, upstream))
        }
    }

    /// X Φ(X), Φ the normal distribution function, or with `tanh` its approximation X (1 + tanh(√(2/π) (X + 0.044715 X³))) / 2.
    ///
    /// Source: Hendrycks & Gimpel, 2016, arXiv:1606.08415. Equal to PyTorch's `GELU`.
    public func gelu(tanh: Bool = false) -> Tensor { applying(tanh ? .geluTanh : .gelu) }

    /// X σ(X). Source: Elfwing, Uchibe & Doya, 2018, arXiv:1702.03118. Equal to PyTorch's `SiLU`.
    public func silu() -> Tensor { applying(.silu) }

    /// X clamp(X + 3, 0, 6) / 6. Source: Howard et al., 2019, arXiv:1905.02244. Equal to PyTorch's `Hardswish`.
    public func hardswish() -> Tensor { applying(.hardswish) }

    /// clamp(X + 3, 0, 6) / 6. Equal to PyTorch's `Hardsigmoid`.
    public func hardsigmoid() -> Tensor { applying(.hardsigmoid) }

    /// The nearest numbers in low … high. The derivative is 0 outside and at both ends, as that of PyTorch's `Hardtanh`
    /// and `ReLU6` (its `clamp` has 1 at the ends).
    public func clamped(_ low: Float, _ high: Float) -> Tensor {
        precondition(low <= high, "Tensor.clamped: expected low ≤ high, found \(low) and \(high)")
        return applying(.clamp(low: low, high: high))
    }

    /// The nearest numbers in low … high, either bound left out where it is nil. The derivative is 0 outside and 1 inside and
    /// at both ends, as that of PyTorch's `clamp`.
    public func clipped(_ low: Float? = nil, _ high: Float? = nil) -> Tensor {
        let (low, high) = (low ?? -.infinity, high ?? .infinity)
        precondition(low <= high, "Tensor.clipped: expected low ≤ high, found \(low) and \(high)")
        // NaN fails both comparisons and stays
        return map(
            "clipped", { $0 < low ? low : $0 > high ? high : $0 }, derivative: { x, _ in x >= low && x <= high ? 1 : 0 })
    }

    /// log(1 + e^(beta X)) / beta, without overflow; X itself where beta X > threshold. Equal to PyTorch's `Softplus`.
    public func softplus(beta: Float = 1, threshold: Float = 20) -> Tensor {
        applying(.softplus(beta: beta, threshold: threshold))
    }

    /// log σ(X), without overflow. Equal to PyTorch's `LogSigmoid`.
    public func logSigmoid() -> Tensor { applying(.logSigmoid) }

    /// 1.0507 X where X > 0, else 1.0507 · 1.6733 (e^X - 1): keeps mean 0 and variance 1 through many layers.
    ///
    /// Source: Klambauer, Unterthiner, Mayr & Hochreiter, 2017, arXiv:1706.02515. Equal to PyTorch's `SELU`.
    public func selu() -> Tensor { applying(.selu(scale: 1.0507009873554805, alpha: 1.6732632423543772)) }

    /// X tanh(log(1 + e^X)). Source: Misra, 2019, arXiv:1908.08681. Equal to PyTorch's `Mish`.
    public func mish() -> Tensor { applying(.mish) }

    /// X / (1 + |X|). Equal to PyTorch's `Softsign`.
    public func softsign() -> Tensor { applying(.softsign) }
}
