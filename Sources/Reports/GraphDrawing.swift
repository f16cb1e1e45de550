import DenseArrays

/// The drawing of one `GraphPicture` at one width: where everything stands.
struct GraphDrawing {
    private struct Box {
        var left, top, right, bottom: Double
        var area: Double { (right - left) * (bottom - top) }
        func overlap(_ other: Box) -> Double {
            let w = min(right, other.right) - max(left, other.left), h = min(bottom, other.bottom) - max(top, other.top)
            return w > 0 && h > 0 ? w * h : 0
        }

        /// How much of a line lies within, about.
        func crossed(_ a: ChartCanvas.Point, _ b: ChartCanvas.Point) -> Double {
            var inside = 0.0
            for step in 0...24 {
                let t = Double(step) / 24
                let (x, y) = (a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
                if x > left, x < right, y > top, y < bottom { inside += 1 }
            }
            return inside
        }
    }

    private let picture: GraphPicture
    private let width: Double
    private let nodeRadius: Double
    private let largest: Double
    private var places: [ChartCanvas.Point] = []
    private var field = ChartCanvas.Box(x: 0, y: 0, width: 0, height: 0)
    private var canvas: ChartCanvas

    init(_ picture: GraphPicture, width: Double) {
        self.picture = picture
        self.width = width
        nodeRadius = width >= 640 ? 11 : picture.nodes.count > 20 ? 6 : 8
        largest = picture.edges.reduce(0) { max($0, abs($1.weight)) }
        canvas = ChartCanvas(width: width, height: 0, title: picture.title)
    }

    mutating func drawn() -> ChartCanvas {
        // of many classes only those that are in the drawing
        let drawn = picture.classNames.count > 7 ? Set(picture.nodes.compactMap(\.group)) : Set(picture.classNames.indices)
        let classes = picture.classNames.enumerated().filter { drawn.contains($0.offset) }.map {
            LegendEntry(name: $0.element, ink: .series($0.offset), sample: .mark(.circle))
        }
        let top = canvas.header(title: picture.title, subtitle: picture.subtitle, legend: classes)
        let margin = ChartCanvas.margin + nodeRadius + 12
        // few nodes need little room
        let share = min(1, 0.45 + 0.05 * Double(picture.nodes.count))
        field = ChartCanvas.Box(
            x: margin, y: top + nodeRadius + 14, width: width - 2 * margin,
            height: min(600, max(200, (width - 2 * margin) * (width >= 640 ? 0.62 : 1) * share)))
        let unit = ForceLayout.places(
            nodes: picture.nodes.count, ties: picture.edges.map { ($0.source, $0.target) },
            centre: picture.nodes.firstIndex { $0.isMarked }, aspect: field.width / field.height, key: picture.key)
        places = unit.map { (field.x + $0.x * field.width, field.y + $0.y * field.height) }
        drawEdges()
        for (number, node) in picture.nodes.enumerated() {
            if node.isMarked { canvas.circle(places[number], radius: nodeRadius + 5, fill: .paper, stroke: .wrong, width: 3) }
            canvas.circle(
                places[number], radius: nodeRadius, fill: node.group.map { .series($0) } ?? .grid, stroke: .muted, width: 1.2,
                tip: node.name.isEmpty ? nil : node.name)
        }
        drawNames()
        drawFoot()
        return canvas
    }

    private func share(_ weight: Double) -> Double { largest > 0 ? weight / largest : 0 }

    private func lineWidth(_ share: Double) -> Double { 1 + (width >= 640 ? 6 : 4) * abs(share) }

    /// The weak ones first, so that the strong ones lie on them.
    private mutating func drawEdges() {
        let order = picture.edges.indices.sorted {
            (abs(picture.edges[$0].weight), $0) < (abs(picture.edges[$1].weight), $1)
        }
        for number in order {
            let edge = picture.edges[number]
            let part = share(edge.weight), ink = Ink.weight(part), width = lineWidth(part)
            let (from, to) = (places[edge.source], places[edge.target])
            if edge.source == edge.target {
                canvas.circle((from.x + nodeRadius + 2, from.y - nodeRadius - 2), radius: nodeRadius, fill: .none, stroke: ink, width: width)
                continue
            }
            let (dx, dy) = (to.x - from.x, to.y - from.y)
            let length = max((dx * dx + dy * dy).squareRoot(), 1)
            let (ux, uy) = (dx / length, dy / length)
            let dash = edge.isChosen ? nil : "4 4"
            if edge.isDirected, length > 2 * nodeRadius + 14 {
                let tip = nodeRadius + 3, size = 7 + width
                let end = (x: to.x - ux * tip, y: to.y - uy * tip)
                let base = (x: end.x - ux * size, y: end.y - uy * size)
                canvas.line(from, base, ink: ink, width: width, dash: dash)
                canvas.area(
                    [
                        end, (base.x - uy * size * 0.5, base.y + ux * size * 0.5),
                        (base.x + uy * size * 0.5, base.y - ux * size * 0.5),
                    ], fill: ink)
            } else {
                canvas.line(from, to, ink: ink, width: width, dash: dash)
            }
        }
    }

    /// Each name where it hides least: eight places around its node, the marked node's name first. A name that would lie on
    /// another is left to the pointer.
    private mutating func drawNames() {
        let size = picture.nodes.count > 40 || width < 640 ? 10.0 : 12.0
        let isCrowded = width < 480 && picture.nodes.count > 30
        let nodes = places.enumerated().map { number, place in
            let r = nodeRadius + (picture.nodes[number].isMarked ? 7 : 1)
            return Box(left: place.x - r, top: place.y - r, right: place.x + r, bottom: place.y + r)
        }
        var names: [Box] = []
        let order = picture.nodes.indices.sorted { (picture.nodes[$0].isMarked ? 0 : 1, $0) < (picture.nodes[$1].isMarked ? 0 : 1, $1) }
        for number in order where !picture.nodes[number].name.isEmpty && (picture.nodes[number].isMarked || !isCrowded) {
            let node = picture.nodes[number]
            let name = GlyphWidths.shortened(node.name, size: size, width: 150, bold: node.isMarked)
            let place = places[number]
            let (w, r) = (GlyphWidths.width(name, size: size, bold: node.isMarked), nodeRadius + (node.isMarked ? 8 : 2))
            let d = r * 0.75
            // left edge and base line of the text
            let candidates = [
                (place.x + r + 2, place.y + size * 0.35), (place.x - r - 2 - w, place.y + size * 0.35),
                (place.x - w / 2, place.y - r - 3), (place.x - w / 2, place.y + r + size * 0.85),
                (place.x + d, place.y - d - 1), (place.x - d - w, place.y - d - 1),
                (place.x + d, place.y + d + size * 0.8), (place.x - d - w, place.y + d + size * 0.8),
            ]
            var best = (cost: Double.infinity, hidden: 0.0, box: Box(left: 0, top: 0, right: 0, bottom: 0), x: 0.0, y: 0.0)
            for (rank, (x, y)) in candidates.enumerated() {
                let box = Box(left: x - 1, top: y - size * 0.8, right: x + w + 1, bottom: y + size * 0.25)
                if box.left < 2 || box.right > width - 2 || box.top < field.y - nodeRadius - 14 { continue }
                let hidden = names.reduce(0) { $0 + box.overlap($1) }
                var cost = Double(rank) * 0.4 + 6 * hidden
                for other in nodes { cost += 3 * box.overlap(other) }
                for edge in picture.edges where edge.source != edge.target {
                    cost += 4 * box.crossed(places[edge.source], places[edge.target]) * (0.5 + abs(share(edge.weight)))
                }
                if cost < best.cost { best = (cost, hidden, box, x, y) }
            }
            guard best.cost.isFinite, node.isMarked || best.hidden < 0.02 * best.box.area else { continue }
            names.append(best.box)
            canvas.text(name, (best.x, best.y), size: size, bold: node.isMarked, hasHalo: true)
        }
    }

    /// What the edges' colours mean, and the notes.
    private mutating func drawFoot() {
        let margin = ChartCanvas.margin, hasNegative = picture.edges.contains { $0.weight < 0 }
        var y = field.bottom + nodeRadius + 38, x = margin
        // where all weigh the same there is nothing to explain
        if Set(picture.edges.map(\.weight)).count > 1 {
            for step in stride(from: hasNegative ? -1.0 : 0.0, through: 1.0, by: 0.25) {
                canvas.line((x, y - 4), (x + 16, y - 4), ink: .weight(step), width: lineWidth(step))
                x += 21
            }
            let (low, high) = (hasNegative ? "−\(Self.figure(largest))" : "0", Self.figure(largest))
            let dashed = picture.edges.contains { !$0.isChosen } ? "; dashed: not among the chosen ones" : ""
            let words = "\(picture.weightTitle): \(low) to \(high)\(dashed)"
            if x + 6 + GlyphWidths.width(words, size: 12) > width - margin {
                x = margin - 6
                y += 18
            }
            for line in GlyphWidths.wrapped(words, size: 12, width: width - margin - x - 6, lines: 3) {
                canvas.text(line, (x + 6, y), size: 12)
                y += 17
            }
            y += 4
        }
        for note in picture.notes {
            for line in GlyphWidths.wrapped(note, size: 12, width: width - 2 * margin, lines: 4) {
                canvas.text(line, (margin, y), size: 12, ink: .muted)
                y += 16
            }
        }
        canvas.height = y
    }

    /// Three significant figures.
    static func figure(_ value: Double) -> String {
        if value == 0 || !value.isFinite { return "0" }
        var digits = 2
        var size = abs(value)
        while size < 1, digits < 8 {
            size *= 10
            digits += 1
        }
        while size >= 10, digits > 0 {
            size /= 10
            digits -= 1
        }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let text = ((value * scale).rounded() / scale).description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
