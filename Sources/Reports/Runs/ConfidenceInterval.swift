import DenseArrays

/// How far a measured share may lie from the true one.
public enum ConfidenceInterval {
    /// Wilson's 95 % interval of a share of `count` items of which `right` were right (Wilson, 1927,
    /// doi:10.1080/01621459.1927.10502953): the shares p with |p̂ - p| ≤ z √(p (1 - p) / n), z = 1.96.
    ///
    /// It says what other items from the same source would give, not what another seed would. nil for no items.
    public static func wilson(right: Int, of count: Int) -> (low: Double, high: Double)? {
        guard count > 0, right >= 0, right <= count else { return nil }
        let (z, n) = (1.959963984540054, Double(count))
        let share = Double(right) / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
        return (max(0, centre - half), min(1, centre + half))
    }

    /// The 95 % interval of any figure of items, by the bootstrap's percentiles (Efron, 1979, doi:10.1214/aos/1176344552): the
    /// figure of `resamples` lists of as many items, drawn with replacement by the seed.
    ///
    /// - Parameters:
    ///   - count: how many items there are.
    ///   - seed: what the lists are drawn by.
    ///   - resamples: how many lists.
    ///   - statistic: the figure of the items at these places; not finite where it is not defined for them.
    /// - Returns: nil for fewer than ten items, or where more than a twentieth of the lists have no figure.
    public static func bootstrap(
        of count: Int, seed: Int = 0, resamples: Int = 1000, statistic: ([Int]) -> Double
    ) -> (low: Double, high: Double)? {
        guard count >= 10 else { return nil }
        var places = [Int](repeating: 0, count: count), values: [Double] = []
        let key = RandomKey(seed: seed).child("bootstrap")
        for sample in 0..<resamples {
            let draw = key.child(sample)
            for i in 0..<count { places[i] = draw.integer(i, below: count) }
            let value = statistic(places)
            if value.isFinite { values.append(value) }
        }
        guard values.count * 20 >= resamples * 19 else { return nil }
        values.sort()
        let last = Double(values.count - 1)
        return (values[Int((0.025 * last).rounded())], values[Int((0.975 * last).rounded())])
    }

    /// The 95 % interval of an area under the ROC curve by the numbers of positives and negatives alone (Hanley & McNeil, 1982,
    /// doi:10.1148/radiology.143.1.7063747). nil where one of them is missing.
    public static func area(_ area: Double, positives: Int, negatives: Int) -> (low: Double, high: Double)? {
        guard positives > 0, negatives > 0, area.isFinite else { return nil }
        let (p, n) = (Double(positives), Double(negatives))
        let q1 = area / (2 - area), q2 = 2 * area * area / (1 + area)
        let variance = (area * (1 - area) + (p - 1) * (q1 - area * area) + (n - 1) * (q2 - area * area)) / (p * n)
        let half = 1.959963984540054 * max(0, variance).squareRoot()
        return (max(0, area - half), min(1, area + half))
    }
}
