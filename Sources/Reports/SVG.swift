/// A drawing as SVG text: shapes are added one behind the other, the first lie lowest.
public struct SVG {
    public let width: Double
    public let height: Double
    private var body = ""

    /// An empty drawing of this size in pixels, on white.
    public init(width: Double, height: Double, background: String = "#ffffff") {
        self.width = width
        self.height = height
        rectangle(x: 0, y: 0, width: width, height: height, fill: background)
    }

    /// The whole file.
    public var text: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" height="\(Self.number(height))" \
        viewBox="0 0 \(Self.number(width)) \(Self.number(height))" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
        \(body)</svg>

        """
    }

    public mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String? = nil, radius: Double = 0
    ) {
        body += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
        body += "height=\"\(Self.number(height))\" fill=\"\(fill)\"" + (radius > 0 ? " rx=\"\(Self.number(radius))\"" : "")
        body += (stroke.map { " stroke=\"\($0)\"" } ?? "") + "/>\n"
    }

    public mutating func line(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), stroke: String, width: Double, dashed: Bool = false
    ) {
        body += "<line x1=\"\(Self.number(from.x))\" y1=\"\(Self.number(from.y))\" x2=\"\(Self.number(to.x))\" "
        body += "y2=\"\(Self.number(to.y))\" stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\" "
        body += "stroke-linecap=\"round\"" + (dashed ? " stroke-dasharray=\"4 4\"" : "") + "/>\n"
    }

    /// A filled triangle or any other polygon.
    public mutating func polygon(_ points: [(x: Double, y: Double)], fill: String) {
        let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        body += "<polygon points=\"\(list)\" fill=\"\(fill)\"/>\n"
    }

    public mutating func circle(
        _ centre: (x: Double, y: Double), radius: Double, fill: String, stroke: String = "none", width: Double = 1,
        title: String? = nil
    ) {
        body += "<circle cx=\"\(Self.number(centre.x))\" cy=\"\(Self.number(centre.y))\" r=\"\(Self.number(radius))\" "
        body += "fill=\"\(fill)\" stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\""
        body += title.map { "><title>\(Self.escaped($0))</title></circle>\n" } ?? "/>\n"
    }

    public enum Anchor: String { case start, middle, end }

    /// A line of text whose base line begins, is centred or ends at (x, y), with a thin white rim where `halo`.
    public mutating func text(
        _ string: String, x: Double, y: Double, size: Double, fill: String = "#222222", anchor: Anchor = .start,
        bold: Bool = false, halo: Bool = false
    ) {
        body += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\" fill=\"\(fill)\""
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if bold { body += " font-weight=\"bold\"" }
        if halo { body += " stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"" }
        body += ">\(Self.escaped(string))</text>\n"
    }

    /// About how wide a text is, in pixels: letters of a sans-serif are half as wide as high, capitals and digits more.
    public static func textWidth(_ string: String, size: Double) -> Double {
        string.unicodeScalars.reduce(0.0) { sum, scalar in
            switch scalar {
            case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", "[", "]", " ": sum + 0.31 * size
            case "m", "w", "M", "W", "@", "%": sum + 0.86 * size
            case "A"..."Z", "+", "=", "–": sum + 0.68 * size
            default: sum + (scalar.value > 0x2E80 ? 1.0 : 0.56) * size
            }
        }
    }

    /// Two decimals at most; a number that is none becomes 0, so that the file stays readable.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "0" }
        let hundredths = Int((value * 100).rounded())
        let (whole, part) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let sign = hundredths < 0 ? "-" : ""
        if part == 0 { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + (part % 10 == 0 ? "\(part / 10)" : part < 10 ? "0\(part)" : "\(part)")
    }

    /// The text with what XML reads otherwise written as entities, and without characters that XML forbids.
    static func escaped(_ string: String) -> String {
        var result = ""
        for scalar in string.unicodeScalars {
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
