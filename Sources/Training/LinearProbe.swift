import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// Judges vectors of nodes by how well multinomial logistic regression on them tells the classes.
///
/// Trained on the training nodes' vectors alone (all divided by the root mean square of their elements, so that a penalty
/// means the same for all vectors), by 500 full-batch steps of Adam; the penalty λ/2 ‖W‖² on the mean loss is the one of
/// the highest validation accuracy, the smallest of equals.
public struct LinearProbe: Sendable {
    /// What is tried for λ.
    public static let penalties: [Float] = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10]
    /// λ where no validation nodes can choose.
    public static let standardPenalty: Float = 1e-2
    static let steps = 500

    /// The share of right answers on the test nodes.
    public let testAccuracy: Double
    /// NaN without validation nodes.
    public let validationAccuracy: Double
    /// The share of right answers on the training nodes.
    public let trainAccuracy: Double
    /// The λ that was taken.
    public let penalty: Float

    /// - Parameters:
    ///   - vectors: a row for each node, as features are kept; an identity tells nothing of unseen nodes.
    ///   - labels: the nodes' classes; those of the split's nodes are known.
    ///   - split: which nodes train, validate and are judged.
    public init(_ vectors: NodeFeatures, labels: NodeLabels, split: NodeSplit) {
        let sample = Vectors(vectors, rows: split.train)
        let scale = sample.rootMeanSquare
        let factor = scale > 0 && scale.isFinite ? 1 / scale : 1
        let train = sample.scaled(factor)
        let parts = [split.train, split.validation, split.test].map { rows in
            (vectors: Vectors(vectors, rows: rows).scaled(factor), labels: rows.map { labels.values[$0] })
        }
        let wanted = split.train.map { labels.values[$0] }
        var best: (accuracies: [Double], penalty: Float)?
        for penalty in split.validation.isEmpty ? [Self.standardPenalty] : Self.penalties {
            let weights = Self.fit(train, wanted, classes: labels.classCount, penalty)
            let accuracies = parts.map { part in
                let predicted = withoutGradients { part.vectors.logits(weights.0, weights.1).value }.argmaxRows()
                return part.labels.isEmpty
                    ? .nan : Double(zip(predicted, part.labels).count { $0 == Int($1) }) / Double(part.labels.count)
            }
            if best == nil || accuracies[1] > best?.accuracies[1] ?? 0 { best = (accuracies, penalty) }
        }
        trainAccuracy = best?.accuracies[0] ?? .nan
        validationAccuracy = best?.accuracies[1] ?? .nan
        testAccuracy = best?.accuracies[2] ?? .nan
        penalty = best?.penalty ?? Self.standardPenalty
    }

    private static func fit(_ x: Vectors, _ labels: [Int32], classes: Int, _ penalty: Float) -> (Tensor, Tensor) {
        let w = Tensor(DenseArray(zeros: [x.width, classes]), requiresGradient: true)
        let b = Tensor(DenseArray(zeros: [classes]), requiresGradient: true)
        let optimizer = Adam([
            ParameterGroup([w], rate: 0.01, weightDecay: penalty), ParameterGroup([b], rate: 0.01),
        ])
        for _ in 0..<steps {
            optimizer.clearGradients()
            x.logits(w, b).crossEntropy(labels: labels).backward()
            optimizer.step()
        }
        return (w, b)
    }
}

/// Some rows of vectors, dense or sparse.
private enum Vectors {
    case dense(DenseArray)
    case sparse(CompressedRows, SparseMatrix)

    init(_ features: NodeFeatures, rows: [Int]) {
        switch features {
        case .dense(let x): self = .dense(x.gatheringRows(rows))
        case .sparse(let x):
            let part = x.selecting(rows: rows).matrix
            self = .sparse(part, SparseMatrix(part))
        case .identity(let count):
            let part = CompressedRows(
                rows: rows.count, columns: count, rowStarts: Array(0...rows.count), columnIndices: rows.map { Int32($0) },
                values: [Float](repeating: 1, count: rows.count))
            self = .sparse(part, SparseMatrix(part))
        }
    }

    var width: Int {
        switch self {
        case .dense(let x): x.columns
        case .sparse(let x, _): x.columns
        }
    }

    /// Over all elements, zeros included.
    var rootMeanSquare: Float {
        switch self {
        case .dense(let x): return Float((x.sumOfSquares() / Double(max(1, x.count))).squareRoot())
        case .sparse(let x, _):
            let sum = x.values.reduce(0.0) { $0 + Double($1) * Double($1) }
            return Float((sum / (Double(max(1, x.rows)) * Double(max(1, x.columns)))).squareRoot())
        }
    }

    func scaled(_ factor: Float) -> Vectors {
        switch self {
        case .dense(let x): return .dense(x * factor)
        case .sparse(let x, _):
            let part = x.replacingValues(x.values.map { $0 * factor })
            return .sparse(part, SparseMatrix(part))
        }
    }

    /// X W + b
    func logits(_ w: Tensor, _ b: Tensor) -> Tensor {
        switch self {
        case .dense(let x): Tensor(x).matrixProduct(w).addingBias(b)
        case .sparse(_, let x): w.productOfSparse(x).addingBias(b)
        }
    }
}
