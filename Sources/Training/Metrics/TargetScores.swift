import DenseArrays
import FileFormats

/// What the targets of a set are.
public enum TargetTask: String, Sendable {
    /// 0 or 1.
    case classification
    /// Numbers.
    case regression

    /// The figures to be reported, the primary one first.
    public var metrics: [TargetMetric] {
        switch self {
        case .classification: TargetMetric.classification
        case .regression: TargetMetric.regression
        }
    }

    /// By which models are compared: ROC-AUC, or RMSE.
    public var primaryMetric: TargetMetric { self == .classification ? .rocAUC : .rmse }
}

/// Figures of each target over the rows where it is known, and their means over the targets.
///
/// A figure that is not defined for a target (one class alone, no known row) is NaN and left out of the mean; `notes` says
/// so.
public struct TargetScores: Sendable {
    /// What the targets are.
    public let task: TargetTask
    /// What they are called.
    public let names: [String]
    /// How many rows of each target are known.
    public let counts: [Int]
    /// `values[target][metric]`, metrics as in `task.metrics`.
    public let values: [[Double]]
    /// One line for each target that a mean leaves out.
    public let notes: [String]

    /// - Parameters:
    ///   - task: what the targets are.
    ///   - actual: `[rows · targets]`, NaN where blank.
    ///   - predicted: the same for the predictions (probabilities of 1 in a classification).
    ///   - names: the targets'; their number is the width of the two.
    ///   - rows: those to be judged; all when nil.
    public init(task: TargetTask, actual: [Float], predicted: [Float], names: [String], rows: [Int]? = nil) {
        let width = names.count
        precondition(
            width > 0 && actual.count == predicted.count && actual.count % width == 0,
            "TargetScores: \(actual.count) actual and \(predicted.count) predicted values of \(width) targets")
        let rows = rows ?? Array(0..<actual.count / width)
        var counts: [Int] = [], values: [[Double]] = [], notes: [String] = []
        for (target, name) in names.enumerated() {
            let known = rows.map { $0 * width + target }.filter { !actual[$0].isNaN }
            let (a, p) = (known.map { actual[$0] }, known.map { predicted[$0] })
            counts.append(known.count)
            values.append(task.metrics.map { $0.value(actual: a, predicted: p) })
            guard values[target][0].isNaN else { continue }
            let reason =
                a.isEmpty
                ? "no row has a value"
                : p.contains(where: \.isNaN)
                    ? "a prediction is not a number" : "all \(a.count) rows are of class \(a[0] > 0.5 ? 1 : 0)"
            notes.append("\(name): \(reason); it is left out of the mean \(task.metrics[0].rawValue)")
        }
        (self.task, self.names, self.counts, self.values, self.notes) = (task, names, counts, values, notes)
    }

    /// One target's figure; NaN where it is not defined.
    public func value(_ metric: TargetMetric, of target: Int) -> Double {
        task.metrics.firstIndex(of: metric).map { values[target][$0] } ?? .nan
    }

    /// The mean over the targets for which the figure is defined; NaN where there is none.
    public func mean(_ metric: TargetMetric) -> Double {
        let defined = names.indices.map { value(metric, of: $0) }.filter { !$0.isNaN }
        return defined.isEmpty ? .nan : defined.reduce(0, +) / Double(defined.count)
    }

    /// The mean of the primary metric.
    public var primary: Double { mean(task.primaryMetric) }

    /// Whether these are better than others by the primary metric; NaN is worse than any number.
    public func isBetter(than other: TargetScores?) -> Bool {
        guard let other, !other.primary.isNaN else { return other == nil || !primary.isNaN }
        return task.primaryMetric.isHigherBetter ? primary > other.primary : primary < other.primary
    }

    /// `{"roc_auc": mean, …, "targets": [{"name", "count", "roc_auc", …}, …], "notes": […]}`; NaN as null.
    public var json: JSONValue {
        func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
        var members: [(key: String, value: JSONValue)] = task.metrics.map { ($0.rawValue, number(mean($0))) }
        let targets: [JSONValue] = names.indices.map { target in
            let head: [(key: String, value: JSONValue)] = [
                ("name", .string(names[target])), ("count", .int(counts[target])),
            ]
            return .object(head + zip(task.metrics, values[target]).map { ($0.rawValue, number($1)) })
        }
        members.append(("targets", .array(targets)))
        if !notes.isEmpty { members.append(("notes", .array(notes.map { .string($0) }))) }
        return .object(members)
    }
}
