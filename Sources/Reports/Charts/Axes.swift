/// The plotting area of a chart with its two axes: grid, ticks, numbers and titles.
struct Axes {
    typealias Point = ChartCanvas.Point
    static let tickSize = 12.0, titleSize = 13.0, panelSize = 14.0

    /// Where values are drawn.
    let frame: ChartCanvas.Box
    let x: Scale
    let y: Scale
    private let outer: ChartCanvas.Box
    private let xTicks: [Scale.Tick], yTicks: [Scale.Tick]
    private let xTitle: String, yTitle: String, title: String

    /// Axes that with all their labels fill `outer`.
    ///
    /// - Parameters:
    ///   - title: what stands above the area.
    ///   - isSquare: whether both axes get the same length.
    init(in outer: ChartCanvas.Box, x: Scale, y: Scale, xTitle: String = "", yTitle: String = "", title: String = "", isSquare: Bool = false) {
        self.outer = outer
        (self.x, self.y) = (x, y)
        let top = title.isEmpty ? 8.0 : 26
        let bottom = Self.tickSize + 10 + (xTitle.isEmpty ? 0 : Self.titleSize + 8)
        func yTicks(_ height: Double) -> [Scale.Tick] { y.ticks(length: height, gap: Self.tickSize * 1.1) { _ in Self.tickSize } }
        func xTicks(_ width: Double) -> [Scale.Tick] {
            x.ticks(length: width, gap: 14) { GlyphWidths.width($0, size: Self.tickSize) }
        }
        var height = max(40, outer.height - top - bottom)
        let widest = yTicks(height).map { GlyphWidths.width($0.label, size: Self.tickSize) }.max() ?? 0
        let left = widest + 10 + (yTitle.isEmpty ? 0 : Self.titleSize + 10)
        var width = max(40, outer.width - left - 12)
        // the last number of the x axis is centred under its tick and must not reach out
        let over = xTicks(width).map { tick in
            x.place(tick.value) * width + GlyphWidths.width(tick.label, size: Self.tickSize) / 2 - width - 12
        }.max() ?? 0
        if over > 0 { width -= over }
        if isSquare {
            width = min(width, height)
            height = width
        }
        frame = ChartCanvas.Box(x: outer.x + left, y: outer.y + top, width: width, height: height)
        self.xTicks = xTicks(width)
        self.yTicks = yTicks(height)
        self.xTitle = GlyphWidths.shortened(xTitle, size: Self.titleSize, width: max(width, outer.width - left))
        self.yTitle = GlyphWidths.shortened(yTitle, size: Self.titleSize, width: top + height + 18)
        self.title = GlyphWidths.shortened(title, size: Self.panelSize, width: outer.width, bold: true)
    }

    /// The bottom of all labels.
    var bottom: Double { frame.bottom + Self.tickSize + 10 + (xTitle.isEmpty ? 0 : Self.titleSize + 8) }

    /// The pixel of a pair of values.
    func point(_ valueX: Double, _ valueY: Double) -> Point { (atX(valueX), atY(valueY)) }
    func atX(_ value: Double) -> Double { frame.x + x.place(value) * frame.width }
    func atY(_ value: Double) -> Double { frame.bottom - y.place(value) * frame.height }

    /// Draws grid, axes and all text; the marks come after.
    func draw(on canvas: inout ChartCanvas, verticalGrid: Bool = true) {
        if !title.isEmpty { canvas.text(title, (outer.x + 2, outer.y + 13), size: Self.panelSize, bold: true) }
        for tick in yTicks {
            let at = atY(tick.value)
            canvas.line((frame.x, at), (frame.right, at), ink: .grid)
            canvas.text(tick.label, (frame.x - 7, at + Self.tickSize * 0.36), size: Self.tickSize, ink: .muted, anchor: .end)
        }
        for tick in xTicks {
            let at = atX(tick.value)
            if verticalGrid { canvas.line((at, frame.y), (at, frame.bottom), ink: .grid) }
            canvas.line((at, frame.bottom), (at, frame.bottom + 4), ink: .axis)
            canvas.text(tick.label, (at, frame.bottom + Self.tickSize + 6), size: Self.tickSize, ink: .muted, anchor: .middle)
        }
        canvas.line((frame.x, frame.bottom), (frame.right, frame.bottom), ink: .axis)
        canvas.line((frame.x, frame.y), (frame.x, frame.bottom), ink: .axis)
        if !xTitle.isEmpty {
            // centred under the area, unless the outer field's end is nearer
            let half = GlyphWidths.width(xTitle, size: Self.titleSize) / 2
            let at = min(frame.middle.x, outer.right - half)
            canvas.text(xTitle, (max(at, outer.x + half), frame.bottom + Self.tickSize + Self.titleSize + 12), size: Self.titleSize, anchor: .middle)
        }
        if !yTitle.isEmpty {
            let half = GlyphWidths.width(yTitle, size: Self.titleSize) / 2
            // centred beside the area, a long one from the very top down to the numbers below
            let at = min(max(frame.middle.y, outer.y + half), frame.bottom + 18 - half)
            canvas.text(yTitle, (outer.x + Self.titleSize, at), size: Self.titleSize, anchor: .middle, angle: -90)
        }
    }
}
