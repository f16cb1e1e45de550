import DenseArrays
import Graphs
import SparseMatrices

/// Makes a classifier's predictions better by the labels that are known: its errors on them are spread to their
/// neighbourhoods and added (correct), then predictions and known labels are spread (smooth).
///
/// Correct: E = Y - Z on the known nodes, 0 elsewhere; Ê = propagation of E, clamped to -1 … 1; Z' = Z + s Ê. With
/// `autoscale` s_i = σ / ‖Ê_i‖₁, σ the mean over known nodes of ‖E_i‖₁ (1 where that is infinite or above 1000); without,
/// E stays what it was on the known nodes during the propagation and s is `scale`. Smooth: known nodes get their labels,
/// then propagation, clamped to 0 … 1.
///
/// - Z `[nodes, classes]`: probabilities; S as in `LabelPropagation`.
///
/// Source: Huang, He, Singh, Lim & Benson, 2021, "Combining Label Propagation and Simple Models Out-performs Graph Neural
/// Networks", arXiv:2010.13993. Equal to PyG's `CorrectAndSmooth`.
public struct CorrectAndSmooth: Sendable {
    /// How errors are spread.
    public let correction: LabelPropagation
    /// How the corrected answers are spread.
    public let smoothing: LabelPropagation
    /// nil scales by itself.
    public let scale: Float?

    /// - Parameters:
    ///   - correction: how errors on the training nodes are spread.
    ///   - smoothing: how the corrected answers are spread.
    ///   - scale: how much of the spread error is added; found out for each node when nil.
    public init(correction: LabelPropagation, smoothing: LabelPropagation, scale: Float? = nil) {
        self.correction = correction
        self.smoothing = smoothing
        self.scale = scale
    }

    /// Both steps: what became of Z.
    public func callAsFunction(
        _ z: DenseArray, labels: [Int32], of known: [Int], _ matrix: SparseMatrix
    ) -> DenseArray {
        smooth(correct(z, labels: labels, of: known, matrix), labels: labels, of: known, matrix)
    }

    /// Z + s Ê `[nodes, classes]`.
    public func correct(
        _ z: DenseArray, labels: [Int32], of known: [Int], _ matrix: SparseMatrix
    ) -> DenseArray {
        check(z, matrix)
        var error = DenseArray.oneHot(labels, at: known, shape: z.shape)
        let classes = z.columns
        for node in known { for c in 0..<classes { error[node, c] -= z[node, c] } }
        var result = z
        if let scale {
            let spread = correction(error, matrix) { x in
                for node in known { for c in 0..<classes { x[node, c] = error[node, c] } }
            }
            result.add(spread, scale: scale)
            return result
        }
        let spread = correction(error, matrix) { $0.clamp(-1, 1) }
        let size = error.withUnsafeElements { $0.reduce(0.0) { $0 + Double(abs($1)) } }
        let sigma = Float(size / Double(max(1, known.count)))
        for node in 0..<z.rows {
            var norm: Float = 0
            for c in 0..<classes { norm += abs(spread[node, c]) }
            let ratio = sigma / norm
            let factor = ratio.isInfinite || ratio > 1000 ? 1 : ratio
            if norm > 0 { for c in 0..<classes { result[node, c] += factor * spread[node, c] } }
        }
        return result
    }

    /// Known labels put in, then spread `[nodes, classes]`.
    public func smooth(
        _ z: DenseArray, labels: [Int32], of known: [Int], _ matrix: SparseMatrix
    ) -> DenseArray {
        check(z, matrix)
        let truth = DenseArray.oneHot(labels, at: known, shape: z.shape)
        var start = z
        for node in known { for c in 0..<z.columns { start[node, c] = truth[node, c] } }
        return smoothing(start, matrix)
    }

    private func check(_ z: DenseArray, _ matrix: SparseMatrix) {
        precondition(
            z.shape.count == 2 && z.rows == matrix.rows,
            "CorrectAndSmooth: predictions have shape \(z.shape), the matrix is [\(matrix.rows), \(matrix.columns)]")
    }
}
