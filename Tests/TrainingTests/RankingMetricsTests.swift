import TestSupport
import Testing

@testable import Training

@Suite struct RankingMetricsTests {
    let positives: [Float] = [0.9, 0.5, 0.5, 0.2, -1]
    let negatives: [Float] = [0.95, 0.5, 0.3, 0.2, 0.2, -2]

    /// Both figures from scikit-learn (`roc_auc_score`, `average_precision_score`), ties included.
    @Test func equalScikitLearn() {
        expectClose(
            RankingMetrics.rocAUC(positives: positives, negatives: negatives), 0.5666666666666667, .elementwise)
        expectClose(
            RankingMetrics.averagePrecision(positives: positives, negatives: negatives), 0.5288888888888889,
            .elementwise)
    }

    /// scikit-learn's example: roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.75.
    @Test func scoresWithTruths() {
        func area(_ scores: [Float], _ truths: [Bool]) -> Double {
            RankingMetrics.rocAUC(scores: scores, isPositive: truths)
        }
        #expect(area([0.1, 0.4, 0.35, 0.8], [false, false, true, true]) == 0.75)
        #expect(area([1, 1, 1], [true, false, true]) == 0.5)
        #expect(area([2, 1, 3], [true, false, true]) == 1)
        #expect(area([1, 2], [true, false]) == 0)
        #expect(area([1, 2], [true, true]).isNaN && area([], []).isNaN && area([1, .nan], [true, false]).isNaN)
        let precision = RankingMetrics.averagePrecision(
            scores: [0.1, 0.4, 0.35, 0.8], isPositive: [false, false, true, true])
        expectClose(precision, 0.5 + 0.5 * 2 / 3, .elementwise)
    }

    /// Ranks among the six negatives by hand: 2; 2.5 twice; above 0.2 three, two equal: 5; below four … -1: 6.
    @Test func reciprocalRanks() {
        let expected = (1.0 / 2 + 2 / 2.5 + 1.0 / 5 + 1.0 / 6) / 5
        expectClose(
            RankingMetrics.meanReciprocalRank(positives: positives, negatives: negatives), expected, .elementwise)
    }

    /// The k-th highest negatives are 0.95, 0.5, 0.3, 0.2, 0.2, -2; a positive must be higher, not equal.
    @Test func hits() {
        let expected = [0.0, 0.2, 0.6, 0.6, 0.6, 1, 1]
        for (place, value) in expected.enumerated() {
            let found = RankingMetrics.hits(at: place + 1, positives: positives, negatives: negatives)
            expectClose(found, value, .elementwise, "hits at \(place + 1)")
        }
    }

    @Test func extremes() {
        let best = LinkMetrics(positives: [3, 2], negatives: [1, 0])
        #expect(best.named.allSatisfy { $0.value == 1 })
        let worst = LinkMetrics(positives: [0], negatives: [Float](repeating: 1, count: 200))
        #expect(worst.auc == 0 && worst.hits100 == 0)
        expectClose(worst.averagePrecision, 1.0 / 201, .elementwise)
        let same = LinkMetrics(positives: [1, 1], negatives: [1, 1])
        #expect(same.auc == 0.5 && same.averagePrecision == 0.5 && same.meanReciprocalRank == 0.5)
        for bad in [LinkMetrics(positives: [], negatives: [1]), LinkMetrics(positives: [1, .nan], negatives: [1])] {
            #expect(bad.named.allSatisfy { $0.value.isNaN })
        }
        #expect(best.named.map(\.name) == ["auc", "ap", "mrr", "hits@10", "hits@50", "hits@100"])
    }
}
