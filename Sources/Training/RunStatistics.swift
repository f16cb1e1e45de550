/// The mean of several runs' results and how far it can be trusted.
public struct RunStatistics: Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// The sample standard deviation; 0 for one run.
    public let standardDeviation: Double
    /// Half the width of the 95 % confidence interval of the mean, 1.96 · deviation / √runs; 0 for one run.
    public let confidence95: Double

    /// Of one value a run.
    public init(_ values: [Double]) {
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        self.mean = mean
        standardDeviation =
            values.count < 2 ? 0 : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        confidence95 = 1.96 * standardDeviation / n.squareRoot()
    }
}

extension [Double] {
    /// The middle value (the mean of the two middle ones); NaN when empty.
    public var median: Double {
        if isEmpty { return .nan }
        let sorted = sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}
