import DenseArrays

/// How well scores tell positives from negatives, threshold by threshold: the counts behind ROC and precision-recall curves.
///
/// Items of the same score are taken together, so that the curves do not depend on the order of the items. O(n log n).
/// Source: Fawcett, 2006, "An introduction to ROC analysis", DOI 10.1016/j.patrec.2005.10.010.
public struct RankingCurves: Sendable {
    /// After each distinct score, from the highest down: how many positives and negatives reach it.
    public let truePositives: [Int]
    /// At each threshold.
    public let falsePositives: [Int]
    /// Items that are so.
    public let positives: Int
    /// Items that are not.
    public let negatives: Int

    /// - Parameters:
    ///   - labels: whether an item is positive.
    ///   - scores: the higher, the more likely; finite.
    public init(labels: [Bool], scores: [Double]) {
        precondition(labels.count == scores.count, "RankingCurves: \(labels.count) labels, found \(scores.count) scores")
        precondition(scores.allSatisfy { !$0.isNaN }, "RankingCurves: a score is no number")
        let order = scores.indices.sorted { (scores[$0], $0) > (scores[$1], $1) }
        var (tp, fp) = (0, 0), up: [Int] = [], right: [Int] = []
        for (place, item) in order.enumerated() {
            if labels[item] { tp += 1 } else { fp += 1 }
            if place + 1 == order.count || scores[order[place + 1]] != scores[item] {
                up.append(tp)
                right.append(fp)
            }
        }
        (truePositives, falsePositives, positives, negatives) = (up, right, tp, fp)
    }

    /// Points (false positive rate, true positive rate) from (0, 0) to (1, 1); NaN where a class has no item.
    public var roc: [(x: Double, y: Double)] {
        [(0, 0)] + zip(falsePositives, truePositives).map { (Double($0) / Double(negatives), Double($1) / Double(positives)) }
    }

    /// The area under the ROC curve (trapezoids): the chance that a positive scores higher than a negative, ties counting half.
    /// NaN where one of the classes has no item.
    public var area: Double { Self.trapezoids(roc) }

    /// Points (recall, precision) from recall 0, where precision is 1, up to all items taken as positive.
    public var precisionRecall: [(x: Double, y: Double)] {
        [(0, 1)] + zip(falsePositives, truePositives).map { (Double($1) / Double(positives), Double($1) / Double($0 + $1)) }
    }

    /// Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds. NaN without positives.
    public var averagePrecision: Double {
        if positives == 0 { return .nan }
        let points = precisionRecall
        return zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * $1.1.y }
    }

    /// The area under the precision-recall curve by trapezoids, which is more hopeful than `averagePrecision`.
    public var precisionRecallArea: Double { positives == 0 ? .nan : Self.trapezoids(precisionRecall) }

    private static func trapezoids(_ points: [(x: Double, y: Double)]) -> Double {
        zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * ($1.1.y + $1.0.y) / 2 }
    }

    /// The points without those that lie on the straight line between their neighbours, at most about `most`.
    static func thinned(_ points: [(x: Double, y: Double)], most: Int = 800) -> [(x: Double, y: Double)] {
        var kept: [(x: Double, y: Double)] = []
        for (number, point) in points.enumerated() {
            if kept.count >= 2 {
                let (a, b) = (kept[kept.count - 2], kept[kept.count - 1])
                if abs((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)) < 1e-12 { kept.removeLast() }
            }
            if number + 1 == points.count || kept.isEmpty || points.count <= most
                || abs(point.x - kept[kept.count - 1].x) + abs(point.y - kept[kept.count - 1].y) > 2.0 / Double(most)
            {
                kept.append(point)
            }
        }
        return kept
    }
}

/// One class against the rest, or one model among several, of a ROC or precision-recall chart.
public struct ScoredItems: Sendable {
    /// What it is called.
    public var name: String
    /// Whether each item is so.
    public var labels: [Bool]
    /// How sure each item is said to be so.
    public var scores: [Double]

    /// Items under a name.
    public init(name: String, labels: [Bool], scores: [Double]) { (self.name, self.labels, self.scores) = (name, labels, scores) }

    /// Each class against the rest, from probabilities `[items, classes]`.
    public static func oneAgainstRest(labels: [Int], probabilities: DenseArray, names: [String]) -> [ScoredItems] {
        precondition(
            probabilities.shape == [labels.count, names.count],
            "ScoredItems.oneAgainstRest: expected probabilities \([labels.count, names.count]), found \(probabilities.shape)")
        let values = probabilities.elements, classes = names.count
        return names.indices.map { c in
            ScoredItems(
                name: names[c], labels: labels.map { $0 == c }, scores: labels.indices.map { Double(values[$0 * classes + c]) })
        }
    }
}
