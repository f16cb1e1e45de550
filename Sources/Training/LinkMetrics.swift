/// The usual figures of a link predictor.
public struct LinkMetrics: Sendable, Equatable {
    /// The area under the ROC curve.
    public var auc: Double
    /// The area under precision over recall.
    public var averagePrecision: Double
    /// The mean of 1 / rank of each edge among the pairs without one.
    public var meanReciprocalRank: Double
    /// The share of edges ranked above all but 9 of the other pairs.
    public var hits10: Double
    /// The same for 49.
    public var hits50: Double
    /// The same for 99.
    public var hits100: Double

    /// From the scores of edges and of pairs without one.
    public init(positives: [Float], negatives: [Float]) {
        auc = RankingMetrics.rocAUC(positives: positives, negatives: negatives)
        averagePrecision = RankingMetrics.averagePrecision(positives: positives, negatives: negatives)
        meanReciprocalRank = RankingMetrics.meanReciprocalRank(positives: positives, negatives: negatives)
        hits10 = RankingMetrics.hits(at: 10, positives: positives, negatives: negatives)
        hits50 = RankingMetrics.hits(at: 50, positives: positives, negatives: negatives)
        hits100 = RankingMetrics.hits(at: 100, positives: positives, negatives: negatives)
    }

    /// Name (as in results and JSON) and value, in the order of printing.
    public var named: [(name: String, value: Double)] {
        [
            ("auc", auc), ("ap", averagePrecision), ("mrr", meanReciprocalRank), ("hits@10", hits10),
            ("hits@50", hits50), ("hits@100", hits100),
        ]
    }
}
