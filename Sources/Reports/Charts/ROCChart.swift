/// Receiver operating characteristic: the true positive rate over the false positive rate, the area under each curve in the
/// legend; the diagonal is what guessing gives.
public struct ROCChart: Chart {
    public var title: String
    /// One a class or a model.
    public var curves: [ScoredItems]

    /// Of these scores.
    public init(title: String = "ROC curve", curves: [ScoredItems]) { (self.title, self.curves) = (title, curves) }

    /// One curve.
    public init(title: String = "ROC curve", labels: [Bool], scores: [Double]) {
        self.init(title: title, curves: [ScoredItems(name: "model", labels: labels, scores: scores)])
    }

    public func drawing(width: Double) -> ChartCanvas {
        let ranked = curves.map { RankingCurves(labels: $0.labels, scores: $0.scores) }
        let legend = curves.indices.map { number in
            LegendEntry(
                name: "\(curves[number].name): area \(Figure.fixed(ranked[number].area, 3))", ink: .series(number), sample: .line(dash: Ink.dash(number)))
        }
        return RateChart.drawing(
            title: title, legend: legend + [LegendEntry(name: "guessing", ink: .muted, sample: .line(dash: "4 3"))],
            curves: ranked.map(\.roc), base: ranked.isEmpty ? [] : [[(0, 0), (1, 1)]], xTitle: "false positive rate",
            yTitle: "true positive rate", width: width)
    }
}

/// Precision over recall, the average precision of each curve in the legend; the dashed line is the share of positives, which
/// guessing gives.
public struct PrecisionRecallChart: Chart {
    public var title: String
    /// One a class or a model.
    public var curves: [ScoredItems]

    /// Of these scores.
    public init(title: String = "Precision and recall", curves: [ScoredItems]) { (self.title, self.curves) = (title, curves) }

    /// One curve.
    public init(title: String = "Precision and recall", labels: [Bool], scores: [Double]) {
        self.init(title: title, curves: [ScoredItems(name: "model", labels: labels, scores: scores)])
    }

    public func drawing(width: Double) -> ChartCanvas {
        let ranked = curves.map { RankingCurves(labels: $0.labels, scores: $0.scores) }
        // of many the words would fill the chart
        let what = curves.count > 3 ? "AP" : "average precision"
        var legend = curves.indices.map { number in
            LegendEntry(
                name: "\(curves[number].name): \(what) \(Figure.fixed(ranked[number].averagePrecision, 3))",
                ink: .series(number), sample: .line(dash: Ink.dash(number)))
        }
        var base: [[(x: Double, y: Double)]] = []
        if ranked.count == 1, ranked[0].positives + ranked[0].negatives > 0 {
            let share = Double(ranked[0].positives) / Double(ranked[0].positives + ranked[0].negatives)
            base = [[(0, share), (1, share)]]
            legend.append(LegendEntry(name: "guessing: \(Figure.fixed(share, 3))", ink: .muted, sample: .line(dash: "4 3")))
        }
        return RateChart.drawing(
            title: title, legend: legend, curves: ranked.map(\.precisionRecall), base: base, xTitle: "recall", yTitle: "precision",
            width: width)
    }
}

/// A square of rates from 0 to 1 with curves in it.
enum RateChart {
    static func drawing(
        title: String, legend: [LegendEntry], curves: [[(x: Double, y: Double)]], base: [[(x: Double, y: Double)]], xTitle: String,
        yTitle: String, width: Double
    ) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let top = canvas.header(title: title, legend: legend)
        let side = min(width - 2 * ChartCanvas.margin, 480)
        let axes = Axes(
            in: ChartCanvas.Box(x: ChartCanvas.margin, y: top, width: side, height: side), x: Scale(0, 1), y: Scale(0, 1),
            xTitle: xTitle, yTitle: yTitle, isSquare: true)
        axes.draw(on: &canvas)
        for line in base { canvas.curve(line.map { axes.point($0.x, $0.y) }, ink: .muted, width: 1.5, dash: "4 3") }
        for (number, curve) in curves.enumerated() {
            let points = RankingCurves.thinned(curve.filter { $0.x.isFinite && $0.y.isFinite })
            canvas.curve(points.map { axes.point($0.x, $0.y) }, ink: .series(number), width: 2.2, dash: Ink.dash(number))
        }
        canvas.height = axes.bottom + 10
        return canvas
    }
}
