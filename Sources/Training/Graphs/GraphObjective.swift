import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// What a network for whole graphs is to tell.
public enum GraphObjective: Sendable, Equatable {
    /// One of the classes of these names.
    case classes([String])
    /// Yes (1) or no (0) to each of these questions; what is not known of a graph counts nowhere.
    case answers([String])
    /// Numbers, which the network sees less their mean and divided by their deviation, both of what is known of the
    /// training graphs.
    case targets(mean: [Float], deviation: [Float])

    /// Columns of the network's output.
    public var outputs: Int {
        switch self {
        case .classes(let names): max(2, names.count)
        case .answers(let names): names.count
        case .targets(let mean, _): mean.count
        }
    }

    /// What is told of a set, where the training graphs are these: its classes where it has some, else its targets.
    /// Throws where it has neither.
    static func of(_ set: GraphSet, training: [Int]) throws(GraphError) -> GraphObjective {
        if set.labels != nil { return .classes(set.classNames) }
        guard let targets = set.targets else { throw .sizesDiffer(what: "labels or targets", found: 0, expected: set.count) }
        if set.targetsAreAnswers {
            return .answers(
                set.targetNames.isEmpty ? (0..<targets.columns).map { "target\($0)" } : set.targetNames)
        }
        let known = TargetMoments(targets.gatheringRows(training.isEmpty ? Array(0..<set.count) : training))
        return .targets(mean: known.mean, deviation: known.deviation)
    }

    /// The loss of the network's outputs `[graphs, outputs]`: a mean over the graphs, or over all targets that are known.
    func loss(_ outputs: Tensor, _ input: GraphInput, kind: String) -> Tensor {
        loss(outputs, labels: input.labels, targets: input.targets, kind: kind)
    }

    /// The same of classes, or of answers and targets.
    func loss(_ outputs: Tensor, labels: [Int32]?, targets: DenseArray?, kind: String) -> Tensor {
        if case .classes = self { return outputs.crossEntropy(labels: labels ?? []) }
        return loss(outputs, targets: targets, kind: kind)
    }

    /// The same of answers and targets `[graphs, outputs]`.
    func loss(_ outputs: Tensor, targets: DenseArray?, kind: String) -> Tensor {
        switch self {
        case .classes: preconditionFailure("GraphObjective.loss: classes are no targets")
        case .answers:
            let (wanted, known, share) = Self.known(targets ?? outputs.value)
            guard let known else { return outputs.binaryCrossEntropy(logitsFor: wanted) }
            return outputs.binaryCrossEntropy(logitsFor: wanted, weights: known) * share
        case .targets:
            let (values, known, share) = Self.known(standardized(targets ?? outputs.value))
            let wanted = Tensor(values)
            // where nothing is known the network's own number is wanted, so that nothing is missed
            let said = known.map { outputs * Tensor($0) } ?? outputs
            let loss: Tensor
            switch kind {
            case "mae": loss = said.absoluteError(wanted)
            case "huber": loss = said.huber(wanted)
            default: loss = said.squaredError(wanted)
            }
            return known == nil ? loss : loss * share
        }
    }

    /// The targets with 0 in place of what is not known, 1 for each that is known (nil where all are), and the number of all
    /// by that of the known ones.
    private static func known(_ targets: DenseArray) -> (values: DenseArray, known: DenseArray?, share: Float) {
        var count = 0
        targets.withUnsafeElements { for value in $0 where !value.isNaN { count += 1 } }
        if count == targets.count { return (targets, nil, 1) }
        return (
            targets.map { $0.isNaN ? 0 : $0 }, targets.map { $0.isNaN ? 0 : 1 }, Float(targets.count) / Float(max(1, count))
        )
    }

    private func standardized(_ targets: DenseArray) -> DenseArray {
        guard case .targets(let mean, let deviation) = self else { return targets }
        return targets.normalizingColumns(
            mean: DenseArray(mean), factor: DenseArray(deviation.map { 1 / $0 }),
            shift: DenseArray(zeros: [mean.count]), relu: false)
    }

    /// What the network's outputs mean: probabilities `[graphs, classes]` or `[graphs, questions]`, or numbers
    /// `[graphs, targets]` in their units.
    func meaning(_ outputs: DenseArray) -> DenseArray {
        switch self {
        case .classes: return outputs.softmaxRows()
        case .answers: return outputs.map { Tensor.sigmoid($0) }
        case .targets(let mean, let deviation):
            return outputs.normalizingColumns(
                mean: DenseArray(zeros: [mean.count]), factor: DenseArray(deviation), shift: DenseArray(mean), relu: false)
        }
    }

    /// What a set is judged by unless something else is asked for.
    public var standardMetric: TargetMetric {
        switch self {
        case .classes: .accuracy
        case .answers: .rocAUC
        case .targets: .rmse
        }
    }

    /// The score of what was said, by a metric (the standard one when nil); NaN for no graphs. Of several questions or targets
    /// the mean of those that have a score; RMSE and MAE of targets over all their numbers where all are in one unit, which
    /// is for the caller to know.
    public func score(
        _ meaning: DenseArray, labels: [Int32]?, targets: DenseArray?, metric: TargetMetric? = nil
    ) -> Double {
        if meaning.rows == 0 { return .nan }
        let metric = metric ?? standardMetric
        switch self {
        case .classes:
            let labels = labels ?? []
            let right = meaning.argmaxRows().enumerated().count { labels[$0.offset] == Int32($0.element) }
            return Double(right) / Double(meaning.rows)
        case .answers, .targets:
            guard let targets else { return .nan }
            return metric.mean(metric.values(meaning, targets))
        }
    }
}

/// Mean and deviation of the known numbers of each column; 0 and 1 where nothing is known or all are equal.
struct TargetMoments {
    private(set) var mean: [Float]
    private(set) var deviation: [Float]

    init(_ targets: DenseArray) {
        let width = targets.columns
        var sums = [Double](repeating: 0, count: width), squares = sums
        var counts = [Int](repeating: 0, count: width)
        let values = targets.elements
        for (place, value) in values.enumerated() where !value.isNaN {
            sums[place % width] += Double(value)
            counts[place % width] += 1
        }
        let means = zip(sums, counts).map { $1 == 0 ? 0 : $0 / Double($1) }
        for (place, value) in values.enumerated() where !value.isNaN {
            let d = Double(value) - means[place % width]
            squares[place % width] += d * d
        }
        mean = means.map { Float($0) }
        deviation = zip(squares, counts).map { $1 == 0 || $0 == 0 ? 1 : Float(($0 / Double($1)).squareRoot()) }
    }
}
