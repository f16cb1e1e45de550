import CVectorKernels
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How far two divisions of the same items into groups agree, whatever the groups are called.
///
/// Sources: Hubert & Arabie, 1985, DOI 10.1007/BF01908075 (adjusted Rand index); Rosenberg & Hirschberg, 2007, "V-Measure", EMNLP.
public struct ClusterAgreement: Sendable {
    /// Pairs treated alike by both, less what chance gives: 1 for the same division, about 0 for unrelated ones.
    public let adjustedRand: Double
    /// Whether each found group holds one true class only: 1 − H(true | found) / H(true).
    public let homogeneity: Double
    /// Whether each true class lies in one found group: 1 − H(found | true) / H(found).
    public let completeness: Double
    /// 2 h c / (h + c), the same as the mutual information over the mean of both entropies.
    public var vMeasure: Double {
        homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness)
    }
    /// The same as the V-measure.
    public var normalizedMutualInformation: Double { vMeasure }

    /// - Parameters:
    ///   - labels: the true class of each item.
    ///   - groups: the group it was put in.
    public init(labels: [Int], groups: [Int]) {
        precondition(labels.count == groups.count, "ClusterAgreement: \(labels.count) labels, found \(groups.count) groups")
        var joint: [[Int]: Int] = [:], rows: [Int: Int] = [:], columns: [Int: Int] = [:]
        for (label, group) in zip(labels, groups) {
            joint[[label, group], default: 0] += 1
            rows[label, default: 0] += 1
            columns[group, default: 0] += 1
        }
        let n = Double(labels.count)
        // sums in a fixed order: of counts, sorted
        func pairs(_ counts: some Sequence<Int>) -> Double { counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
        func entropy(_ counts: some Sequence<Int>) -> Double { counts.sorted().reduce(0) { $0 - Double($1) / n * log(Double($1) / n) } }
        let (both, left, right) = (pairs(joint.values), pairs(rows.values), pairs(columns.values))
        let chance = n > 1 ? left * right / (n * (n - 1) / 2) : 0
        let most = (left + right) / 2
        adjustedRand = most == chance ? 1 : (both - chance) / (most - chance)
        let (hLabels, hGroups, hBoth) = (entropy(rows.values), entropy(columns.values), entropy(joint.values))
        homogeneity = hLabels == 0 ? 1 : 1 - (hBoth - hGroups) / hLabels
        completeness = hGroups == 0 ? 1 : 1 - (hBoth - hLabels) / hGroups
    }
}

/// How well groups of points lie apart.
public enum Silhouette {
    /// The mean over points of (b − a) / max(a, b): a the mean distance to the others of its group, b the least mean distance to
    /// another group; 0 for a group of one. From −1 to 1; NaN unless there are at least two groups. O(n² width).
    ///
    /// Source: Rousseeuw, 1987, DOI 10.1016/0377-0427(87)90125-7.
    public static func of(_ x: DenseArray, groups: [Int]) -> Double {
        precondition(
            x.shape.count == 2 && x.shape[0] == groups.count,
            "Silhouette: expected a matrix of \(groups.count) rows, found shape \(x.shape)")
        let names = Set(groups).sorted(), n = groups.count, width = x.shape[1]
        if names.count < 2 { return .nan }
        let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let group = groups.map { place[$0] ?? 0 }
        var sizes = [Int](repeating: 0, count: names.count), parts = [Double](repeating: 0, count: n)
        for g in group { sizes[g] += 1 }
        x.withUnsafeElements { x in
            parts.withUnsafeMutableBufferPointer { parts in
                nonisolated(unsafe) let (x, parts) = (x, parts)
                let sizes = sizes
                Threads.run(over: n, by: 64) { rows in
                    var distances = [Float](repeating: 0, count: n)
                    for row in rows {
                        if let x = x.baseAddress { cvk_row_distances(&distances, x, row, 0, n, width) }
                        var sums = [Double](repeating: 0, count: sizes.count)
                        for j in 0..<n { sums[group[j]] += Double(distances[j]).squareRoot() }
                        let own = group[row]
                        if sizes[own] < 2 { continue }
                        let a = sums[own] / Double(sizes[own] - 1)
                        let b = sizes.indices.filter { $0 != own }.map { sums[$0] / Double(sizes[$0]) }.min() ?? 0
                        parts[row] = max(a, b) > 0 ? (b - a) / max(a, b) : 0
                    }
                }
            }
        }
        return parts.reduce(0, +) / Double(n)
    }
}
