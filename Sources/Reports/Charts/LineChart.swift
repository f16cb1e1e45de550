import DenseArrays

/// Curves over a common axis: a signal before and after, a quantity under several settings.
public struct LineChart: Chart {
    /// Points joined by a line.
    public struct Line: Sendable {
        /// What it is called.
        public var name: String
        /// nil: 0, 1, 2 …
        public var x: [Double]?
        /// The points' heights.
        public var y: [Double]
        /// Whether it is drawn thin and pale, as what was there before.
        public var isFaint: Bool

        /// A line; x counts from 0 where it is not given.
        public init(name: String, x: [Double]? = nil, y: [Double], isFaint: Bool = false) {
            precondition(x == nil || x?.count == y.count, "LineChart.Line \(name): \(x?.count ?? 0) x, found \(y.count) y")
            (self.name, self.x, self.y, self.isFaint) = (name, x, y, isFaint)
        }
    }

    public var title: String
    /// Drawn in one frame.
    public var lines: [Line]
    /// What x is.
    public var xTitle: String
    /// What y is.
    public var yTitle: String
    /// Whether each value has a mark, as for few measurements.
    public var hasMarks: Bool

    /// Lines in one frame.
    public init(title: String, lines: [Line], xTitle: String = "", yTitle: String = "", hasMarks: Bool = false) {
        (self.title, self.lines, self.xTitle, self.yTitle, self.hasMarks) = (title, lines, xTitle, yTitle, hasMarks)
    }

    /// A signal before and after something was done to it.
    public init(title: String, before: [Double], after: [Double], names: (String, String) = ("before", "after"), xTitle: String = "") {
        self.init(
            title: title, lines: [Line(name: names.0, y: before, isFaint: true), Line(name: names.1, y: after)], xTitle: xTitle)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        // what was before is orange and pale, what comes after blue and strong
        func ink(_ number: Int) -> Ink { .series(lines.count == 2 && lines[0].isFaint ? 1 - number : number) }
        func dash(_ number: Int) -> String? { lines.contains(where: \.isFaint) || hasMarks ? nil : Ink.dash(number) }
        let top = canvas.header(
            title: title,
            legend: lines.enumerated().map { LegendEntry(name: $1.name, ink: ink($0), sample: .line(dash: dash($0))) })
        let xs = lines.flatMap { line in line.x ?? line.y.indices.map { Double($0) } }
        let isWhole = xs.allSatisfy { $0.rounded() == $0 }
        let inside = width - 2 * ChartCanvas.margin
        let axes = Axes(
            in: ChartCanvas.Box(x: ChartCanvas.margin, y: top, width: inside, height: min(340, inside * 0.62)),
            x: Scale(linear: xs, padding: 0, format: isWhole ? .integer : .number), y: Scale(linear: lines.flatMap(\.y)),
            xTitle: xTitle, yTitle: yTitle)
        axes.draw(on: &canvas)
        for (number, line) in lines.enumerated() {
            let thin = LearningCurves.thinned(line.y, to: Int(axes.frame.width))
            let points = thin.map { axes.point(line.x?[$0.index] ?? Double($0.index), $0.value) }
            canvas.curve(points, ink: ink(number), width: line.isFaint ? 1.3 : 2.2, dash: dash(number), opacity: line.isFaint ? 0.7 : 1)
            if hasMarks { canvas.marks(points, shape: .ofClass(number), ink: ink(number), size: 6) }
        }
        canvas.height = axes.bottom + 10
        return canvas
    }
}
