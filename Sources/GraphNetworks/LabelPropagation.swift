import DenseArrays
import Graphs
import SparseMatrices

/// Labels spread along edges: Y_{k+1} = clamp(α S Y_k + (1 - α) Y_0, 0 … 1), K times. No training, no features.
///
/// - S `[nodes, nodes]`: D^-1/2 A D^-1/2 (`Graph.normalizedAdjacency(selfLoops: false)`), row i gathering what node i
///   receives; Y `[nodes, classes]`.
///
/// A node that no labelled node reaches within K steps keeps zeros. Time is O(K · entries of S · classes).
///
/// Sources: Zhu & Ghahramani, 2002, "Learning from Labeled and Unlabeled Data with Label Propagation"; Zhou et al., 2004,
/// "Learning with Local and Global Consistency", for this form. Equal to PyG's `LabelPropagation`.
public struct LabelPropagation: Sendable {
    /// K
    public let steps: Int
    /// α, the weight of what neighbours say.
    public let alpha: Float

    /// K steps that keep the share α of what was spread.
    public init(steps: Int, alpha: Float) {
        precondition(steps >= 0, "LabelPropagation: expected a number of steps of at least 0, found \(steps)")
        precondition(alpha >= 0 && alpha <= 1, "LabelPropagation: expected alpha from 0 to 1, found \(alpha)")
        self.steps = steps
        self.alpha = alpha
    }

    /// Y_K for Y_0 `[nodes, classes]`.
    ///
    /// - Parameters:
    ///   - y: Y_0 `[nodes, classes]`.
    ///   - matrix: S `[nodes, nodes]`.
    ///   - post: what is done to each step's result; clamps to 0 … 1 when nil.
    public func callAsFunction(
        _ y: DenseArray, _ matrix: SparseMatrix, post: ((inout DenseArray) -> Void)? = nil
    ) -> DenseArray {
        precondition(
            y.shape.count == 2 && matrix.rows == matrix.columns && y.rows == matrix.rows,
            "LabelPropagation: y has shape \(y.shape), the matrix is [\(matrix.rows), \(matrix.columns)]")
        let post = post ?? { $0.clamp(0, 1) }
        let back = y * (1 - alpha)
        var result = y
        for _ in 0..<steps {
            // Y = α S Y + (1 - α) Y_0     [nodes, classes]
            var next = matrix.product(result) * alpha
            next.add(back)
            post(&next)
            result = next
        }
        return result
    }

    /// Y_K from the classes of the nodes `known` alone.
    ///
    /// - Parameters:
    ///   - labels: the class of each known node, in the order of `known`.
    ///   - known: the nodes whose classes are told.
    ///   - classes: how many there are.
    ///   - matrix: S `[nodes, nodes]`.
    public func callAsFunction(
        labels: [Int32], of known: [Int], classes: Int, _ matrix: SparseMatrix
    ) -> DenseArray {
        self(.oneHot(labels, at: known, shape: [matrix.rows, classes]), matrix)
    }
}

extension DenseArray {
    /// Zeros of this shape with a one at (`rows[i]`, `labels[i]`) for each i.
    static func oneHot(_ labels: [Int32], at rows: [Int], shape: [Int]) -> DenseArray {
        precondition(
            labels.count == rows.count, "LabelPropagation: \(rows.count) known nodes, \(labels.count) labels")
        var result = DenseArray(zeros: shape)
        for (row, label) in zip(rows, labels) {
            precondition(
                row >= 0 && row < shape[0] && label >= 0 && Int(label) < shape[1],
                "LabelPropagation: node \(row) of class \(label); expected 0..<\(shape[0]) and 0..<\(shape[1])")
            result[row, Int(label)] = 1
        }
        return result
    }

    /// Each element moved into low … high; NaN stays.
    mutating func clamp(_ low: Float, _ high: Float) {
        withUnsafeMutableElements { x in
            for i in 0..<x.count { x[i] = x[i] < low ? low : x[i] > high ? high : x[i] }
        }
    }
}
