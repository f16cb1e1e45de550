import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Losses for questions that are answered by yes (1) or no (0), each element a question of its own.
extension Tensor {
    /// -w (p y log σ(x) + (1 - y) log(1 - σ(x))), with σ the sigmoid; elementwise, without overflow for any x.
    ///
    /// - Parameters:
    ///   - targets: y, 0 … 1, of x's shape `[rows, …]`.
    ///   - weights: w, of x's shape or one for each column (the last axes, the same for every row); 1 when nil.
    ///   - positiveWeights: p, likewise: above 1 it makes missed positives dearer, which evens out a rare class.
    ///   - reduction: `mean` divides by the number of elements, whatever the weights.
    ///
    /// Equal to PyTorch's `BCEWithLogitsLoss`.
    public func binaryCrossEntropy(
        logitsFor targets: DenseArray, weights: DenseArray? = nil, positiveWeights: DenseArray? = nil,
        reduction: LossReduction = .mean
    ) -> Tensor {
        weightedBinary(
            "binaryCrossEntropy(logitsFor:)", targets, weights, positiveWeights, reduction,
            // l = (1 - y) x + (1 + (p - 1) y) log(1 + e^-x)
            value: { x, y, p in (1 - y) * x + (1 + (p - 1) * y) * Tensor.softplus(-x) },
            // dl/dx = (1 - y) - (1 + (p - 1) y) σ(-x)
            slope: { x, y, p in (1 - y) - (1 + (p - 1) * y) * Tensor.sigmoid(-x) })
    }

    /// -w (y log x + (1 - y) log(1 - x)) for probabilities x; each logarithm is at least -100. Where the network's last
    /// layer is a sigmoid, leave it out and use `binaryCrossEntropy(logitsFor:)`, which is exact.
    ///
    /// Equal to PyTorch's `BCELoss`, in the derivative too: (x - y) / max(x (1 - x), 1e-12).
    public func binaryCrossEntropy(
        probabilitiesFor targets: DenseArray, weights: DenseArray? = nil, reduction: LossReduction = .mean
    ) -> Tensor {
        weightedBinary(
            "binaryCrossEntropy(probabilitiesFor:)", targets, weights, nil, reduction,
            value: { x, y, _ in -(y * max(logf(x), -100) + (1 - y) * max(log1pf(-x), -100)) },
            slope: { x, y, _ in (x - y) / max(x * (1 - x), 1e-12) })
    }

    private func weightedBinary(
        _ name: StaticString, _ targets: DenseArray, _ weights: DenseArray?, _ positive: DenseArray?,
        _ reduction: LossReduction, value function: (Float, Float, Float) -> Float,
        slope: @escaping (Float, Float, Float) -> Float
    ) -> Tensor {
        let x = value
        precondition(
            targets.shape == x.shape, "Tensor.\(name): expected targets of shape \(x.shape), found \(targets.shape)")
        for given in [weights, positive].compactMap({ $0 }) {
            precondition(
                given.shape == x.shape || given.count == x.columns,
                "Tensor.\(name): expected weights of shape \(x.shape) or \(x.columns) of them, found shape \(given.shape)"
            )
        }
        let losses = x.weighing(targets, weights, positive, function)
        let divisor = reduction.divisor(elements: x.count, rows: x.rows)
        let result = divisor.map { DenseArray(Float(losses.sum() / $0)) } ?? losses
        return .custom(name, inputs: [self], value: result) { upstream in
            // dx = up · w · l'(x)
            let slopes = x.weighing(targets, weights, positive, slope)
            return [divisor.map { slopes * (upstream.scalar / Float($0)) } ?? slopes * upstream]
        }
    }
}

extension DenseArray {
    /// w f(x, y, p) elementwise; w and p are 1 when nil, and repeat where they are shorter than x.
    fileprivate func weighing(
        _ targets: DenseArray, _ weights: DenseArray?, _ positive: DenseArray?,
        _ function: (Float, Float, Float) -> Float
    ) -> DenseArray {
        let one = DenseArray(repeating: 1, shape: [1])
        let (weights, positive) = (weights ?? one, positive ?? one)
        var out = self
        out.withUnsafeMutableElements { x in
            targets.withUnsafeElements { y in
                weights.withUnsafeElements { w in
                    positive.withUnsafeElements { p in
                        for i in 0..<x.count { x[i] = w[i % w.count] * function(x[i], y[i], p[i % p.count]) }
                    }
                }
            }
        }
        return out
    }
}
