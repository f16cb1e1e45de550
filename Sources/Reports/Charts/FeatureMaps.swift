import DenseArrays

/// What the channels of a layer see in a picture, as a grid of small pictures.
public struct FeatureMaps: Chart {
    public var title: String
    /// `[height, width, channels]`.
    public let maps: DenseArray
    /// What values look like.
    public var colours: ColourMap
    /// Whether each map is stretched over all colours by itself; else all by the same range, so that they can be compared.
    public var isScaledEach: Bool
    /// The most maps drawn.
    public var most: Int
    /// What stands below each; its number where empty.
    public var names: [String]

    /// - Parameters:
    ///   - title: stands above the maps.
    ///   - maps: `[height, width, channels]`, or one picture `[height, width]`.
    ///   - colours: what values look like.
    ///   - isScaledEach: whether each map has its own range of values.
    ///   - most: at most so many maps are drawn.
    ///   - names: what the maps are called, one a channel, or none.
    public init(
        title: String = "Feature maps", maps: DenseArray, colours: ColourMap = .viridis, isScaledEach: Bool = true, most: Int = 64,
        names: [String] = []
    ) {
        precondition(
            maps.shape.count == 3 || maps.shape.count == 2,
            "FeatureMaps: expected maps [height, width, channels], found shape \(maps.shape)")
        self.maps = maps.shape.count == 3 ? maps : maps.reshaped(maps.shape + [1])
        precondition(
            names.isEmpty || names.count == self.maps.shape[2], "FeatureMaps: \(self.maps.shape[2]) channels, found \(names.count) names")
        (self.title, self.colours, self.isScaledEach, self.most, self.names) = (title, colours, isScaledEach, most, names)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let (high, wide, channels) = (maps.shape[0], maps.shape[1], maps.shape[2]), shown = min(channels, max(0, most))
        var subtitle = "\(channels) maps of \(high) × \(wide)" + (shown < channels ? ", the first \(shown)" : "")
        let values = maps.elements
        func range(_ list: some Sequence<Float>) -> (Double, Double) {
            var low = Float.infinity, high = -Float.infinity
            for value in list where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
            return low <= high ? (Double(low), Double(high)) : (0, 0)
        }
        let common = range(values)
        subtitle += isScaledEach ? "; each from its least (dark) to its greatest value" : "; from \(Figure.significant(common.0)) (dark) to \(Figure.significant(common.1))"
        let top = canvas.header(title: title, subtitle: subtitle)
        let margin = ChartCanvas.margin, gap = 8.0, room = width - 2 * margin + gap
        let columns = max(1, min(shown, Int((room / (shown > 16 ? 84 : 120)).rounded(.down))))
        let cell = min(200, room / Double(columns) - gap), tall = wide > 0 ? min(cell * 2, cell * Double(high) / Double(wide)) : cell
        let palette = (0...255).map { level -> (UInt8, UInt8, UInt8, UInt8) in
            let colour = colours.colour(Double(level) / 255)
            return (colour.red, colour.green, colour.blue, 255)
        }
        for map in 0..<shown where high * wide > 0 {
            let one = (0..<high * wide).map { values[$0 * channels + map] }
            let (least, greatest) = isScaledEach ? range(one) : common
            let pixels = one.map { value -> UInt8 in
                greatest > least && value.isFinite ? UInt8(((Double(value) - least) / (greatest - least) * 255).rounded()) : 0
            }
            let x = margin + Double(map % columns) * (cell + gap), y = top + Double(map / columns) * (tall + gap + 18)
            let name = names.isEmpty ? "\(map)" : names[map]
            canvas.image(
                png: PalettePNG.encoded(width: wide, height: high, pixels: pixels, palette: palette),
                in: ChartCanvas.Box(x: x, y: y, width: cell, height: tall), isStretched: true,
                tip: "\(name): \(Figure.significant(least)) to \(Figure.significant(greatest))")
            canvas.text(
                GlyphWidths.shortened(name, size: 11, width: cell), (x + cell / 2, y + tall + 14), size: 11, ink: .muted, anchor: .middle)
        }
        canvas.height = top + Double((shown + columns - 1) / columns) * (tall + gap + 18) + 6
        return canvas
    }
}
