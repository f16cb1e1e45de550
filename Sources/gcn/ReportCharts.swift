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
        return [
            .init(ROCChart(title: "\(name): ROC curve", curves: [items]), width: 520, caption: "How many of \(name) are found for how many false alarms."),
            .init(
                PrecisionRecallChart(title: "\(name): precision and recall", curves: [items]), width: 520,
                caption: "Of what is called \(name), how much is; of \(name), how much is found."),
        ]
    }

    /// Vectors on a plane by their principal components.
    static func embedding(_ vectors: DenseArray, labels: [Int], classNames: [String], seed: Int, what: String) -> RunReport.Picture? { nil }

    /// Each class with its figures.
    static func classes(_ report: ClassificationReport) -> HTMLTable {
        HTMLTable(
            header: ["class", "precision", "recall", "F1", "count"],
            texts: report.classes.map {
                [$0.name, Output.fixed($0.precision, 4), Output.fixed($0.recall, 4), Output.fixed($0.f1, 4), "\($0.support)"]
            }, caption: "Each class")
    }
}
