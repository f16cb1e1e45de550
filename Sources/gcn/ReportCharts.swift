import GraphLearning

/// The charts of reports, made from plain values.
enum ReportCharts {
    static func confusion(_ report: ClassificationReport, caption: String) -> RunReport.Picture? {
        guard report.count > 0, report.classes.count <= 60 else { return nil }
        let chart = ConfusionMatrixChart(counts: report.confusion, names: report.classes.map(\.name))
        return .init(chart, width: min(900, max(420, 240 + 80 * Double(report.classes.count))), caption: caption)
    }

    /// The figures of runs with their intervals.
    static func bars(_ comparison: RunComparison) -> RunReport.Picture? {
        let runs = comparison.runs.filter { $0.mean.isFinite }
        guard runs.count > 1, runs.count <= 60 else { return nil }
        let isShare = runs[0].metric == "accuracy"
        let series = BarChart.Series(
            name: "test \(runs[0].metric)", values: runs.map(\.mean),
            intervals: runs.contains { $0.halfInterval.isFinite }
                ? runs.map { $0.halfInterval.isFinite ? ($0.mean - $0.halfInterval)...($0.mean + $0.halfInterval) : nil } : [])
        let chart = BarChart(
            title: "Test \(runs[0].metric)", names: runs.map(\.name), series: [series], valueTitle: runs[0].metric, isShare: isShare)
        return .init(
            chart, caption: "The test \(runs[0].metric) of each run\(series.intervals.isEmpty ? "" : "; the lines are 95 % intervals of the mean over its trainings").")
    }

    static func agreement(actual: [Float], predicted: [Float], name: String) -> RunReport.Picture? {
        guard actual.count > 1 else { return nil }
        let chart = AgreementChart(
            title: "\(name): predicted and measured", measured: actual.map { Double($0) }, predicted: predicted.map { Double($0) }, quantity: name)
        return .init(chart, width: 560, caption: "Each item once: on the diagonal what is predicted is what was measured.")
    }

    /// ROC and precision-recall; none where all items are of one class.
    static func binary(isPositive: [Bool], scores: [Float], name: String) -> [RunReport.Picture] {
        guard isPositive.contains(true), isPositive.contains(false), scores.allSatisfy(\.isFinite) else { return [] }
        let items = ScoredItems(name: name, labels: isPositive, scores: scores.map { Double($0) })
        var pictures: [RunReport.Picture] = [
            .init(ROCChart(title: "\(name): ROC curve", curves: [items]), width: 440, caption: "How many of \(name) are found for how many false alarms."),
            .init(
                PrecisionRecallChart(title: "\(name): precision and recall", curves: [items]), width: 440,
                caption: "Of what is called \(name), how much is; of \(name), how much is found."),
        ]
        for place in pictures.indices { pictures[place].sharesRow = true }
        return pictures
    }

    /// How many vectors are placed at most.
    private static let mostPlaced = 3000

    /// Vectors on a plane by t-SNE; of many a sample.
    static func embedding(_ vectors: DenseArray, labels: [Int], classNames: [String], seed: Int, what: String) -> RunReport.Picture? {
        guard vectors.rows >= 5, vectors.columns >= 2, vectors.isFinite else { return nil }
        let isAll = vectors.rows <= mostPlaced
        let rows = isAll ? Array(0..<vectors.rows) : RandomKey(seed: seed).permutation(vectors.rows).prefix(mostPlaced).sorted()
        let values = vectors.elements, width = vectors.columns
        let chosen = isAll ? vectors : DenseArray(rows.flatMap { values[$0 * width..<($0 + 1) * width] }, shape: [rows.count, width])
        var tsne = TSNE()
        tsne.seed = seed
        tsne.perplexity = min(30, Double(rows.count - 1) / 3)
        let places = tsne.embed(chosen).embedding
        let groups = rows.map { labels[$0] >= 0 ? labels[$0] : nil }
        let chart = ScatterChart(
            title: "The vectors before the last layer", subtitle: "t-SNE, perplexity \(Int(tsne.perplexity)), of \(width) dimensions", embedding: places,
            groups: groups, names: classNames)
        let sample = isAll ? "All \(rows.count)" : "A sample of \(rows.count) of \(vectors.rows)"
        return .init(chart, width: 760, caption: "\(sample) \(what): near one another lie those that the network takes for alike; distances between groups mean little.")
    }

    /// Each class with its figures.
    static func classes(_ report: ClassificationReport) -> HTMLTable {
        HTMLTable(
            header: ["class", "precision", "recall", "F1", "count"],
            texts: report.classes.map {
                [$0.name, Output.fixed($0.precision, 4), Output.fixed($0.recall, 4), Output.fixed($0.f1, 4), "\($0.support)"]
            }, caption: "Each class")
    }
}
