import GraphLearning

/// The charts of reports, made from plain values.
enum ReportCharts {
    static func confusion(_ report: ClassificationReport, caption: String) -> RunReport.Picture? {
        guard report.count > 0, report.classes.count <= 60 else { return nil }
        let chart = ConfusionMatrixChart(counts: report.confusion, names: report.classes.map(\.name))
        return .init(svg: chart.svg(width: min(900, max(420, 240 + 80 * Double(report.classes.count)))), caption: caption)
    }

    static func bars(_ comparison: RunComparison) -> RunReport.Picture? { nil }

    static func agreement(actual: [Float], predicted: [Float], name: String) -> RunReport.Picture? { nil }

    static func binary(isPositive: [Bool], scores: [Float], name: String) -> [RunReport.Picture] { [] }

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
