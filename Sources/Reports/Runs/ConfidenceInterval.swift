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
}
