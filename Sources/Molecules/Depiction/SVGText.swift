import FileFormats

/// SVG written shape by shape; the first lie lowest. The module `Reports` has a like one, which lies a floor above.
struct SVGText {
    private(set) var body = ""

    static func file(width: Double, height: Double, body: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="\(Markup.number(width))" height="\(Markup.number(height))" \
        viewBox="0 0 \(Markup.number(width)) \(Markup.number(height))" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
        \(body)</svg>

        """
    }

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String) {
        body += "<rect x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\" width=\"\(Markup.number(width))\" height=\"\(Markup.number(height))\" fill=\"\(fill)\"/>\n"
    }

    mutating func line(_ a: Point, _ b: Point, stroke: String, width: Double, opacity: Double = 1, isRound: Bool = true, dash: String? = nil) {
        body += "<line x1=\"\(Markup.number(a.x))\" y1=\"\(Markup.number(a.y))\" x2=\"\(Markup.number(b.x))\" y2=\"\(Markup.number(b.y))\" "
        body += "stroke=\"\(stroke)\" stroke-width=\"\(Markup.number(width))\""
        if isRound { body += " stroke-linecap=\"round\"" }
        if opacity < 1 { body += " stroke-opacity=\"\(Markup.number(opacity))\"" }
        if let dash { body += " stroke-dasharray=\"\(dash)\"" }
        body += "/>\n"
    }

    mutating func polygon(_ points: [Point], fill: String) {
        let list = points.map { "\(Markup.number($0.x)),\(Markup.number($0.y))" }.joined(separator: " ")
        body += "<polygon points=\"\(list)\" fill=\"\(fill)\" stroke=\"\(fill)\" stroke-width=\"0.6\" stroke-linejoin=\"round\"/>\n"
    }

    mutating func polyline(_ points: [Point], stroke: String, width: Double) {
        let list = points.map { "\(Markup.number($0.x)),\(Markup.number($0.y))" }.joined(separator: " ")
        body += "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"\(Markup.number(width))\" stroke-linejoin=\"round\"/>\n"
    }

    mutating func circle(_ centre: Point, radius: Double, fill: String, opacity: Double = 1) {
        body += "<circle cx=\"\(Markup.number(centre.x))\" cy=\"\(Markup.number(centre.y))\" r=\"\(Markup.number(radius))\" fill=\"\(fill)\""
        body += (opacity < 1 ? " fill-opacity=\"\(Markup.number(opacity))\"" : "") + "/>\n"
    }

    enum Anchor: String { case start, middle, end }

    mutating func text(_ text: String, x: Double, y: Double, size: Double, fill: String, anchor: Anchor = .start, isBold: Bool = false) {
        body += "<text x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\" font-size=\"\(Markup.number(size))\" fill=\"\(fill)\""
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if isBold { body += " font-weight=\"bold\"" }
        body += ">\(Markup.escaped(text))</text>\n"
    }

    /// Shapes moved by an offset, with a text that a pointer shows.
    mutating func group(x: Double, y: Double, scale: Double = 1, title: String, _ inner: SVGText) {
        body += "<g transform=\"translate(\(Markup.number(x)) \(Markup.number(y)))"
        body += (scale < 1 ? " scale(\(Markup.number((scale * 1000).rounded(.down) / 1000)))" : "") + "\">\n"
        if !title.isEmpty { body += "<title>\(Markup.escaped(title))</title>\n" }
        body += inner.body + "</g>\n"
    }

    mutating func raw(_ text: String) { body += text }
}
