import DenseArrays

/// A figure by which the predictions of one target are judged.
///
/// A classification's actual values are 0 and 1, its predictions the probabilities of 1, which count as 1 above 0.5.
public enum TargetMetric: String, Sendable, CaseIterable {
    /// The area under the ROC curve.
    case rocAUC = "roc_auc"
    /// The area under the curve of precision over recall, as average precision.
    case averagePrecision = "pr_auc"
    /// The share of right answers.
    case accuracy
    /// The mean of both classes' recall.
    case balancedAccuracy = "balanced_accuracy"
    /// Of class 1; 0 where nothing is of it and nothing called so.
    case f1
    /// Matthews' correlation coefficient.
    case matthews = "mcc"
    /// The root of the mean squared error, in the target's unit.
    case rmse
    /// The mean absolute error, in the target's unit.
    case mae
    /// The coefficient of determination.
    case r2
    /// The linear correlation.
    case pearson
    /// The correlation of the ranks, equal values sharing their mean rank.
    case spearman

    /// Those for classes.
    public static let classification: [TargetMetric] = [
        .rocAUC, .averagePrecision, .accuracy, .balancedAccuracy, .f1, .matthews,
    ]
    /// Those for numbers.
    public static let regression: [TargetMetric] = [.rmse, .mae, .r2, .pearson, .spearman]

    /// Whether more is better; else it is an error.
    public var isHigherBetter: Bool { self != .rmse && self != .mae }

    /// Whether it needs both classes (or, of numbers, two that differ) among the actual values.
    var needsBothClasses: Bool {
        switch self {
        case .rocAUC, .averagePrecision, .balancedAccuracy, .f1, .matthews: true
        case .accuracy, .rmse, .mae, .r2, .pearson, .spearman: false
        }
    }

    /// The figure over rows of known value.
    ///
    /// - Parameters:
    ///   - actual: 0 or 1, or numbers.
    ///   - predicted: probabilities of 1, or numbers.
    /// - Returns: NaN where there are no rows, a prediction is NaN, or the figure is not defined: all but the accuracy
    ///   where one class alone occurs, correlations of what does not vary.
    public func value(actual: [Float], predicted: [Float]) -> Double {
        precondition(
            actual.count == predicted.count,
            "TargetMetric.value: \(actual.count) actual values, \(predicted.count) predicted")
        if actual.isEmpty || predicted.contains(where: \.isNaN) { return .nan }
        switch self {
        case .rocAUC, .averagePrecision, .accuracy, .balancedAccuracy, .f1, .matthews:
            return classified(actual.map { $0 > 0.5 }, predicted)
        case .rmse: return RegressionMetrics(actual: actual, predicted: predicted).rmse
        case .mae: return RegressionMetrics(actual: actual, predicted: predicted).mae
        case .r2: return RegressionMetrics(actual: actual, predicted: predicted).r2
        case .pearson: return Correlation.pearson(actual.map { Double($0) }, predicted.map { Double($0) })
        case .spearman: return Correlation.pearson(Correlation.ranks(actual), Correlation.ranks(predicted))
        }
    }

    private func classified(_ actual: [Bool], _ predicted: [Float]) -> Double {
        if needsBothClasses, !actual.contains(true) || !actual.contains(false) { return .nan }
        switch self {
        case .rocAUC: return RankingMetrics.rocAUC(scores: predicted, isPositive: actual)
        case .averagePrecision: return RankingMetrics.averagePrecision(scores: predicted, isPositive: actual)
        default: break
        }
        let report = ClassificationReport(
            actual: actual.map { $0 ? 1 : 0 }, predicted: predicted.map { $0 > 0.5 ? 1 : 0 }, classNames: ["0", "1"])
        switch self {
        case .balancedAccuracy: return report.balancedAccuracy
        case .f1: return report.classes[1].f1
        case .matthews: return report.matthews
        default: return report.accuracy
        }
    }
}

/// Correlations of two lists.
enum Correlation {
    /// Pearson's: the covariance over the product of the deviations; NaN where one list does not vary.
    static func pearson(_ x: [Double], _ y: [Double]) -> Double {
        let n = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        var xx = 0.0, yy = 0.0, xy = 0.0
        for (a, b) in zip(x, y) {
            xx += (a - meanX) * (a - meanX)
            yy += (b - meanY) * (b - meanY)
            xy += (a - meanX) * (b - meanY)
        }
        return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : .nan
    }

    /// Ranks from 1; equal values share the mean of theirs.
    static func ranks(_ values: [Float]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var result = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in order[start..<end] { result[place] = Double(start + 1 + end) / 2 }
            start = end
        }
        return result
    }
}
