import CVectorKernels

/// Activations of ordinary networks: functions of one number with a vector loop each, whose derivative follows from x.
public enum ActivationFunction: Sendable, Equatable {
    /// x Φ(x), Φ the normal distribution function
    case gelu
    /// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
    case geluTanh
    /// x σ(x)
    case silu
    /// x · clamp(x + 3, 0, 6) / 6
    case hardswish
    /// clamp(x + 3, 0, 6) / 6
    case hardsigmoid
    /// The nearest number in low … high; derivative 0 at both ends.
    case clamp(low: Float, high: Float)
    /// log(1 + e^(beta x)) / beta; x itself where beta x > threshold
    case softplus(beta: Float, threshold: Float)
    /// log σ(x)
    case logSigmoid
    /// scale · x where x > 0, else scale · alpha (e^x - 1)
    case selu(scale: Float, alpha: Float)
    /// x tanh(log(1 + e^x))
    case mish
    /// x / (1 + |x|)
    case softsign

    fileprivate var kernel: (cvk_activation_t, Float, Float) {
        switch self {
        case .gelu: (cvk_gelu, 0, 0)
        case .geluTanh: (cvk_gelu_tanh, 0, 0)
        case .silu: (cvk_silu, 0, 0)
        case .hardswish: (cvk_hardswish, 0, 0)
        case .hardsigmoid: (cvk_hardsigmoid, 0, 0)
        case .clamp(let low, let high): (cvk_clamp, low, high)
        case .softplus(let beta, let threshold): (cvk_softplus, beta, threshold)
        case .logSigmoid: (cvk_log_sigmoid, 0, 0)
        case .selu(let scale, let alpha): (cvk_selu, scale, alpha)
        case .mish: (cvk_mish, 0, 0)
        case .softsign: (cvk_softsign, 0, 0)
        }
    }
}

extension DenseArray {
    /// f(self) elementwise, with an error of about 1e-6 of the result or of 1, whichever is larger. NaN stays NaN.
    public func applying(_ function: ActivationFunction) -> DenseArray {
        let (kernel, a, b) = function.kernel
        return mapped { cvk_activation($0, $1, $2, kernel, a, b) }
    }

    /// upstream · f'(self)
    public func derivative(of function: ActivationFunction, _ upstream: DenseArray) -> DenseArray {
        precondition(
            shape == upstream.shape, "DenseArray.derivative: shapes \(shape) and \(upstream.shape) differ")
        let (kernel, a, b) = function.kernel
        let from = UnsafePointer(storage.pointer), up = UnsafePointer(upstream.storage.pointer)
        return mapped { to, x, count in cvk_activation_backward(to, up + (x - from), x, count, kernel, a, b) }
    }
}
