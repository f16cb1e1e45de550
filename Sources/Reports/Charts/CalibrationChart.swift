import DenseArrays

/// Whether predicted probabilities mean what they say: in each bin of predictions, how often the event came true (reliability
/// diagram), with how many predictions fall in it below.
///
/// The expected calibration error is Σ over bins of (items of the bin / items) |share that came true − mean prediction|.
/// Source: Guo et al., 2017, "On Calibration of Modern Neural Networks", arXiv 1706.04599.
public struct CalibrationChart: Chart {
    /// What fell into one bin.
    public struct Bin: Sendable, Equatable {
        /// How many items fall into it.
        public let count: Int
        /// The mean predicted probability.
        public let predicted: Double
        /// The share that came true.
        public let observed: Double
    }

    public var title: String
    /// The bins from 0 to 1, of equal width; those without items have NaN.
    public let bins: [Bin]

    /// - Parameters:
    ///   - title: stands above the chart.
    ///   - probabilities: 0 ... 1, of the event or of the predicted class.
    ///   - outcomes: whether the event came true, or the prediction was right.
    ///   - count: how many slices 0 ... 1 is cut into.
    public init(title: String = "Calibration", probabilities: [Double], outcomes: [Bool], bins count: Int = 10) {
        precondition(
            probabilities.count == outcomes.count,
            "CalibrationChart: \(probabilities.count) probabilities, found \(outcomes.count) outcomes")
        precondition(count > 0, "CalibrationChart: expected at least one bin, found \(count)")
        precondition(
            probabilities.allSatisfy { $0 >= -1e-6 && $0 <= 1 + 1e-6 }, "CalibrationChart: probabilities lie in 0...1")
        var sizes = [Int](repeating: 0, count: count), sums = [Double](repeating: 0, count: count), hits = sizes
        for (probability, outcome) in zip(probabilities, outcomes) {
            let bin = min(count - 1, max(0, Int(probability * Double(count))))
            sizes[bin] += 1
            sums[bin] += probability
            if outcome { hits[bin] += 1 }
        }
        self.title = title
        bins = (0..<count).map { Bin(count: sizes[$0], predicted: sums[$0] / Double(sizes[$0]), observed: Double(hits[$0]) / Double(sizes[$0])) }
    }

    /// The expected calibration error; NaN without items.
    public var error: Double {
        let total = bins.reduce(0) { $0 + $1.count }
        return bins.reduce(0) { $1.count == 0 ? $0 : $0 + Double($1.count) * abs($1.observed - $1.predicted) } / Double(total)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let total = bins.reduce(0) { $0 + $1.count }
        let subtitle = total == 0 ? "no predictions" : "\(total) predictions, expected calibration error \(Figure.fixed(error, 3))"
        let top = canvas.header(
            title: title, subtitle: subtitle,
            legend: [
                LegendEntry(name: "came true", ink: .series(0), sample: .field(opacity: 0.45)),
                LegendEntry(name: "mean prediction and outcome", ink: .series(0), sample: .mark(.circle)),
                LegendEntry(name: "perfect", ink: .muted, sample: .line(dash: "4 3")),
            ])
        let margin = ChartCanvas.margin, side = min(width - 2 * margin, 460)
        let upper = Axes(
            in: ChartCanvas.Box(x: margin, y: top, width: side, height: side), x: Scale(0, 1), y: Scale(0, 1),
            yTitle: "share that came true", isSquare: true)
        upper.draw(on: &canvas)
        let step = 1 / Double(bins.count)
        for (number, bin) in bins.enumerated() where bin.count > 0 {
            let (left, right) = (upper.atX(Double(number) * step), upper.atX(Double(number + 1) * step))
            canvas.rectangle(
                ChartCanvas.Box(x: left + 1, y: upper.atY(bin.observed), width: right - left - 2, height: upper.frame.bottom - upper.atY(bin.observed)),
                fill: .series(0), opacity: 0.45,
                tip: "\(bin.count) predictions, mean \(Figure.fixed(bin.predicted, 3)), came true \(Figure.fixed(bin.observed, 3))")
        }
        canvas.curve([upper.point(0, 0), upper.point(1, 1)], ink: .muted, width: 1.5, dash: "4 3")
        let points = bins.filter { $0.count > 0 }.map { upper.point($0.predicted, $0.observed) }
        canvas.curve(points, ink: .series(0), width: 2)
        canvas.marks(points, shape: .circle, ink: .series(0), size: 7)
        // how many, on the same x axis
        let most = Double(bins.map(\.count).max() ?? 1)
        let left = upper.frame.x, head = upper.bottom + 12, height = 70.0
        canvas.text("predictions in a bin, at most \(Int(most))", (left, head + 10), size: 12, ink: .muted)
        for (number, bin) in bins.enumerated() {
            let tall = most > 0 ? Double(bin.count) / most * height : 0
            let (from, to) = (upper.atX(Double(number) * step), upper.atX(Double(number + 1) * step))
            canvas.rectangle(
                ChartCanvas.Box(x: from + 1, y: head + 18 + height - tall, width: to - from - 2, height: tall), fill: .axis, opacity: 0.7)
        }
        canvas.line((left, head + 18 + height), (upper.frame.right, head + 18 + height), ink: .axis)
        canvas.text("predicted probability", (upper.frame.middle.x, head + height + 36), size: 13, anchor: .middle)
        canvas.height = head + height + 48
        return canvas
    }
}
