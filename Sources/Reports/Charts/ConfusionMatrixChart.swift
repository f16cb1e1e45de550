import DenseArrays

/// What was taken for what: rows are the true classes, columns the predicted ones; each field has its count and its share of the
/// row. What is right is blue, what is wrong orange, the stronger the larger the share.
public struct ConfusionMatrixChart: Chart {
    public var title: String
    /// `counts[i][j]`: how many of true class i were taken for class j.
    public let counts: [[Int]]
    /// What they are called.
    public let names: [String]

    /// - Parameters:
    ///   - counts: a square matrix.
    ///   - names: the classes' names, as many as rows; numbers where empty.
    ///   - title: stands above the chart.
    public init(counts: [[Int]], names: [String] = [], title: String = "Confusion matrix") {
        precondition(
            counts.allSatisfy { $0.count == counts.count },
            "ConfusionMatrixChart: expected a square matrix, found \(counts.count) rows of lengths \(Set(counts.map(\.count)).sorted())")
        precondition(
            names.isEmpty || names.count == counts.count,
            "ConfusionMatrixChart: \(counts.count) classes, found \(names.count) names")
        self.counts = counts
        self.names = names.isEmpty ? counts.indices.map { "\($0)" } : names
        self.title = title
    }

    /// Counts from true and predicted classes `0 ..< classes`.
    public init(labels: [Int], predicted: [Int], classes: Int, names: [String] = [], title: String = "Confusion matrix") {
        precondition(
            labels.count == predicted.count, "ConfusionMatrixChart: \(labels.count) labels, found \(predicted.count) predictions")
        var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
        for (label, guess) in zip(labels, predicted) {
            precondition(
                label >= 0 && label < classes && guess >= 0 && guess < classes,
                "ConfusionMatrixChart: classes are 0..<\(classes), found \(label) and \(guess)")
            counts[label][guess] += 1
        }
        self.init(counts: counts, names: names, title: title)
    }

    private static let nameSize = 12.0

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let total = counts.joined().reduce(0, +), right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
        let subtitle = total == 0 ? "no items" : "\(right) of \(total) right (\(Figure.percent(Double(right) / Double(total)))); a field: count and share of its row"
        let top = canvas.header(title: title, subtitle: subtitle)
        let classes = max(1, counts.count), margin = ChartCanvas.margin, size = Self.nameSize
        // names to the left, at most a third of the width
        let rowNames = names.map { GlyphWidths.shortened($0, size: size, width: (width - 2 * margin) * 0.33) }
        let left = margin + 20 + (rowNames.map { GlyphWidths.width($0, size: size) }.max() ?? 0) + 8
        let cell = min(92, (width - margin - left) / Double(classes))
        let cellHeight = min(cell, max(cell < 30 ? cell : 30, min(56, cell * 0.7)))
        // names above: flat where they fit, else turned, else (cells too thin) none but every nth
        let widest = names.map { GlyphWidths.width($0, size: size) }.max() ?? 0
        let isFlat = widest <= cell - 8
        let columnNames = isFlat ? names : names.map { GlyphWidths.shortened($0, size: size, width: 150) }
        let every = max(1, Int((size * 1.25 / cell).rounded(.up)))
        let space = isFlat ? 18 : (columnNames.map { GlyphWidths.width($0, size: size) }.max() ?? 0) + 10
        let y0 = top + 20 + space
        canvas.text("predicted", (left + cell * Double(classes) / 2, top + 13), size: 13, ink: .muted, anchor: .middle)
        let everyRow = max(1, Int((size * 1.25 / cellHeight).rounded(.up)))
        for i in counts.indices {
            let middle = left + (Double(i) + 0.5) * cell, row = y0 + (Double(i) + 0.5) * cellHeight
            if i % every == 0 {
                let tip = columnNames[i] == names[i] ? nil : names[i]
                if isFlat {
                    canvas.text(columnNames[i], (middle, y0 - 7), size: size, anchor: .middle)
                } else {
                    canvas.text(columnNames[i], (middle + size * 0.36, y0 - 6), size: size, angle: -90, tip: tip)
                }
            }
            if i % everyRow == 0 {
                let tip = rowNames[i] == names[i] ? nil : names[i]
                canvas.text(rowNames[i], (left - 8, row + size * 0.36), size: size, anchor: .end, tip: tip)
            }
        }
        canvas.text(
            "true", (margin + 11, y0 + cellHeight * Double(classes) / 2), size: 13, ink: .muted, anchor: .middle, angle: -90)
        for i in counts.indices {
            let sum = counts[i].reduce(0, +)
            for j in counts.indices {
                let box = ChartCanvas.Box(x: left + Double(j) * cell, y: y0 + Double(i) * cellHeight, width: cell, height: cellHeight)
                draw(counts[i][j], of: sum, i, j, in: box, on: &canvas)
            }
        }
        canvas.height = y0 + cellHeight * Double(classes) + 14
        return canvas
    }

    private func draw(_ count: Int, of sum: Int, _ i: Int, _ j: Int, in box: ChartCanvas.Box, on canvas: inout ChartCanvas) {
        let share = sum > 0 ? Double(count) / Double(sum) : 0
        let inset = box.width > 12 ? 1.0 : 0.25
        let inner = ChartCanvas.Box(x: box.x + inset, y: box.y + inset, width: box.width - 2 * inset, height: box.height - 2 * inset)
        let tip = "\(names[i]) taken for \(names[j]): \(count) of \(sum) (\(Figure.percent(share)))"
        canvas.rectangle(inner, fill: .grid, radius: min(3, box.width / 12), fillOpacity: 0.45)
        if count > 0 {
            // a single mistake is to be seen too
            let strength = i == j ? 0.08 + 0.92 * share : 0.12 + 0.88 * share
            canvas.rectangle(
                inner, fill: i == j ? .rightField : .wrongField, radius: min(3, box.width / 12),
                fillOpacity: (strength * 100).rounded() / 100, tip: tip)
        }
        // white only where it is easier to read than dark letters on light paper: blue is darker than orange
        let ink: Ink = count == 0 ? .muted : share > (i == j ? 0.7 : 0.85) ? .onFill : .text
        let text = "\(count)"
        var size = box.width >= 44 ? 13.0 : 11, gap = 4.0
        if GlyphWidths.width(text, size: size) > box.width - gap { (size, gap) = (9, 2) }
        let part = Figure.percent(share, share > 0 && share < 0.0995 ? 1 : 0)
        guard GlyphWidths.width(text, size: size) <= box.width - gap, box.height >= size + 4 else { return }
        let hasPart = count > 0 && box.height >= 32 && GlyphWidths.width(part, size: 11) <= box.width - 4
        canvas.text(text, (box.middle.x, box.middle.y + (hasPart ? -2 : size * 0.36)), size: size, ink: ink, anchor: .middle)
        if hasPart { canvas.text(part, (box.middle.x, box.middle.y + 13), size: 11, ink: ink, anchor: .middle) }
    }
}
