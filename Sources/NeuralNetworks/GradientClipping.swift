import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keeps gradients small before an optimizer's step. Tensors without a gradient are passed over.
public enum GradientClipping {
    /// Multiplies all gradients by min(1, maximum / (norm + 1e-6)); the norm runs over all tensors together. Returns
    /// the norm from before.
    ///
    /// - Parameters:
    ///   - tensors: those whose gradients are looked at.
    ///   - maximum: the largest norm that is left as it is.
    ///   - p: which norm: (Σ |g|^p)^(1/p); 2 by default, `.infinity` for the largest magnitude.
    ///
    /// A norm that is NaN changes nothing and is returned. Source: Pascanu, Mikolov & Bengio, 2013, arXiv:1211.5063.
    /// Equal to PyTorch's `clip_grad_norm_`.
    @discardableResult
    public static func byNorm(_ tensors: [Tensor], maximum: Float, p: Float = 2) -> Float {
        precondition(p > 0, "GradientClipping.byNorm: expected p above 0, found \(p)")
        let total = Float(norm(tensors, p))
        // min(1, maximum / (norm + 1e-6))
        let factor = maximum / (total + 1e-6)
        if factor < 1 {
            for tensor in tensors {
                if let gradient = tensor.gradient { tensor.gradient = gradient * factor }
            }
        }
        return total
    }

    /// Moves each element of the gradients into -limit … limit. Equal to PyTorch's `clip_grad_value_`.
    public static func byValue(_ tensors: [Tensor], limit: Float) {
        precondition(limit >= 0, "GradientClipping.byValue: expected a limit of at least 0, found \(limit)")
        for tensor in tensors {
            // NaN fails both comparisons and stays
            if let gradient = tensor.gradient {
                tensor.gradient = gradient.map { $0 > limit ? limit : $0 < -limit ? -limit : $0 }
            }
        }
    }

    private static func norm(_ tensors: [Tensor], _ p: Float) -> Double {
        let gradients = tensors.compactMap(\.gradient)
        if p == 2 { return gradients.reduce(0) { $0 + $1.sumOfSquares() }.squareRoot() }
        if p == .infinity {
            return Double(gradients.reduce(Float(0)) { $1.elements.reduce($0) { Float.maximumWithNaN($0, abs($1)) } })
        }
        let sum = gradients.reduce(0.0) { $1.elements.reduce($0) { $0 + pow(Double(abs($1)), Double(p)) } }
        return pow(sum, 1 / Double(p))
    }
}

extension Float {
    /// The larger of two numbers, NaN where one is NaN.
    fileprivate static func maximumWithNaN(_ a: Float, _ b: Float) -> Float { a.isNaN || a > b ? a : b }
}
