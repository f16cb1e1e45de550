import DenseArrays

/// How well scores put what is there (positives) above what is not (negatives). Ties are treated as the field does; a
/// score that is NaN makes every figure NaN.
public enum RankingMetrics {
    /// The area under the receiver operating characteristic: the probability that a positive has the higher score, ties
    /// counting half. NaN without positives or negatives. Equal to scikit-learn's `roc_auc_score`.
    public static func rocAUC(positives: [Float], negatives: [Float]) -> Double {
        guard let sorted = prepared(positives, negatives) else { return .nan }
        var sum = 0.0
        for score in positives {
            let (below, equal) = sorted.places(of: score)
            sum += Double(below) + Double(equal) / 2
        }
        return sum / (Double(positives.count) * Double(negatives.count))
    }

    /// The same from scores and whether each belongs to a positive; 0.5 where all scores are equal. O(n log n).
    ///
    /// Source: Hanley & McNeil, 1982, DOI 10.1148/radiology.143.1.7063747.
    public static func rocAUC(scores: [Float], isPositive: [Bool]) -> Double {
        let (positives, negatives) = parted(scores, isPositive)
        return rocAUC(positives: positives, negatives: negatives)
    }

    /// Average precision: Σ over falling thresholds of (recall's gain) · precision, equal scores sharing one threshold.
    /// Equal to scikit-learn's `average_precision_score`.
    public static func averagePrecision(positives: [Float], negatives: [Float]) -> Double {
        guard let sorted = prepared(positives, negatives) else { return .nan }
        let falling = positives.sorted(by: >)
        var total = 0.0, place = 0
        while place < falling.count {
            var end = place
            while end < falling.count, falling[end] == falling[place] { end += 1 }
            let (below, _) = sorted.places(of: falling[place])
            let falsePositives = sorted.values.count - below  // with at least this score
            total += Double(end - place) * Double(end) / Double(end + falsePositives)
            place = end
        }
        return total / Double(positives.count)
    }

    /// The same from scores and whether each belongs to a positive. NaN where all or none do.
    public static func averagePrecision(scores: [Float], isPositive: [Bool]) -> Double {
        let (positives, negatives) = parted(scores, isPositive)
        return averagePrecision(positives: positives, negatives: negatives)
    }

    /// The mean of 1 / rank, where each positive is ranked among all negatives; ties share the mean of the best and the
    /// worst rank. Equal to OGB's link evaluator with shared negatives.
    public static func meanReciprocalRank(positives: [Float], negatives: [Float]) -> Double {
        guard let sorted = prepared(positives, negatives) else { return .nan }
        let sum = positives.reduce(0.0) { sum, score in
            let (below, equal) = sorted.places(of: score)
            let above = sorted.values.count - below - equal
            return sum + 1 / (1 + Double(above) + Double(equal) / 2)
        }
        return sum / Double(positives.count)
    }

    /// The fraction of positives with a higher score than the `k`-th highest negative; 1 where there are fewer than `k`
    /// negatives. Equal to OGB's Hits@K.
    public static func hits(at k: Int, positives: [Float], negatives: [Float]) -> Double {
        precondition(k >= 1, "RankingMetrics.hits: expected a k of at least 1, found \(k)")
        guard let sorted = prepared(positives, negatives) else { return .nan }
        if sorted.values.count < k { return 1 }
        let threshold = sorted.values[sorted.values.count - k]
        return Double(positives.count { $0 > threshold }) / Double(positives.count)
    }

    private static func parted(_ scores: [Float], _ isPositive: [Bool]) -> (positives: [Float], negatives: [Float]) {
        precondition(
            scores.count == isPositive.count, "RankingMetrics: \(scores.count) scores, \(isPositive.count) truths")
        var positives: [Float] = [], negatives: [Float] = []
        for (score, positive) in zip(scores, isPositive) {
            if positive { positives.append(score) } else { negatives.append(score) }
        }
        return (positives, negatives)
    }

    private static func prepared(_ positives: [Float], _ negatives: [Float]) -> SortedScores? {
        if positives.isEmpty || negatives.isEmpty { return nil }
        if positives.contains(where: \.isNaN) || negatives.contains(where: \.isNaN) { return nil }
        return SortedScores(values: negatives.sorted())
    }
}

/// Rising scores.
private struct SortedScores {
    let values: [Float]

    /// How many are below a score, and how many equal it.
    func places(of score: Float) -> (below: Int, equal: Int) {
        let first = bound { $0 < score }
        return (first, bound { $0 <= score } - first)
    }

    /// The number of leading values for which `holds` is true.
    private func bound(_ holds: (Float) -> Bool) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(values[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
