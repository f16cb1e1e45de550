import Autograd
import DenseArrays

/// Losses for a choice of one class among several. x is `[rows, classes]`, or `[rows, …, classes]` with a choice at
/// each place of the further axes; targets are then `[rows, …]`, flat. `Tensor.crossEntropy(labels:rows:)` is the fast
/// form without options.
extension Tensor {
    /// Softmax cross-entropy with wanted classes: -w[y] log softmax(x)[y].
    ///
    /// - Parameters:
    ///   - targets: the class y of each row (or place), in `0 ..< classes`, or `ignored`.
    ///   - classWeights: w, one for each class; 1 when nil.
    ///   - ignored: a target that counts nothing; -100 as in PyTorch.
    ///   - smoothing: ε: the loss is (1 - ε) times the above plus ε / classes · Σ_c w[c] (-log softmax(x)[c]).
    ///   - reduction: `mean` divides by the sum of w[y] over the rows that are not ignored (0 where all are; PyTorch:
    ///     NaN); `none` gives `[rows, …]`, 0 for ignored ones.
    ///
    /// Source of the smoothing: Szegedy et al., 2016, arXiv:1512.00567. Equal to PyTorch's `CrossEntropyLoss`.
    public func crossEntropy(
        targets: [Int], classWeights: DenseArray? = nil, ignored: Int = -100, smoothing: Float = 0,
        reduction: LossReduction = .mean
    ) -> Tensor {
        let wanted = WantedClasses(
            "crossEntropy(targets:)", shape: shape, targets: targets, weights: classWeights, ignored: ignored,
            smoothing: smoothing)
        return choiceLoss("crossEntropy", wanted, takesLogits: true, reduction)
    }

    /// Softmax cross-entropy with wanted probabilities q, of x's shape: -Σ_c w[c] q'[c] log softmax(x)[c], with
    /// q' = (1 - ε) q + ε / classes.
    ///
    /// `mean` divides by the number of rows (and places). Equal to PyTorch's `CrossEntropyLoss` with probabilities.
    public func crossEntropy(
        probabilities: DenseArray, classWeights: DenseArray? = nil, smoothing: Float = 0,
        reduction: LossReduction = .mean
    ) -> Tensor {
        let wanted = WantedClasses(
            "crossEntropy(probabilities:)", shape: shape, probabilities: probabilities, weights: classWeights,
            smoothing: smoothing)
        return choiceLoss("crossEntropy", wanted, takesLogits: true, reduction)
    }

    /// The negative log likelihood -w[y] x[y] for x = log of probabilities, as `logSoftmax` gives them. Parameters as
    /// in `crossEntropy(targets:)`. Equal to PyTorch's `NLLLoss`.
    public func negativeLogLikelihood(
        targets: [Int], classWeights: DenseArray? = nil, ignored: Int = -100, reduction: LossReduction = .mean
    ) -> Tensor {
        let wanted = WantedClasses(
            "negativeLogLikelihood(targets:)", shape: shape, targets: targets, weights: classWeights, ignored: ignored,
            smoothing: 0)
        return choiceLoss("negativeLogLikelihood", wanted, takesLogits: false, reduction)
    }

    /// The loss of each row r is -Σ_c share[r, c] log p[r, c].
    private func choiceLoss(
        _ name: StaticString, _ wanted: WantedClasses, takesLogits: Bool, _ reduction: LossReduction
    ) -> Tensor {
        let rows = wanted.rows(value)
        let logarithms = takesLogits ? rows.logSoftmaxRows() : rows
        // -log 0 · 0 = 0: a class that is not wanted counts nothing
        let losses = wanted.shares.combining(logarithms) { $0 == 0 ? 0 : -$0 * $1 }.rowSums()
        let divisor: Double? =
            switch reduction {
            case .mean: wanted.divisor == 0 ? 1 : wanted.divisor
            default: reduction.divisor(elements: losses.count, rows: shape[0])
            }
        let result =
            divisor.map { DenseArray(Float(losses.sum() / $0)) } ?? losses.reshaped(wanted.placeShape)
        return .custom(name, inputs: [self], value: result) { upstream in
            let up =
                divisor.map { DenseArray(repeating: upstream.scalar / Float($0), shape: [losses.count]) } ?? upstream
            var slopes = wanted.shares * -1
            if takesLogits {
                // dx[r, c] = up[r] (softmax(x)[r, c] · Σ shares[r] - shares[r, c])
                slopes = slopes + logarithms.softmaxRows().scaledRows(wanted.shares.rowSums())
            }
            return [wanted.original(slopes.scaledRows(up))]
        }
    }
}
