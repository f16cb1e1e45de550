/// How well weights tell what is true from what is not.
public enum RankingQuality {
    /// The area under the ROC curve: how often something true weighs more than something untrue, ties counting half. Nil where
    /// all are true or all untrue. By ranks: O(n log n).
    ///
    /// Source: Hanley & McNeil, 1982, DOI 10.1148/radiology.143.1.7063747; equal to scikit-learn's `roc_auc_score`.
    public static func areaUnderROC(_ weights: [Float], _ isTrue: [Bool]) -> Double? {
        precondition(
            weights.count == isTrue.count, "areaUnderROC: \(weights.count) weights, \(isTrue.count) truths")
        let positives = isTrue.count { $0 }
        let negatives = isTrue.count - positives
        if positives == 0 || negatives == 0 { return nil }
        let order = weights.indices.sorted { weights[$0] < weights[$1] }
        var rankSum = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, weights[order[end]] == weights[order[start]] { end += 1 }
            // ranks start + 1 ... end share their mean
            let rank = Double(start + 1 + end) / 2
            for place in start..<end where isTrue[order[place]] { rankSum += rank }
            start = end
        }
        let p = Double(positives)
        return (rankSum - p * (p + 1) / 2) / (p * Double(negatives))
    }
}
