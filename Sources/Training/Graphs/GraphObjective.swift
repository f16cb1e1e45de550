import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// What a network for whole graphs is to tell.
public enum GraphObjective: Sendable, Equatable {
    /// One of the classes of these names.
    case classes([String])
    /// Numbers, which the network sees less their mean and divided by their deviation, both of the training graphs.
    case targets(mean: [Float], deviation: [Float])

    /// Columns of the network's output.
    public var outputs: Int {
        switch self {
        case .classes(let names): max(2, names.count)
        case .targets(let mean, _): mean.count
        }
    }

    /// Whether a higher score is better: accuracy is, root mean squared error is not.
    public var isHigherBetter: Bool {
        if case .classes = self { true } else { false }
    }

    /// What is told of a set, where the training graphs are these: its classes where it has some, else its targets.
    /// Throws where it has neither.
    static func of(_ set: GraphSet, training: [Int]) throws(GraphError) -> GraphObjective {
        if set.labels != nil { return .classes(set.classNames) }
        guard let targets = set.targets else { throw .sizesDiffer(what: "labels or targets", found: 0, expected: set.count) }
        let (mean, variance) = targets.gatheringRows(training.isEmpty ? Array(0..<set.count) : training).columnMoments()
        return .targets(mean: mean.elements, deviation: variance.elements.map { $0 > 0 ? $0.squareRoot() : 1 })
    }

    /// The loss of the network's outputs `[graphs, outputs]`, a mean over the graphs.
    func loss(_ outputs: Tensor, _ input: GraphInput, kind: String) -> Tensor {
        switch self {
        case .classes: return outputs.crossEntropy(labels: input.labels ?? [])
        case .targets:
            let wanted = Tensor(standardized(input.targets ?? outputs.value))
            switch kind {
            case "mae": return outputs.absoluteError(wanted)
            case "huber": return outputs.huber(wanted)
            default: return outputs.squaredError(wanted)
            }
        }
    }

    private func standardized(_ targets: DenseArray) -> DenseArray {
        guard case .targets(let mean, let deviation) = self else { return targets }
        return targets.normalizingColumns(
            mean: DenseArray(mean), factor: DenseArray(deviation.map { 1 / $0 }),
            shift: DenseArray(zeros: [mean.count]), relu: false)
    }

    /// What the network's outputs mean: probabilities `[graphs, classes]`, or numbers `[graphs, targets]` in their units.
    func meaning(_ outputs: DenseArray) -> DenseArray {
        switch self {
        case .classes: return outputs.softmaxRows()
        case .targets(let mean, let deviation):
            return outputs.normalizingColumns(
                mean: DenseArray(zeros: [mean.count]), factor: DenseArray(deviation), shift: DenseArray(mean), relu: false)
        }
    }

    /// Accuracy (a fraction), or root mean squared error over all targets; NaN for no graphs.
    public func score(_ meaning: DenseArray, labels: [Int32]?, targets: DenseArray?) -> Double {
        if meaning.rows == 0 { return .nan }
        switch self {
        case .classes:
            let labels = labels ?? []
            let right = meaning.argmaxRows().enumerated().count { labels[$0.offset] == Int32($0.element) }
            return Double(right) / Double(meaning.rows)
        case .targets:
            guard let targets else { return .nan }
            let d = meaning - targets
            return ((d * d).sum() / Double(max(1, d.count))).squareRoot()
        }
    }
}
