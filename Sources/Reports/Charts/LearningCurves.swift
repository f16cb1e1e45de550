/// How loss, accuracy or anything else went from epoch to epoch, training and validation, the best epoch marked.
///
/// Panels stand side by side where there is room, else one below the other; curves of the same name have the same colour in all.
public struct LearningCurves: Chart {
    /// One curve: `values[i]` belongs to epoch `firstEpoch + i`; NaN where it was not measured.
    public struct Curve: Sendable {
        /// What it is called.
        public var name: String
        /// One an epoch.
        public var values: [Double]

        /// Values under a name.
        public init(name: String, values: [Double]) { (self.name, self.values) = (name, values) }
    }

    /// What was measured.
    public struct Panel: Sendable {
        /// "Loss", "Accuracy" …
        public var name: String
        /// Drawn in one frame.
        public var curves: [Curve]
        /// Whether the values are shares, written in percent.
        public var isShare: Bool
        /// Whether the axis is logarithmic.
        public var isLogarithmic: Bool

        /// Curves in one frame.
        public init(name: String, curves: [Curve], isShare: Bool = false, isLogarithmic: Bool = false) {
            (self.name, self.curves, self.isShare, self.isLogarithmic) = (name, curves, isShare, isLogarithmic)
        }

        /// Training and validation; an empty list is left out.
        public init(name: String, training: [Double], validation: [Double], isShare: Bool = false) {
            self.init(
                name: name,
                curves: [Curve(name: "training", values: training), Curve(name: "validation", values: validation)].filter {
                    !$0.values.isEmpty
                }, isShare: isShare)
        }
    }

    public var title: String
    /// Frames side by side.
    public var panels: [Panel]
    /// The epoch that is marked.
    public var bestEpoch: Int?
    /// The number of the first value.
    public var firstEpoch: Int
    /// What the x axis counts.
    public var stepName: String

    /// Frames with the best epoch marked, where one is known.
    public init(
        title: String = "Learning curves", panels: [Panel], bestEpoch: Int? = nil, firstEpoch: Int = 1, stepName: String = "epoch"
    ) {
        (self.title, self.panels, self.bestEpoch, self.firstEpoch, self.stepName) = (title, panels, bestEpoch, firstEpoch, stepName)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        var names: [String] = []
        for curve in panels.flatMap(\.curves) where !names.contains(curve.name) { names.append(curve.name) }
        var legend = names.enumerated().map { LegendEntry(name: $1, ink: .series($0), sample: .line(dash: Ink.dash($0))) }
        if let bestEpoch { legend.append(LegendEntry(name: "best \(stepName): \(bestEpoch)", ink: .muted, sample: .line(dash: "4 3"))) }
        let top = canvas.header(title: title, legend: legend) + 4
        let isBeside = panels.count > 1 && width >= 560
        let gap = 18.0, inside = width - 2 * ChartCanvas.margin
        let panelWidth = isBeside ? (inside - gap) / 2 : inside
        let panelHeight = isBeside ? min(300, panelWidth * 0.85) : min(300, panelWidth * 0.62)
        for (number, panel) in panels.enumerated() {
            let column = isBeside ? number % 2 : 0, row = isBeside ? number / 2 : number
            let box = ChartCanvas.Box(
                x: ChartCanvas.margin + Double(column) * (panelWidth + gap), y: top + Double(row) * (panelHeight + 10),
                width: panelWidth, height: panelHeight)
            draw(panel, in: box, names, on: &canvas)
        }
        let rows = isBeside ? (panels.count + 1) / 2 : panels.count
        canvas.height = top + Double(rows) * (panelHeight + 10) + 4
        return canvas
    }

    private func draw(_ panel: Panel, in box: ChartCanvas.Box, _ names: [String], on canvas: inout ChartCanvas) {
        let values = panel.curves.flatMap(\.values)
        let length = panels.flatMap(\.curves).map(\.values.count).max() ?? 0
        let y =
            panel.isLogarithmic
            ? Scale(logarithmic: values)
            : Scale(linear: values, within: panel.isShare ? 0...1 : nil, format: panel.isShare ? .percent : .number)
        let last = Double(firstEpoch + max(1, length - 1))
        let x = Scale(Double(firstEpoch), max(last, Double(bestEpoch ?? firstEpoch)), format: .integer)
        let axes = Axes(in: box, x: x, y: y, xTitle: stepName, title: heading(panel, in: box))
        axes.draw(on: &canvas)
        let field = ChartCanvas.Box(x: axes.frame.x - 4, y: axes.frame.y - 4, width: axes.frame.width + 8, height: axes.frame.height + 8)
        canvas.clipped(to: field) { canvas in
            if let bestEpoch {
                let at = axes.atX(Double(bestEpoch))
                canvas.line((at, axes.frame.y), (at, axes.frame.bottom), ink: .muted, width: 1.5, dash: "4 3")
            }
            for curve in panel.curves {
                let series = names.firstIndex(of: curve.name) ?? 0, ink = Ink.series(series)
                let points = LearningCurves.thinned(curve.values, to: Int(axes.frame.width)).map {
                    axes.point(Double(firstEpoch + $0.index), $0.value)
                }
                canvas.curve(points, ink: ink, width: 2, dash: Ink.dash(series))
                if let bestEpoch, curve.values.indices.contains(bestEpoch - firstEpoch) {
                    let point = axes.point(Double(bestEpoch), curve.values[bestEpoch - firstEpoch])
                    canvas.marks([point], shape: .circle, ink: .paper, size: 10)
                    canvas.marks([point], shape: .circle, ink: ink, size: 7)
                }
            }
        }
    }

    /// The panel's name with what the last curve (the validation) had at the best epoch, where there is room.
    private func heading(_ panel: Panel, in box: ChartCanvas.Box) -> String {
        guard let bestEpoch, let curve = panel.curves.last, curve.values.indices.contains(bestEpoch - firstEpoch) else {
            return panel.name
        }
        let value = curve.values[bestEpoch - firstEpoch]
        if !value.isFinite { return panel.name }
        let text = panel.name + ": " + curve.name + " " + (panel.isShare ? Figure.percent(value) : Figure.significant(value))
        return GlyphWidths.width(text, size: Axes.panelSize, bold: true) <= box.width ? text : panel.name
    }

    /// At most two values a pixel: of each group the least and the greatest, in their order. Finer detail cannot be seen.
    static func thinned(_ values: [Double], to pixels: Int) -> [(index: Int, value: Double)] {
        if values.count <= 4 * max(1, pixels) { return values.enumerated().map { ($0, $1) } }
        var result: [(index: Int, value: Double)] = []
        for pixel in 0..<pixels {
            let group = pixel * values.count / pixels..<(pixel + 1) * values.count / pixels
            let finite = group.filter { values[$0].isFinite }
            guard let low = finite.min(by: { values[$0] < values[$1] }), let high = finite.max(by: { values[$0] < values[$1] }) else {
                continue
            }
            for index in Set([low, high]).sorted() { result.append((index, values[index])) }
        }
        return result
    }
}
