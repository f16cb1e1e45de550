import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Losses that compare two or three rows: which is larger, which are alike. Labels are data.
extension Tensor {
    /// max(0, margin - y (x₁ - x₂)) elementwise: y = 1 wants x₁ the larger, y = -1 x₂.
    ///
    /// x₁ = self, x₂ and y have one shape. Equal to PyTorch's `MarginRankingLoss`.
    public func marginRanking(
        _ other: Tensor, labels: DenseArray, margin: Float = 0, reduction: LossReduction = .mean
    ) -> Tensor {
        let (a, b) = (value, other.value)
        precondition(
            a.shape == b.shape && a.shape == labels.shape,
            "Tensor.marginRanking: shapes \(a.shape) and \(b.shape), labels \(labels.shape) differ")
        // l = max(0, margin - y d),  d = x₁ - x₂
        let difference = a - b
        let losses = difference.combining(labels) { max(0, margin - $1 * $0) }
        return reduced("marginRanking", [self, other], losses, reduction) { up in
            // dx₁ = -y where l > 0, dx₂ = y
            let first = up * difference.combining(labels) { margin - $1 * $0 > 0 ? -$1 : 0 }
            return [first, first * -1]
        }
    }

    /// 1 - cos(x₁, x₂) for rows that should be alike (label 1), max(0, cos(x₁, x₂) - margin) for those that should not (-1).
    ///
    /// x₁ = self and x₂ `[rows, width]`, labels `[rows]`; cos = x₁ · x₂ / √((|x₁|² + 1e-12)(|x₂|² + 1e-12)), so that rows of
    /// zeros have the cosine 0. Equal to PyTorch's `CosineEmbeddingLoss`.
    public func cosineEmbedding(
        _ other: Tensor, labels: DenseArray, margin: Float = 0, reduction: LossReduction = .mean
    ) -> Tensor {
        let (a, b) = (value, other.value)
        precondition(
            a.shape.count == 2 && a.shape == b.shape && labels.shape == [a.rows],
            "Tensor.cosineEmbedding: expected x₁ and x₂ [rows, width] and labels [rows], found shapes \(a.shape), \(b.shape) and \(labels.shape)"
        )
        let dots = (a * b).rowSums(), epsilon: Float = 1e-12
        let squares = ((a * a).rowSums().map { $0 + epsilon }, (b * b).rowSums().map { $0 + epsilon })
        let cosines = dots.combining((squares.0 * squares.1).map { $0.squareRoot() }) { $0 / $1 }
        let losses = cosines.combining(labels) { $1 > 0 ? 1 - $0 : max(0, $0 - margin) }
        return reduced("cosineEmbedding", [self, other], losses, reduction) { up in
            // d cos / dx₁ = x₂ / (n₁ n₂) - cos x₁ / n₁²
            let d = up * cosines.combining(labels) { $1 > 0 ? -1 : $0 > margin ? 1 : 0 }
            let cross = d * (squares.0 * squares.1).map { 1 / $0.squareRoot() }
            func slope(_ own: DenseArray, _ square: DenseArray, _ other: DenseArray) -> DenseArray {
                other.scaledRows(cross) - own.scaledRows(d * cosines * square.map { 1 / $0 })
            }
            return [slope(a, squares.0, b), slope(b, squares.1, a)]
        }
    }

    /// max(0, |a - p| - |a - n| + margin): the anchor a = self should be nearer to the positive p than to the negative n.
    ///
    /// All three `[rows, width]`; |·| is the p-norm of the difference plus ε = 1e-6. Equal to PyTorch's `TripletMarginLoss`.
    public func tripletMargin(
        positive: Tensor, negative: Tensor, margin: Float = 1, p: Float = 2, epsilon: Float = 1e-6,
        reduction: LossReduction = .mean
    ) -> Tensor {
        let (a, b, c) = (value, positive.value, negative.value)
        precondition(
            a.shape.count == 2 && a.shape == b.shape && a.shape == c.shape && p >= 1,
            "Tensor.tripletMargin: expected three arrays [rows, width] and p of at least 1, found shapes \(a.shape), \(b.shape), \(c.shape) and \(p)"
        )
        func distances(_ other: DenseArray) -> (DenseArray, DenseArray) {
            let d = (a - other).map { $0 + epsilon }
            return (d, d.map { powf(abs($0), p) }.rowSums().map { powf($0, 1 / p) })
        }
        let (near, toPositive) = distances(b), (far, toNegative) = distances(c)
        let gaps = toPositive - toNegative
        let losses = gaps.map { max(0, $0 + margin) }
        return reduced("tripletMargin", [self, positive, negative], losses, reduction) { up in
            let d = up * gaps.map { $0 + margin > 0 ? 1 : 0 }
            // d|x| / dx = sign x |x|^(p - 1) / |x|_p^(p - 1); 0 where the norm is
            func slope(_ x: DenseArray, _ norms: DenseArray) -> DenseArray {
                x.map { $0 == 0 ? 0 : ($0 > 0 ? 1 : -1) * powf(abs($0), p - 1) }
                    .scaledRows(d * norms.map { $0 == 0 ? 0 : powf($0, 1 - p) })
            }
            let (first, second) = (slope(near, toPositive), slope(far, toNegative))
            return [first - second, first * -1, second]
        }
    }

    /// Reduces losses; `slopes` gets the upstream of each and returns the gradient of each input.
    private func reduced(
        _ name: StaticString, _ inputs: [Tensor], _ losses: DenseArray, _ reduction: LossReduction,
        _ slopes: @escaping (DenseArray) -> [DenseArray]
    ) -> Tensor {
        let divisor = reduction.divisor(elements: losses.count, rows: losses.rows)
        let result = divisor.map { DenseArray(Float(losses.sum() / $0)) } ?? losses
        return .custom(name, inputs: inputs, value: result) { upstream in
            slopes(divisor.map { DenseArray(repeating: upstream.scalar / Float($0), shape: losses.shape) } ?? upstream)
        }
    }
}
