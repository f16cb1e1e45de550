import DenseArrays

/// Metrics of several targets at once.
extension TargetMetric {
    /// The score of each column of `said` against what is known of `targets` (NaN: nothing), both `[graphs, targets]`; NaN
    /// where a column cannot be judged, such as by ROC-AUC where all known answers are the same.
    func values(_ said: DenseArray, _ targets: DenseArray) -> [Double] {
        let width = targets.columns
        let (said, wanted) = (said.elements, targets.elements)
        return (0..<width).map { column in
            var predicted: [Float] = [], actual: [Float] = []
            for place in stride(from: column, to: wanted.count, by: width) where !wanted[place].isNaN {
                predicted.append(said[place])
                actual.append(wanted[place])
            }
            return value(actual: actual, predicted: predicted)
        }
    }

    /// The mean of the scores that are numbers; NaN where none is.
    func mean(_ values: [Double]) -> Double {
        let known = values.filter { !$0.isNaN }
        return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
    }

    /// What a text calls it.
    public var title: String {
        switch self {
        case .rocAUC: "ROC-AUC"
        case .averagePrecision: "PR-AUC"
        case .accuracy: "accuracy"
        case .balancedAccuracy: "balanced accuracy"
        case .f1: "F1"
        case .matthews: "MCC"
        case .rmse: "RMSE"
        case .mae: "MAE"
        case .r2: "R²"
        case .pearson: "Pearson's r"
        case .spearman: "Spearman's ρ"
        }
    }
}
