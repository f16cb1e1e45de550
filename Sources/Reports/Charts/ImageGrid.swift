/// Pictures in a grid, each with a caption below: green where it is right, red where it is wrong, with a sign for those who do
/// not see the difference.
public struct ImageGrid: Chart {
    /// A picture with its caption.
    public struct Item: Sendable {
        /// The bytes of a PNG file.
        public var png: [UInt8]
        /// The words below it.
        public var caption: String
        /// nil: neither right nor wrong.
        public var isRight: Bool?

        /// A picture, and whether its caption is a right answer.
        public init(png: [UInt8], caption: String, isRight: Bool? = nil) {
            (self.png, self.caption, self.isRight) = (png, caption, isRight)
        }
    }

    public var title: String
    /// Stands below the title.
    public var subtitle: String
    /// Row after row.
    public var items: [Item]
    /// How many stand in a row; nil: as many as fit at about 120 pixels.
    public var columns: Int?
    /// Whether enlarged pixels keep sharp edges.
    public var isPixelated: Bool

    /// In as many columns as fit unless told otherwise.
    public init(title: String = "", subtitle: String = "", items: [Item], columns: Int? = nil, isPixelated: Bool = true) {
        (self.title, self.subtitle, self.items, self.columns, self.isPixelated) = (title, subtitle, items, columns, isPixelated)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let top = canvas.header(title: title, subtitle: subtitle)
        let gap = 14.0, margin = ChartCanvas.margin, room = width - 2 * margin + gap
        let columns = max(1, self.columns ?? min(max(1, items.count), Int(room / 126)))
        let cell = min(220, room / Double(columns) - gap)
        let size = cell < 70 ? 10.0 : 12, lines = cell < 70 ? 2 : 3
        let captions = items.map { item -> [String] in
            let sign = item.isRight.map { $0 ? "✓ " : "✗ " } ?? ""
            return GlyphWidths.wrapped(sign + item.caption, size: size, width: cell, lines: lines)
        }
        var y = top
        for start in stride(from: 0, to: items.count, by: columns) {
            let row = start..<min(items.count, start + columns)
            let most = row.map { captions[$0].count }.max() ?? 0
            for number in row {
                let x = margin + Double(number - start) * (cell + gap), item = items[number]
                let ink: Ink = item.isRight.map { $0 ? .right : .wrong } ?? .text
                canvas.image(
                    png: item.png, in: ChartCanvas.Box(x: x, y: y, width: cell, height: cell), isPixelated: isPixelated, tip: item.caption)
                canvas.rectangle(
                    ChartCanvas.Box(x: x, y: y, width: cell, height: cell), fill: .none, stroke: item.isRight == nil ? .grid : ink,
                    strokeWidth: item.isRight == false ? 2.5 : 1, radius: 1)
                for (line, text) in captions[number].enumerated() {
                    canvas.text(
                        text, (x + cell / 2, y + cell + size + 5 + Double(line) * (size + 3)), size: size, ink: ink, anchor: .middle)
                }
            }
            y += cell + 10 + Double(most) * (size + 3) + 8
        }
        canvas.height = y + 4
        return canvas
    }
}
