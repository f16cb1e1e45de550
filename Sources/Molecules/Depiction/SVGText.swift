/// SVG written shape by shape; the first lie lowest. The module `Reports` has a like one, which lies a floor above.
struct SVGText {
    private(set) var body = ""

    static func file(width: Double, height: Double, body: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
        viewBox="0 0 \(number(width)) \(number(height))" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
        \(body)</svg>

        """
    }

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String) {
        body += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" fill=\"\(fill)\"/>\n"
    }

    mutating func line(_ a: Point, _ b: Point, stroke: String, width: Double, opacity: Double = 1, isRound: Bool = true, dash: String? = nil) {
        body += "<line x1=\"\(Self.number(a.x))\" y1=\"\(Self.number(a.y))\" x2=\"\(Self.number(b.x))\" y2=\"\(Self.number(b.y))\" "
        body += "stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\""
        if isRound { body += " stroke-linecap=\"round\"" }
        if opacity < 1 { body += " stroke-opacity=\"\(Self.number(opacity))\"" }
        if let dash { body += " stroke-dasharray=\"\(dash)\"" }
        body += "/>\n"
    }

    mutating func polygon(_ points: [Point], fill: String) {
        let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        body += "<polygon points=\"\(list)\" fill=\"\(fill)\" stroke=\"\(fill)\" stroke-width=\"0.6\" stroke-linejoin=\"round\"/>\n"
    }

    mutating func polyline(_ points: [Point], stroke: String, width: Double) {
        let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        body += "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\" stroke-linejoin=\"round\"/>\n"
    }

    mutating func circle(_ centre: Point, radius: Double, fill: String, opacity: Double = 1) {
        body += "<circle cx=\"\(Self.number(centre.x))\" cy=\"\(Self.number(centre.y))\" r=\"\(Self.number(radius))\" fill=\"\(fill)\""
        body += (opacity < 1 ? " fill-opacity=\"\(Self.number(opacity))\"" : "") + "/>\n"
    }

    enum Anchor: String { case start, middle, end }

    mutating func text(_ text: String, x: Double, y: Double, size: Double, fill: String, anchor: Anchor = .start, isBold: Bool = false) {
        body += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\" fill=\"\(fill)\""
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if isBold { body += " font-weight=\"bold\"" }
        body += ">\(Self.escaped(text))</text>\n"
    }

    /// Shapes moved by an offset, with a text that a pointer shows.
    mutating func group(x: Double, y: Double, scale: Double = 1, title: String, _ inner: SVGText) {
        body += "<g transform=\"translate(\(Self.number(x)) \(Self.number(y)))"
        body += (scale < 1 ? " scale(\(Self.number((scale * 1000).rounded(.down) / 1000)))" : "") + "\">\n"
        if !title.isEmpty { body += "<title>\(Self.escaped(title))</title>\n" }
        body += inner.body + "</g>\n"
    }

    mutating func raw(_ text: String) { body += text }

    /// Two decimals at most.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let hundredths = Int((value * 100).rounded())
        let (whole, part) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let sign = hundredths < 0 ? "-" : ""
        if part == 0 { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + (part % 10 == 0 ? "\(part / 10)" : part < 10 ? "0\(part)" : "\(part)")
    }

    /// What XML reads otherwise as entities, and without characters that it forbids.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
