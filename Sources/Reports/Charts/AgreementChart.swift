import DenseArrays

/// Predicted against measured values: a perfect model's points lie on the diagonal.
///
/// R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)², RMSE the root of the mean squared difference, MAE the mean absolute one.
public struct AgreementChart: Chart {
    public var title: String
    /// What was found.
    public let measured: [Double]
    /// What was foretold, in the same order.
    public let predicted: [Double]
    /// What was measured, with its unit.
    public var quantity: String

    /// Pairs of which one is no number are left out.
    public init(title: String = "Predicted and measured", measured: [Double], predicted: [Double], quantity: String = "") {
        precondition(
            measured.count == predicted.count, "AgreementChart: \(measured.count) measured values, found \(predicted.count) predicted")
        let known = measured.indices.filter { measured[$0].isFinite && predicted[$0].isFinite }
        (self.title, self.quantity) = (title, quantity)
        (self.measured, self.predicted) = (known.map { measured[$0] }, known.map { predicted[$0] })
    }

    /// 1 - squared errors / squared distances from the mean.
    public var r2: Double {
        let mean = measured.reduce(0, +) / Double(measured.count)
        let total = measured.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return 1 - squares / total
    }
    /// The root of the mean squared error.
    public var rootMeanSquare: Double { (squares / Double(measured.count)).squareRoot() }
    /// The mean of the errors without their signs.
    public var meanAbsolute: Double { zip(measured, predicted).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(measured.count) }
    private var squares: Double { zip(measured, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let figures = measured.isEmpty
            ? "no values"
            : "\(measured.count) values: R² \(Figure.fixed(r2, 3)), RMSE \(Figure.significant(rootMeanSquare)), MAE \(Figure.significant(meanAbsolute))"
        let top = canvas.header(
            title: title, subtitle: figures, legend: [LegendEntry(name: "perfect", ink: .muted, sample: .line(dash: "4 3"))])
        let side = min(width - 2 * ChartCanvas.margin, 500)
        let scale = Scale(linear: measured + predicted)
        let bare = quantity.hasPrefix("measured ") ? String(quantity.dropFirst(9)) : quantity, suffix = bare.isEmpty ? "" : " " + bare
        let axes = Axes(
            in: ChartCanvas.Box(x: ChartCanvas.margin, y: top, width: side, height: side), x: scale, y: scale,
            xTitle: "measured" + suffix, yTitle: "predicted" + suffix, isSquare: true)
        axes.draw(on: &canvas)
        canvas.curve([axes.point(scale.low, scale.low), axes.point(scale.high, scale.high)], ink: .muted, width: 1.5, dash: "4 3")
        let points = zip(measured, predicted).map { axes.point($0, $1) }
        canvas.marks(points, shape: .circle, ink: .series(0), size: ScatterChart.markSize(points.count), opacity: 0.6)
        canvas.height = axes.bottom + 10
        return canvas
    }
}
