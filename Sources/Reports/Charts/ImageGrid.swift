/// Pictures in a grid, each with a caption below: green where it is right, red where it is wrong, with a sign for those who do
/// not see the difference. A picture of which something wrong was said may have both: the right answer in green, what was said
/// in red below it.
public struct ImageGrid: Chart {
    /// A picture with its caption.
    public struct Item: Sendable {
        /// The bytes of a PNG file.
        public var png: [UInt8]
        /// The words below it.
        public var caption: String
        /// nil: neither right nor wrong.
        public var isRight: Bool?
        /// What was said wrongly, in red below a caption that says what it is, in green; nil: nothing.
        public var said: String?

        /// A picture, and whether its caption is a right answer.
        public init(png: [UInt8], caption: String, isRight: Bool? = nil) {
            (self.png, self.caption, self.isRight) = (png, caption, isRight)
        }

        /// A picture with the right answer below it, and, where it is another, the one that was given.
        ///
        /// - Parameters:
        ///   - png: the bytes of a PNG file.
        ///   - answer: what it is.
        ///   - given: what it was called.
        ///   - note: what stands behind the given answer, such as its probability.
        public init(png: [UInt8], answer: String, given: String, note: String = "") {
            let note = note.isEmpty ? "" : " " + note
            self.init(png: png, caption: answer == given ? answer + note : answer, isRight: answer == given)
            if answer != given { said = given + note }
        }

        /// The captions with their inks, the signs before them.
        var lines: [(text: String, ink: Ink)] {
            // a blank that no line is broken at
            if let said { return [("✓\u{A0}" + caption, .right), ("✗\u{A0}" + said, .wrong)] }
            guard let isRight else { return [(caption, .text)] }
            return [((isRight ? "✓\u{A0}" : "✗\u{A0}") + caption, isRight ? .right : .wrong)]
        }

        /// What the pointer shows.
        var tip: String { said.map { "\(caption), called \($0)" } ?? caption }
    }

    public var title: String
    /// Stands below the title.
    public var subtitle: String
    /// Row after row.
    public var items: [Item]
    /// How many stand in a row, fewer where they would be less than 72 pixels wide; nil: as many as fit at about 120 pixels.
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
        let columns = max(1, self.columns.map { min($0, Int(room / (72 + gap))) } ?? min(max(1, items.count), Int(room / 126)))
        let cell = min(220, room / Double(columns) - gap)
        let size = cell < 90 ? 11.0 : 12, lines = 3
        let captions = items.map { item in
            item.lines.flatMap { text, ink in
                GlyphWidths.wrapped(text, size: size, width: cell, lines: item.said == nil ? lines : 2).map { (text: $0, ink: ink) }
            }
        }
        var y = top
        for start in stride(from: 0, to: items.count, by: columns) {
            let row = start..<min(items.count, start + columns)
            let most = row.map { captions[$0].count }.max() ?? 0
            for number in row {
                let x = margin + Double(number - start) * (cell + gap), item = items[number]
                let ink: Ink = item.isRight.map { $0 ? .right : .wrong } ?? .text
                canvas.image(
                    png: item.png, in: ChartCanvas.Box(x: x, y: y, width: cell, height: cell), isPixelated: isPixelated, tip: item.tip)
                canvas.rectangle(
                    ChartCanvas.Box(x: x, y: y, width: cell, height: cell), fill: .none, stroke: item.isRight == nil ? .grid : ink,
                    strokeWidth: item.isRight == false ? 2.5 : 1, radius: 1)
                for (line, caption) in captions[number].enumerated() {
                    canvas.text(
                        caption.text, (x + cell / 2, y + cell + size + 5 + Double(line) * (size + 3)), size: size, ink: caption.ink, anchor: .middle)
                }
            }
            y += cell + 10 + Double(most) * (size + 3) + 8
        }
        canvas.height = y + 4
        return canvas
    }
}
