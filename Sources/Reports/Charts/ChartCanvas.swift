import FileFormats

/// A chart being drawn: marks are added one behind the other, the first lie lowest.
///
/// Colours are roles (`Ink`): each mark carries its colour on light paper as an attribute, for programs that know no style
/// sheets, and a class whose rule reads a CSS variable, which changes under `prefers-color-scheme: dark`. A page may set the
/// variables itself (`svg.gcn-chart { --gcn-paper: transparent }`). No ids are used, so any number of charts can stand in one page.
public struct ChartCanvas: Sendable {
    typealias Point = (x: Double, y: Double)

    /// A field of the drawing.
    struct Box: Equatable, Sendable {
        var x: Double, y: Double, width: Double, height: Double
        var right: Double { x + width }
        var bottom: Double { y + height }
        var middle: Point { (x + width / 2, y + height / 2) }
    }

    /// A text that was drawn: its words and the corners of the field it fills.
    struct Label: Sendable {
        let text: String
        let corners: [Point]
    }

    enum Anchor: String { case start, middle, end }

    /// The size in pixels; the height may still grow while the chart is drawn.
    public let width: Double
    /// In pixels; grows with what is drawn.
    public internal(set) var height: Double
    /// What the chart is called, for screen readers.
    let title: String
    private(set) var labels: [Label] = []
    private var body = ""
    private var fills: Set<Ink> = [.paper], strokes: Set<Ink> = []

    init(width: Double, height: Double, title: String) {
        (self.width, self.height, self.title) = (width, height, title)
    }

    /// The whole SVG file.
    public var svg: String {
        let size = "width=\"\(Markup.number(width))\" height=\"\(Markup.number(height))\""
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"gcn-chart\" \(size) viewBox=\"0 0 \(Markup.number(width)) "
        text += "\(Markup.number(height))\" role=\"img\" font-family=\"\(Self.fonts)\" style=\"max-width:100%;height:auto\">\n"
        if !title.isEmpty { text += "<title>\(Markup.escaped(title))</title>\n" }
        text += "<style>\n\(style)</style>\n"
        text += "<rect class=\"f-paper\" fill=\"\(Ink.paper.light)\" \(size) rx=\"4\"/>\n"
        return text + body + "</svg>\n"
    }

    static let fonts = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

    /// Variables and rules for the inks that were used.
    private var style: String {
        let inks = fills.union(strokes).sorted { $0.name < $1.name }
        func variables(_ colour: (Ink) -> String) -> String {
            inks.map { "--gcn-\($0.name):\(colour($0))" }.joined(separator: ";")
        }
        var text = ".gcn-chart{\(variables(\.light))}\n"
        text += "@media (prefers-color-scheme:dark){.gcn-chart{\(variables(\.dark))}}\n"
        for ink in inks where fills.contains(ink) { text += ".gcn-chart .f-\(ink.name){fill:var(--gcn-\(ink.name))}\n" }
        for ink in inks where strokes.contains(ink) { text += ".gcn-chart .s-\(ink.name){stroke:var(--gcn-\(ink.name))}\n" }
        return text
    }

    /// Attributes that paint a mark.
    private mutating func paint(fill: Ink, stroke: Ink = .none, width: Double = 0) -> String {
        var classes: [String] = []
        if fill != .none {
            fills.insert(fill)
            classes.append("f-" + fill.name)
        }
        if stroke != .none {
            strokes.insert(stroke)
            classes.append("s-" + stroke.name)
        }
        var text = classes.isEmpty ? "" : "class=\"\(classes.joined(separator: " "))\" "
        text += "fill=\"\(fill.light)\""
        if stroke != .none { text += " stroke=\"\(stroke.light)\" stroke-width=\"\(Markup.number(width))\"" }
        return text
    }

    private func opacity(_ value: Double) -> String { value < 1 ? " opacity=\"\(Markup.number(value))\"" : "" }

    private mutating func close(_ name: String, _ tip: String?) {
        body += tip.map { "><title>\(Markup.escaped($0))</title></\(name)>\n" } ?? "/>\n"
    }

    mutating func rectangle(
        _ box: Box, fill: Ink, stroke: Ink = .none, strokeWidth: Double = 1, radius: Double = 0, opacity: Double = 1,
        fillOpacity: Double = 1, tip: String? = nil
    ) {
        body += "<rect x=\"\(Markup.number(box.x))\" y=\"\(Markup.number(box.y))\" width=\"\(Markup.number(max(0, box.width)))\" "
        body += "height=\"\(Markup.number(max(0, box.height)))\" " + paint(fill: fill, stroke: stroke, width: strokeWidth)
        body += (radius > 0 ? " rx=\"\(Markup.number(radius))\"" : "") + self.opacity(opacity)
        if fillOpacity < 1 { body += " fill-opacity=\"\(Markup.number(fillOpacity))\"" }
        close("rect", tip)
    }

    mutating func line(_ from: Point, _ to: Point, ink: Ink, width: Double = 1, dash: String? = nil) {
        body += "<line x1=\"\(Markup.number(from.x))\" y1=\"\(Markup.number(from.y))\" x2=\"\(Markup.number(to.x))\" "
        body += "y2=\"\(Markup.number(to.y))\" " + paint(fill: .none, stroke: ink, width: width)
        body += (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>\n"
    }

    mutating func circle(_ centre: Point, radius: Double, fill: Ink, stroke: Ink = .none, width: Double = 1, tip: String? = nil) {
        body += "<circle cx=\"\(Markup.number(centre.x))\" cy=\"\(Markup.number(centre.y))\" r=\"\(Markup.number(radius))\" "
        body += paint(fill: fill, stroke: stroke, width: width)
        close("circle", tip)
    }

    /// A curve through points; a point that is no number interrupts it, and one that stands alone becomes a dot.
    mutating func curve(_ points: [Point], ink: Ink, width: Double = 2, dash: String? = nil, opacity: Double = 1) {
        var path = "", isDrawing = false
        for (number, point) in points.enumerated() {
            if !point.x.isFinite || !point.y.isFinite {
                isDrawing = false
                continue
            }
            path += (isDrawing ? "L" : "M") + Self.pair(point)
            if !isDrawing, number + 1 == points.count || !points[number + 1].y.isFinite { path += "h0" }
            isDrawing = true
        }
        if path.isEmpty { return }
        body += "<path d=\"\(path)\" " + paint(fill: .none, stroke: ink, width: width)
        body += " stroke-linejoin=\"round\" stroke-linecap=\"round\"" + (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "")
        body += self.opacity(opacity) + "/>\n"
    }

    /// A filled polygon.
    mutating func area(_ points: [Point], fill: Ink, opacity: Double = 1) {
        if points.count < 3 { return }
        body += "<path d=\"M\(points.map { Self.pair($0) }.joined(separator: "L"))Z\" " + paint(fill: fill)
        body += self.opacity(opacity) + "/>\n"
    }

    private static func pair(_ point: Point) -> String {
        Markup.number((point.x * 10).rounded() / 10) + " " + Markup.number((point.y * 10).rounded() / 10)
    }

    /// Marks of one shape at many places, as one path: a dozen characters each.
    mutating func marks(_ points: [Point], shape: MarkShape, ink: Ink, size: Double, opacity: Double = 1) {
        var path = ""
        for point in points where point.x.isFinite && point.y.isFinite { path += shape.path(point, size: size) }
        if path.isEmpty { return }
        body += "<path d=\"\(path)\" "
        if shape == .circle {
            // a line of no length with a round cap is a dot
            body += paint(fill: .none, stroke: ink, width: size) + " stroke-linecap=\"round\""
        } else if shape.isOpen {
            body += paint(fill: .none, stroke: ink, width: max(1.2, size / 4)) + " stroke-linecap=\"round\""
        } else {
            body += paint(fill: ink)
        }
        body += self.opacity(opacity) + "/>\n"
    }

    /// Rectangles of one ink, as one path.
    mutating func fields(_ boxes: [Box], fill: Ink, opacity: Double = 1) {
        if boxes.isEmpty { return }
        var path = ""
        for box in boxes {
            path += "M\(Markup.number(box.x)) \(Markup.number(box.y))h\(Markup.number(box.width))v\(Markup.number(box.height))"
            path += "h\(Markup.number(-box.width))z"
        }
        body += "<path d=\"\(path)\" " + paint(fill: fill) + self.opacity(opacity) + "/>\n"
    }

    /// A line of text whose base line begins, is centred or ends at the point, turned about it by `angle` degrees; with a halo it
    /// has a thin rim of the paper's colour.
    mutating func text(
        _ string: String, _ point: Point, size: Double, ink: Ink = .text, anchor: Anchor = .start, bold: Bool = false,
        angle: Double = 0, hasHalo: Bool = false, tip: String? = nil
    ) {
        if string.isEmpty { return }
        body += "<text x=\"\(Markup.number(point.x))\" y=\"\(Markup.number(point.y))\" font-size=\"\(Markup.number(size))\" "
        body += hasHalo ? paint(fill: ink, stroke: .paper, width: 3) + " stroke-linejoin=\"round\" paint-order=\"stroke\"" : paint(fill: ink)
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if bold { body += " font-weight=\"bold\"" }
        if angle != 0 { body += " transform=\"rotate(\(Markup.number(angle)) \(Markup.number(point.x)) \(Markup.number(point.y)))\"" }
        body += ">" + (tip.map { "<title>\(Markup.escaped($0))</title>" } ?? "") + "\(Markup.escaped(string))</text>\n"
        labels.append(Label(text: string, corners: Self.corners(string, point, size, anchor, bold, angle)))
    }

    private static func corners(
        _ string: String, _ point: Point, _ size: Double, _ anchor: Anchor, _ bold: Bool, _ angle: Double
    ) -> [Point] {
        let width = GlyphWidths.width(string, size: size, bold: bold)
        let left = anchor == .start ? 0 : anchor == .middle ? -width / 2 : -width
        let (c, s) = Turn.of(degrees: angle)
        return [(left, -0.76 * size), (left + width, -0.76 * size), (left + width, 0.22 * size), (left, 0.22 * size)].map {
            (point.x + $0 * c - $1 * s, point.y + $0 * s + $1 * c)
        }
    }

    /// A picture from the bytes of a PNG file, its pixels with sharp edges where `isPixelated`.
    mutating func image(png: [UInt8], in box: Box, isPixelated: Bool = true, isStretched: Bool = false, tip: String? = nil) {
        body += "<image x=\"\(Markup.number(box.x))\" y=\"\(Markup.number(box.y))\" width=\"\(Markup.number(box.width))\" "
        body += "height=\"\(Markup.number(box.height))\" preserveAspectRatio=\"\(isStretched ? "none" : "xMidYMid meet")\""
        if isPixelated { body += " style=\"image-rendering:pixelated\"" }
        body += " href=\"data:image/png;base64,\(Base64.encoded(png))\""
        close("image", tip)
    }

    /// Draws what lies inside the box alone; what reaches out is cut off.
    mutating func clipped(to box: Box, _ draw: (inout ChartCanvas) -> Void) {
        let (x, y) = (Markup.number(box.x), Markup.number(box.y))
        let (width, height) = (Markup.number(box.width), Markup.number(box.height))
        body += "<svg x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" viewBox=\"\(x) \(y) \(width) \(height)\">\n"
        draw(&self)
        body += "</svg>\n"
    }
}
