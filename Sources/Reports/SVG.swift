import FileFormats

/// A drawing as SVG text: shapes are added one behind the other, the first lie lowest.
public struct SVG {
    /// In pixels.
    public let width: Double
    /// In pixels.
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
        <svg xmlns="http://www.w3.org/2000/svg" width="\(Markup.number(width))" height="\(Markup.number(height))" \
        viewBox="0 0 \(Markup.number(width)) \(Markup.number(height))" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
        \(body)</svg>

        """
    }

    /// A rectangle with its corner at the upper left.
    public mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String? = nil, radius: Double = 0
    ) {
        body += "<rect x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\" width=\"\(Markup.number(width))\" "
        body += "height=\"\(Markup.number(height))\" fill=\"\(fill)\"" + (radius > 0 ? " rx=\"\(Markup.number(radius))\"" : "")
        body += (stroke.map { " stroke=\"\($0)\"" } ?? "") + "/>\n"
    }

    /// A line between two points.
    public mutating func line(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), stroke: String, width: Double, dashed: Bool = false
    ) {
        body += "<line x1=\"\(Markup.number(from.x))\" y1=\"\(Markup.number(from.y))\" x2=\"\(Markup.number(to.x))\" "
        body += "y2=\"\(Markup.number(to.y))\" stroke=\"\(stroke)\" stroke-width=\"\(Markup.number(width))\" "
        body += "stroke-linecap=\"round\"" + (dashed ? " stroke-dasharray=\"4 4\"" : "") + "/>\n"
    }

    /// A filled triangle or any other polygon.
    public mutating func polygon(_ points: [(x: Double, y: Double)], fill: String) {
        let list = points.map { "\(Markup.number($0.x)),\(Markup.number($0.y))" }.joined(separator: " ")
        body += "<polygon points=\"\(list)\" fill=\"\(fill)\"/>\n"
    }

    /// A circle around a point.
    public mutating func circle(
        _ centre: (x: Double, y: Double), radius: Double, fill: String, stroke: String = "none", width: Double = 1,
        title: String? = nil
    ) {
        body += "<circle cx=\"\(Markup.number(centre.x))\" cy=\"\(Markup.number(centre.y))\" r=\"\(Markup.number(radius))\" "
        body += "fill=\"\(fill)\" stroke=\"\(stroke)\" stroke-width=\"\(Markup.number(width))\""
        body += title.map { "><title>\(Markup.escaped($0))</title></circle>\n" } ?? "/>\n"
    }

    /// Which part of a text stands at its place.
    public enum Anchor: String {
        /// Its beginning.
        case start
        /// Its middle.
        case middle
        /// Its end.
        case end
    }

    /// A line of text whose base line begins, is centred or ends at (x, y), with a thin white rim where `halo`.
    public mutating func text(
        _ string: String, x: Double, y: Double, size: Double, fill: String = "#222222", anchor: Anchor = .start,
        bold: Bool = false, halo: Bool = false
    ) {
        body += "<text x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\" font-size=\"\(Markup.number(size))\" fill=\"\(fill)\""
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if bold { body += " font-weight=\"bold\"" }
        if halo { body += " stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"" }
        body += ">\(Markup.escaped(string))</text>\n"
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
}
