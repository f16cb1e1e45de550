/// The mean of several runs' results and how far it can be trusted.
public struct RunStatistics: Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// The sample standard deviation; 0 for one run.
    public let standardDeviation: Double
    /// Half the width of the 95 % confidence interval of the mean, t · deviation / √runs with Student's t for runs - 1 degrees of
    /// freedom (2.09 for 20 runs, 12.7 for two); NaN for one run, which says nothing of others.
    public let confidence95: Double

    /// Of one value a run.
    public init(_ values: [Double]) {
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        self.mean = mean
        standardDeviation =
            values.count < 2 ? 0 : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        confidence95 = values.count < 2 ? .nan : Self.studentFactor(values.count - 1) * standardDeviation / n.squareRoot()
    }

    /// The 0.975 quantile of Student's t distribution; from 31 degrees of freedom on by its expansion in 1/ν around the normal
    /// one (Abramowitz & Stegun, 26.7.5), which is right to five digits there.
    static func studentFactor(_ freedom: Int) -> Double {
        let table = [
            12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314,
            2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
        ]
        if freedom <= table.count { return table[max(1, freedom) - 1] }
        let z = 1.959963984540054, v = Double(freedom)
        let cube = z * z * z, fifth = cube * z * z, seventh = fifth * z * z
        return z + (cube + z) / (4 * v) + (5 * fifth + 16 * cube + 3 * z) / (96 * v * v)
            + (3 * seventh + 19 * fifth + 17 * cube - 15 * z) / (384 * v * v * v)
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
