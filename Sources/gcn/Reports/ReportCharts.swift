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
            chart, caption: "The test \(runs[0].metric) of each run\(series.intervals.isEmpty ? "" : "; the lines are 95 % intervals: of the mean over its trainings, or of a single training over its test items (Wilson)").")
    }

    static func agreement(actual: [Float], predicted: [Float], name: String) -> RunReport.Picture? {
        guard actual.count > 1 else { return nil }
        let chart = AgreementChart(
            title: "\(name): predicted and measured", measured: actual.map { Double($0) }, predicted: predicted.map { Double($0) }, quantity: name)
        return .init(chart, width: 560, caption: "Each item once: on the diagonal what is predicted is what was measured.")
    }

    /// ROC and precision-recall, a curve a class.
    ///
    /// - Parameter all: what the curves are of, where there are several.
    static func ranking(_ items: [ScoredItems], all: String = "each class against the rest") -> [RunReport.Picture] {
        guard let first = items.first else { return [] }
        let whose = items.count == 1 ? first.name : all
        var pictures: [RunReport.Picture] = [
            .init(
                ROCChart(title: "ROC curve: \(whose)", curves: items), width: 440,
                caption: items.count == 1 ? "How many of \(whose) are found for how many false alarms." : "How much of each is found for how many false alarms."),
            .init(
                PrecisionRecallChart(title: "Precision and recall: \(whose)", curves: items), width: 440,
                caption: items.count == 1 ? "Of what is called \(whose), how much is; of \(whose), how much is found." : "Of what is called so, how much is; of what is so, how much is found."),
        ]
        for place in pictures.indices { pictures[place].sharesRow = true }
        return pictures
    }

    /// Of the class that was said, whether its probability holds; of two classes that of the second.
    static func calibration(_ items: JudgedItems) -> RunReport.Picture {
        let isBinary = items.classNames.count == 2
        let probabilities = (0..<items.count).map { Double(min(1, max(0, isBinary ? items.probability($0, 1) : items.sureness($0)))) }
        let outcomes = (0..<items.count).map { isBinary ? items.actual[$0] == 1 : items.actual[$0] == items.predicted[$0] }
        let whose = isBinary ? "of \(ReportedRun.spoken(items.classNames[1]))" : "of the answer"
        return .init(
            CalibrationChart(title: "Calibration: the probability \(whose)", probabilities: probabilities, outcomes: outcomes), width: 480,
            caption: "Where the line lies below the diagonal the network is surer than it may be, above it less sure.")
    }

    /// How many vectors are placed at most.
    static let mostPlaced = 3000

    /// What points of an embedding are coloured by.
    enum Colouring {
        /// A class each, -1 for none.
        case classes([Int], names: [String])
        case numbers([Double])
        case none
    }

    /// At most so many of a list's places, drawn by the seed, rising.
    static func sample(_ count: Int, _ most: Int = mostPlaced, seed: Int) -> [Int] {
        count <= most ? Array(0..<count) : RandomKey(seed: seed).child("sample").permutation(count).prefix(most).sorted()
    }

    /// Vectors on a plane by t-SNE; of many a sample.
    ///
    /// - Parameter total: how many there are, where those given are a sample already.
    static func embedding(_ vectors: DenseArray, _ colouring: Colouring, seed: Int, what: String, of total: Int? = nil) -> RunReport.Picture? {
        guard vectors.rows >= 5, vectors.columns >= 2, vectors.isFinite else { return nil }
        let rows = sample(vectors.rows, seed: seed)
        let isAll = rows.count == vectors.rows
        let values = vectors.elements, width = vectors.columns
        let chosen = isAll ? vectors : DenseArray(rows.flatMap { values[$0 * width..<($0 + 1) * width] }, shape: [rows.count, width])
        var tsne = TSNE()
        tsne.seed = seed
        tsne.perplexity = tsne.usedPerplexity(for: rows.count)
        let places = tsne.embed(chosen).embedding
        let title = "The vectors before the last layer", subtitle = "t-SNE, perplexity \(Int(tsne.perplexity)), of \(width) dimensions"
        let chart: ScatterChart
        switch colouring {
        case .classes(let labels, let names):
            chart = ScatterChart(
                title: title, subtitle: subtitle, embedding: places, groups: rows.map { labels[$0] >= 0 ? labels[$0] : nil }, names: names)
        case .numbers(let values): chart = ScatterChart(title: title, subtitle: subtitle, embedding: places, values: rows.map { values[$0] })
        case .none: chart = ScatterChart(title: title, subtitle: subtitle, embedding: places)
        }
        let all = total ?? vectors.rows
        let drawn = rows.count == all ? "All \(all)" : "A sample of \(rows.count) of \(all)"
        return .init(chart, width: 760, caption: "\(drawn) \(what): near one another lie those that the network takes for alike; distances between groups mean little.")
    }

    /// Each class with its figures.
    static func classes(_ report: ClassificationReport) -> HTMLTable {
        HTMLTable(
            header: ["class", "precision", "recall", "F1", "count"],
            rows: report.classes.enumerated().map { place, one in
                // what nobody is, or nobody was called, has no such figure
                let called = report.confusion.reduce(0) { $0 + $1[place] }
                let figures = [called > 0 ? one.precision : .nan, one.support > 0 ? one.recall : .nan, called + one.support > 0 ? one.f1 : .nan]
                return [.text(one.name)] + figures.map { .number(Output.fixed($0, 4)) } + [.number("\(one.support)")]
            }, caption: "Each class")
    }
}
