import GraphLearning

/// Items whose classes are known, and what a network said of them.
struct JudgedItems {
    let actual: [Int]
    let predicted: [Int]
    /// `[items, classes]`
    let probabilities: DenseArray
    let classNames: [String]
    /// What they are, in the plural: "test nodes".
    let what: String
    /// By what they were judged: "by the kept network".
    let how: String
    private let values: [Float]

    init(actual: [Int], predicted: [Int], probabilities: DenseArray, classNames: [String], what: String, how: String) {
        self.actual = actual
        self.predicted = predicted
        self.probabilities = probabilities
        self.classNames = classNames
        self.what = what
        self.how = how
        values = probabilities.elements
    }

    var count: Int { actual.count }

    /// The probability of the class that was said.
    func sureness(_ item: Int) -> Float { probability(item, predicted[item]) }

    func probability(_ item: Int, _ kind: Int) -> Float { values[item * classNames.count + kind] }

    /// Those that were called what they are not, the surest first.
    var wrong: [Int] { sorted(actual.indices.filter { actual[$0] != predicted[$0] }) }

    /// Those that were told rightly, the surest first.
    var right: [Int] { sorted(actual.indices.filter { actual[$0] == predicted[$0] }) }

    private func sorted(_ items: [Int]) -> [Int] {
        items.sorted { a, b in sureness(a) == sureness(b) ? a < b : sureness(a) > sureness(b) }
    }

    /// The class that most are of, and how right it were to call all so.
    var commonest: (name: String, share: Double)? {
        let counts = actual.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[$1] += 1 }
        guard count > 0, let most = counts.max(), let place = counts.firstIndex(of: most) else { return nil }
        return (classNames[place], Double(most) / Double(count))
    }

    var judged: ClassificationReport { ClassificationReport(actual: actual, predicted: predicted, classNames: classNames) }

    /// Each class against the rest; of two classes the second alone. Those of which there are no items, or nothing else, are left out.
    var scored: [ScoredItems] {
        let all = ScoredItems.oneAgainstRest(labels: actual, probabilities: probabilities, names: classNames)
        return (classNames.count == 2 ? [all[1]] : all).map { ScoredItems(name: ReportedRun.spoken($0.name), labels: $0.labels, scores: $0.scores) }.filter { $0.labels.contains(true) && $0.labels.contains(false) }
    }

    /// "called A" cells of a table of mistakes: is, called, probability, that of its own class.
    func cells(_ item: Int) -> [HTMLTable.Cell] {
        [
            .text(classNames[actual[item]]), .text(classNames[predicted[item]]), .number(Output.percent(Double(sureness(item)))),
            .number(Output.percent(Double(probability(item, actual[item])))),
        ]
    }

    /// The names of those columns.
    static let columns = ["is", "called", "probability", "of its class"]

    var mistakesNote: String {
        let share = count > 0 ? "\(wrong.count) of \(count) \(count == 1 && what.hasSuffix("s") ? String(what.dropLast()) : what)" : "None"
        return "\(share) are called what they are not, \(how); below are those of which it was surest."
    }
}

extension ReportedRun {
    /// How many mistakes are listed.
    static var mistakeCount: Int { 12 }

    /// Figures with intervals, the confusion matrix, ROC, precision and recall, calibration.
    func add(_ items: JudgedItems, to report: inout RunReport) {
        guard items.count > 0 else { return }
        let judged = items.judged
        let right = judged.classes.indices.reduce(0) { $0 + judged.confusion[$1][$1] }
        if let wilson = ConfidenceInterval.wilson(right: right, of: judged.count) {
            let score = RunReport.Score(
                name: "accuracy over the \(items.what)", value: Output.percent(judged.accuracy),
                interval: "\(Output.fixed(wilson.low * 100, 2)) to \(Output.percent(wilson.high)) (Wilson, \(judged.count) \(items.what))",
                note: "\(right) of \(judged.count) right, \(items.how)")
            add(score, to: &report, isHeadline: isShare)
        }
        if metric == TargetMetric.rocAUC.rawValue, items.classNames.count == 2, items.probabilities.isFinite {
            let scores = (0..<items.count).map { Double(items.probability($0, 1)) }, labels = items.actual.map { $0 == 1 }
            func area(_ places: [Int]) -> Double { RankingCurves(labels: places.map { labels[$0] }, scores: places.map { scores[$0] }).area }
            let all = area(Array(labels.indices))
            if all.isFinite {
                add(
                    .init(
                        name: "ROC-AUC over the \(items.what)", value: shown(all), interval: bootstrap(of: items.count, area),
                        note: "\(items.count) \(items.what), \(items.how)"), to: &report, isHeadline: true)
            }
        }
        // of one class alone neither is defined
        let hasClasses = Set(items.actual).count > 1
        func resampled(_ places: [Int]) -> ClassificationReport {
            ClassificationReport(actual: places.map { items.actual[$0] }, predicted: places.map { items.predicted[$0] }, classNames: items.classNames)
        }
        report.scores.append(.init(
            name: "macro F1", value: Output.fixed(hasClasses ? judged.macroF1 : .nan, 4),
            interval: hasClasses ? bootstrap(of: items.count) { resampled($0).macroF1 } : "", note: items.how))
        report.scores.append(.init(
            name: "Matthews' correlation", value: Output.fixed(hasClasses ? judged.matthews : .nan, 4),
            interval: hasClasses ? bootstrap(of: items.count) { resampled($0).matthews } : "", note: hasClasses ? items.how : "not defined for one class"))
        if let (name, share) = items.commonest {
            report.scores.append(.init(
                name: "always \(Self.spoken(name))", value: Output.percent(share), note: "what calling all \(items.what) so would give"))
        }
        report.details = ReportCharts.classes(judged)
        if let picture = ReportCharts.confusion(judged, caption: "The \(items.what): rows are what they are, columns what they were called, \(items.how).") {
            report.judgements.append(picture)
        }
        guard items.probabilities.isFinite else { return }
        let scored = items.scored
        if scored.count <= Ink.seriesCount {
            report.judgements += ReportCharts.ranking(scored)
        } else {
            report.notes.append("ROC and precision-recall curves are drawn for at most \(Ink.seriesCount) classes; here are \(scored.count).")
        }
        report.judgements.append(ReportCharts.calibration(items))
    }

    /// A class's name as words: "class 1" for a bare number.
    static func spoken(_ name: String) -> String { Double(name) != nil ? "class \(name)" : name }

    /// Numbers foretold: RMSE, MAE, R² and the picture of agreement.
    func addNumbers(to report: inout RunReport, _ actual: [Float], _ said: [Float], _ name: String, _ how: String) {
        let known = actual.indices.filter { actual[$0].isFinite && said[$0].isFinite }
        guard !known.isEmpty else { return }
        let (a, s) = (known.map { actual[$0] }, known.map { said[$0] })
        let metrics = RegressionMetrics(actual: a, predicted: s)
        let figures: [(label: String, figure: KeyPath<RegressionMetrics, Double>)] = [("RMSE", \.rmse), ("MAE", \.mae), ("R²", \.r2)]
        for (label, figure) in figures {
            let interval = bootstrap(of: known.count) { places in
                RegressionMetrics(actual: places.map { a[$0] }, predicted: places.map { s[$0] })[keyPath: figure]
            }
            add(
                .init(
                    name: "\(name): \(label)", value: Output.fixed(metrics[keyPath: figure], 4), interval: interval,
                    note: "\(known.count) item\(known.count == 1 ? "" : "s"), \(how)"), to: &report, isHeadline: label.lowercased() == metric)
        }
        if let picture = ReportCharts.agreement(actual: a, predicted: s, name: name) { report.judgements.append(picture) }
    }

    /// The items that were foretold worst, by their numbers.
    static func worst(_ actual: [Float], _ said: [Float]) -> [Int] {
        actual.indices.filter { actual[$0].isFinite && said[$0].isFinite }.sorted { a, b in
            let (x, y) = (abs(actual[a] - said[a]), abs(actual[b] - said[b]))
            return x == y ? a < b : x > y
        }
    }
}
