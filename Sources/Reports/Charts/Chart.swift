import FileFormats

/// A chart: values that know how to draw themselves as SVG.
///
/// Colours are safe for the colour-blind and follow the reader's light or dark scheme; sizes are chosen for 700 pixels, the width
/// of a notebook, and drawings shrink with what holds them. `svg(width:)` lays out anew for another width.
public protocol Chart: Sendable {
    /// What stands above it.
    var title: String { get }
    /// The drawing at a width in pixels (not below 280).
    func drawing(width: Double) -> ChartCanvas
}

extension Chart {
    /// The chart as an SVG file, 700 pixels wide.
    public var svg: String { svg(width: 700) }

    /// The chart as an SVG file laid out for this width in pixels.
    public func svg(width: Double) -> String { drawing(width: max(280, width)).svg }

    /// The chart as a PNG file in its colours for light paper, `scale` pixels for each of the drawing.
    ///
    /// Throws `.unsupported` where librsvg is missing, naming the package.
    public func png(width: Double = 700, scale: Double = 2) throws(FileError) -> [UInt8] { try PictureFile.png(svg(width: width), scale: scale) }
}

/// An entry of a legend.
struct LegendEntry {
    enum Sample {
        case line(dash: String?)
        case mark(MarkShape)
        case field(opacity: Double)
    }
    let name: String
    let ink: Ink
    let sample: Sample
}

extension ChartCanvas {
    static let margin = 14.0

    /// Draws title, subtitle and legend from the top of the drawing down, each in as many lines as it needs; returns where the
    /// rest may begin.
    mutating func header(title: String, subtitle: String = "", legend: [LegendEntry] = []) -> Double {
        var y = Self.margin
        let room = width - 2 * Self.margin
        for line in GlyphWidths.wrapped(title, size: 16, width: room, lines: 3, bold: true) {
            text(line, (Self.margin, y + 14), size: 16, bold: true)
            y += 21
        }
        for line in GlyphWidths.wrapped(subtitle, size: 13, width: room, lines: 4) {
            text(line, (Self.margin, y + 12), size: 13, ink: .muted)
            y += 18
        }
        if !legend.isEmpty { y = self.legend(legend, top: y + 4) }
        return y + 6
    }

    /// Draws legend entries in rows; returns the bottom.
    mutating func legend(_ entries: [LegendEntry], top: Double) -> Double {
        let size = 12.0, room = width - 2 * Self.margin
        var x = Self.margin, y = top
        for entry in entries {
            let name = GlyphWidths.shortened(entry.name, size: size, width: room - 30)
            let needed = 28 + GlyphWidths.width(name, size: size)
            if x > Self.margin, x + needed > width - Self.margin {
                x = Self.margin
                y += 19
            }
            switch entry.sample {
            case .line(let dash): line((x, y + 8), (x + 20, y + 8), ink: entry.ink, width: 2.5, dash: dash)
            case .mark(let shape): marks([(x + 12, y + 8)], shape: shape, ink: entry.ink, size: 8)
            case .field(let opacity):
                rectangle(Box(x: x + 4, y: y + 2, width: 14, height: 12), fill: entry.ink, radius: 2, opacity: opacity)
            }
            text(name, (x + 25, y + 12), size: size)
            x += needed + 14
        }
        return y + 19
    }
}
