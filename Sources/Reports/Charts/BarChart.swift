import DenseArrays

/// Horizontal bars with their names on the left and their values at the end, one or several series, with intervals of confidence
/// where they are known.
public struct BarChart: Chart {
    /// One bar for each name.
    public struct Series: Sendable {
        /// What it is called.
        public var name: String
        /// A value for each bar; NaN: none.
        public var values: [Double]
        /// The interval around each value; empty: none.
        public var intervals: [ClosedRange<Double>?]

        /// Values with their intervals, where there are some.
        public init(name: String, values: [Double], intervals: [ClosedRange<Double>?] = []) {
            precondition(
                intervals.isEmpty || intervals.count == values.count,
                "BarChart.Series \(name): \(values.count) values, found \(intervals.count) intervals")
            (self.name, self.values, self.intervals) = (name, values, intervals)
        }
    }

    public var title: String
    /// What the groups of bars are called.
    public let names: [String]
    /// Bars side by side.
    public let series: [Series]
    /// What is measured, at its axis.
    public var valueTitle: String
    /// Whether the values are shares, written in percent.
    public var isShare: Bool

    /// Bars for each name.
    public init(title: String, names: [String], series: [Series], valueTitle: String = "", isShare: Bool = false) {
        precondition(
            series.allSatisfy { $0.values.count == names.count },
            "BarChart: \(names.count) names, found series of \(series.map(\.values.count)) values")
        (self.title, self.names, self.series, self.valueTitle, self.isShare) = (title, names, series, valueTitle, isShare)
    }

    /// Bars for each name.
    public init(
        title: String, names: [String], values: [Double], intervals: [ClosedRange<Double>?] = [], valueTitle: String = "",
        isShare: Bool = false
    ) {
        self.init(
            title: title, names: names, series: [Series(name: "", values: values, intervals: intervals)], valueTitle: valueTitle,
            isShare: isShare)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let legend = series.count < 2 ? [] : series.enumerated().map {
            LegendEntry(name: $1.name, ink: .series($0), sample: .field(opacity: 1))
        }
        let top = canvas.header(title: title, legend: legend)
        let margin = ChartCanvas.margin, size = 12.0
        let shown = names.map { GlyphWidths.shortened($0, size: size, width: width * 0.36) }
        let left = margin + (shown.map { GlyphWidths.width($0, size: size) }.max() ?? 0) + 8
        let all = series.flatMap { $0.values + $0.intervals.compactMap { $0?.upperBound } + $0.intervals.compactMap { $0?.lowerBound } }
        let isWhole = !isShare && all.allSatisfy { !$0.isFinite || $0.rounded() == $0 && abs($0) < 1e5 }
        let hasExtent = all.contains { $0.isFinite && $0 != 0 }
        let scale = Scale(linear: hasExtent ? all : [1], including: [0], padding: 0, format: isShare ? .percent : isWhole ? .integer : .number)
        func written(_ value: Double) -> String { isShare ? Figure.percent(value) : isWhole ? Figure.fixed(value, 0) : Figure.significant(value) }
        let room = (series.flatMap(\.values).map { GlyphWidths.width(written($0), size: size) }.max() ?? 0) + 10
        // numbers stand beyond the ends: right of positive bars, left of negative ones
        let hasNegative = all.contains { $0 < 0 }
        let field = ChartCanvas.Box(
            x: left + (hasNegative ? room : 0), y: top, width: max(40, width - margin - room - left - (hasNegative ? room : 0)), height: 0)
        func at(_ value: Double) -> Double { field.x + scale.place(value) * field.width }
        let thick = series.count == 1 ? 18.0 : max(9, min(15, 44 / Double(max(1, series.count))))
        let isNumbered = thick >= 12
        let bar = Double(max(1, series.count)) * thick + 10, height = bar * Double(names.count)
        let ticks = scale.ticks(length: field.width, gap: 16) { GlyphWidths.width($0, size: size) }
        for tick in ticks {
            let x = at(tick.value)
            canvas.line((x, top), (x, top + height), ink: tick.value == 0 ? .axis : .grid)
            canvas.text(tick.label, (x, top + height + size + 5), size: size, ink: .muted, anchor: .middle)
        }
        for (number, name) in shown.enumerated() {
            let y = top + Double(number) * bar
            canvas.text(name, (left - 8, y + bar / 2 + size * 0.36), size: size, anchor: .end, tip: name == names[number] ? nil : names[number])
            for (place, one) in series.enumerated() where one.values[number].isFinite {
                let value = one.values[number], head = y + 5 + Double(place) * thick
                let (from, to) = (min(at(0), at(value)), max(at(0), at(value)))
                canvas.rectangle(
                    ChartCanvas.Box(x: from, y: head + 1, width: max(0.5, to - from), height: thick - 2), fill: .series(place), radius: 2,
                    opacity: 0.9, tip: "\(names[number]) \(one.name): \(written(value))")
                var end = value < 0 ? from : to
                if let interval = one.intervals.isEmpty ? nil : one.intervals[number] {
                    let (low, high, middle) = (at(interval.lowerBound), at(interval.upperBound), head + thick / 2)
                    canvas.line((low, middle), (high, middle), ink: .text, width: 1.5)
                    for x in [low, high] { canvas.line((x, middle - 4), (x, middle + 4), ink: .text, width: 1.5) }
                    end = value < 0 ? min(end, low) : max(end, high)
                }
                if isNumbered {
                    canvas.text(
                        written(value), (value < 0 ? end - 6 : end + 6, head + thick / 2 + size * 0.36), size: size,
                        anchor: value < 0 ? .end : .start)
                }
            }
        }
        canvas.height = top + height + 28
        if !valueTitle.isEmpty {
            let text = GlyphWidths.shortened(valueTitle, size: 13, width: width - 2 * margin)
            let half = GlyphWidths.width(text, size: 13) / 2
            let middle = min(max(field.middle.x, margin + half), width - margin - half)
            canvas.text(text, (middle, top + height + 38), size: 13, anchor: .middle)
            canvas.height += 20
        }
        return canvas
    }
}
