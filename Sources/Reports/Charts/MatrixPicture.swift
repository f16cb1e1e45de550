import DenseArrays

/// A matrix as a picture (spy plot): a field for each entry that is not zero, blue above zero, orange below, the stronger the
/// larger. Large matrices are drawn smaller, several entries to a pixel, the stronger the more there are.
public struct MatrixPicture: Chart {
    /// A field that is not 0.
    public struct Entry: Sendable {
        /// Counted from 0.
        public var row: Int
        /// Counted from 0.
        public var column: Int
        /// What is there.
        public var value: Double

        /// 1 unless told otherwise.
        public init(_ row: Int, _ column: Int, _ value: Double = 1) { (self.row, self.column, self.value) = (row, column, value) }
    }

    public var title: String
    /// How many there are.
    public let rows: Int
    /// How many there are.
    public let columns: Int
    /// Entries that are not zero.
    public let entries: [Entry]
    /// What the rows are.
    public var rowTitle: String
    /// What the columns are.
    public var columnTitle: String

    /// Of the entries that are not 0.
    public init(
        title: String, rows: Int, columns: Int, entries: [Entry], rowTitle: String = "row", columnTitle: String = "column"
    ) {
        for entry in entries {
            precondition(
                entry.row >= 0 && entry.row < rows && entry.column >= 0 && entry.column < columns,
                "MatrixPicture: entry [\(entry.row), \(entry.column)] outside [\(rows), \(columns)]")
        }
        (self.title, self.rows, self.columns) = (title, rows, columns)
        self.entries = entries.filter { $0.value != 0 && $0.value.isFinite }
        (self.rowTitle, self.columnTitle) = (rowTitle, columnTitle)
    }

    /// The entries of a dense matrix.
    public init(title: String, matrix: DenseArray, rowTitle: String = "row", columnTitle: String = "column") {
        precondition(matrix.shape.count == 2, "MatrixPicture: expected a matrix, found shape \(matrix.shape)")
        let columns = matrix.shape[1]
        let entries = matrix.elements.enumerated().filter { $0.element != 0 }.map {
            Entry($0.offset / columns, $0.offset % columns, Double($0.element))
        }
        self.init(
            title: title, rows: matrix.shape[0], columns: columns, entries: entries, rowTitle: rowTitle, columnTitle: columnTitle)
    }

    /// Sums and greatest sizes of the entries in a raster of at most so many pixels.
    func raster(wide: Int, high: Int) -> (width: Int, height: Int, strengths: [Double]) {
        let width = max(1, min(columns, wide)), height = max(1, min(rows, high))
        var sums = [Double](repeating: 0, count: width * height)
        for entry in entries {
            sums[entry.row * height / max(1, rows) * width + entry.column * width / max(1, columns)] += entry.value
        }
        let largest = sums.reduce(0) { max($0, abs($1)) }
        if largest > 0 { for place in sums.indices { sums[place] /= largest } }
        return (width, height, sums)
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let all = Double(max(1, rows)) * Double(max(1, columns))
        let top = canvas.header(
            title: title,
            subtitle: "\(rows) × \(columns), \(entries.count) entries (\(Figure.significant(100 * Double(entries.count) / all)) %)")
        let margin = ChartCanvas.margin, size = 12.0
        let left = margin + 20 + GlyphWidths.width("\(max(0, rows - 1))", size: size) + 8, room = width - margin - left
        // square entries where the shape allows, else stretched
        let shape = min(3, max(0.25, Double(max(1, rows)) / Double(max(1, columns))))
        let wide = min(room, 620 / shape, 26 * Double(max(1, columns))), high = min(wide * shape, 26 * Double(max(1, rows)))
        let frame = ChartCanvas.Box(x: left, y: top + 42, width: wide, height: max(high, 12))
        draw(frame, on: &canvas)
        canvas.rectangle(frame, fill: .none, stroke: .axis)
        let across = Scale(-0.5, Double(max(1, columns)) - 0.5, format: .integer), down = Scale(-0.5, Double(max(1, rows)) - 0.5, format: .integer)
        for tick in across.ticks(length: frame.width, gap: 12, extent: { GlyphWidths.width($0, size: size) }) where tick.value >= 0 {
            canvas.text(tick.label, (frame.x + across.place(tick.value) * frame.width, frame.y - 6), size: size, ink: .muted, anchor: .middle)
        }
        for tick in down.ticks(length: frame.height, gap: 6, extent: { _ in size }) where tick.value >= 0 {
            canvas.text(
                tick.label, (frame.x - 6, frame.y + down.place(tick.value) * frame.height + size * 0.36), size: size, ink: .muted, anchor: .end)
        }
        let half = GlyphWidths.width(columnTitle, size: 13) / 2
        canvas.text(columnTitle, (min(max(frame.middle.x, margin + half), width - margin - half), top + 16), size: 13, anchor: .middle)
        let reach = GlyphWidths.width(rowTitle, size: 13) / 2
        canvas.text(rowTitle, (margin + 11, max(frame.middle.y, top + 24 + reach)), size: 13, anchor: .middle, angle: -90)
        canvas.height = max(frame.bottom, top + 24 + 2 * reach) + 14
        return canvas
    }

    private func draw(_ frame: ChartCanvas.Box, on canvas: inout ChartCanvas) {
        if rows == 0 || columns == 0 { return }
        let (width, height, strengths) = raster(wide: Int(min(400, frame.width)), high: Int(min(400, frame.height)))
        let isReduced = width < columns || height < rows
        /// How opaque: a single entry is still seen.
        func level(_ strength: Double) -> Double { 0.25 + 0.75 * (isReduced ? abs(strength).squareRoot() : abs(strength)) }
        if width * height <= 4096 {
            var fields: [Int: [ChartCanvas.Box]] = [:]
            for (place, strength) in strengths.enumerated() where strength != 0 {
                let step = Int((level(strength) * 20).rounded()) * (strength < 0 ? -1 : 1)
                let (w, h) = (frame.width / Double(width), frame.height / Double(height))
                let gap = min(w, h) > 6 ? 0.5 : 0
                fields[step, default: []].append(
                    ChartCanvas.Box(
                        x: frame.x + Double(place % width) * w + gap, y: frame.y + Double(place / width) * h + gap, width: w - 2 * gap,
                        height: h - 2 * gap))
            }
            for (step, boxes) in fields.sorted(by: { $0.key < $1.key }) {
                canvas.fields(boxes, fill: step < 0 ? .series(1) : .series(0), opacity: Double(abs(step)) / 20)
            }
            return
        }
        // a picture cannot follow the scheme: blue and orange that show on light and dark
        var palette: [(UInt8, UInt8, UInt8, UInt8)] = [(0, 0, 0, 0)]
        for step in 1...127 { palette.append((0x1c, 0x86, 0xcc, UInt8(2 * step + 1))) }
        for step in 1...128 { palette.append((0xe0, 0x6a, 0x10, UInt8(min(255, 2 * step + 1)))) }
        let pixels = strengths.map { strength -> UInt8 in
            if strength == 0 { return 0 }
            let step = max(1, min(127, Int((level(strength) * 127).rounded())))
            return UInt8(strength > 0 ? step : 127 + step)
        }
        canvas.image(png: PalettePNG.encoded(width: width, height: height, pixels: pixels, palette: palette), in: frame, isStretched: true)
    }
}
