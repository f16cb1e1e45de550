import DenseArrays

/// The drawing of one `GraphPicture`: where everything stands.
struct GraphDrawing {
    private static let width = 960.0
    private static let fieldHeight = 600.0
    private static let margin = 44.0
    private static let nodeRadius = 11.0

    private let picture: GraphPicture
    private let places: [(x: Double, y: Double)]
    private let largest: Double
    private let top: Double
    private var svg: SVG

    init(_ picture: GraphPicture, key: RandomKey) {
        self.picture = picture
        let margin = Self.margin
        let fieldWidth = Self.width - 2 * margin - 40
        let unit = ForceLayout.places(
            nodes: picture.nodes.count, ties: picture.edges.map { ($0.source, $0.target) },
            centre: picture.nodes.firstIndex { $0.isMarked }, aspect: fieldWidth / Self.fieldHeight, key: key)
        let top = 84.0
        self.top = top
        places = unit.map { (margin + 10 + $0.x * fieldWidth, top + 16 + $0.y * (Self.fieldHeight - 32)) }
        largest = picture.edges.reduce(0) { max($0, abs($1.weight)) }
        let legendRows = GraphDrawing.rows(picture.classNames.map { 34 + SVG.textWidth($0, size: 13) }, within: Self.width - 2 * margin)
        let height = top + Self.fieldHeight + 24 + Double(legendRows.count) * 22 + 34 + Double(picture.notes.count) * 18 + 10
        svg = SVG(width: Self.width, height: height)
    }

    mutating func text() -> String {
        let margin = Self.margin
        svg.text(
            Self.shortened(picture.title, size: 20, width: Self.width - 2 * margin), x: margin, y: 38, size: 20, bold: true)
        svg.text(
            Self.shortened(picture.subtitle, size: 13, width: Self.width - 2 * margin), x: margin, y: 60, size: 13,
            fill: "#555555")
        drawEdges()
        drawNodes()
        drawNames()
        drawLegend()
        return svg.text
    }

    private func share(_ weight: Double) -> Double { largest > 0 ? weight / largest : 0 }

    /// The weak ones first, so that the strong ones lie on them.
    private mutating func drawEdges() {
        let order = picture.edges.indices.sorted {
            (abs(picture.edges[$0].weight), $0) < (abs(picture.edges[$1].weight), $1)
        }
        for number in order {
            let edge = picture.edges[number]
            let part = share(edge.weight)
            let colour = GraphPicture.colour(part)
            let width = 1 + 6 * abs(part)
            let (from, to) = (places[edge.source], places[edge.target])
            if edge.source == edge.target {
                svg.circle((from.x + 13, from.y - 13), radius: 11, fill: "none", stroke: colour, width: width)
                continue
            }
            let (dx, dy) = (to.x - from.x, to.y - from.y)
            let length = max((dx * dx + dy * dy).squareRoot(), 1)
            let (ux, uy) = (dx / length, dy / length)
            if edge.isDirected, length > 2 * Self.nodeRadius + 14 {
                let tip = Self.nodeRadius + 3, size = 7 + width
                let end = (x: to.x - ux * tip, y: to.y - uy * tip)
                let base = (x: end.x - ux * size, y: end.y - uy * size)
                svg.line(from, base, stroke: colour, width: width, dashed: !edge.isChosen)
                svg.polygon(
                    [
                        end, (base.x - uy * size * 0.5, base.y + ux * size * 0.5),
                        (base.x + uy * size * 0.5, base.y - ux * size * 0.5),
                    ], fill: colour)
            } else {
                svg.line(from, to, stroke: colour, width: width, dashed: !edge.isChosen)
            }
        }
    }

    private mutating func drawNodes() {
        for (number, node) in picture.nodes.enumerated() {
            let fill = node.group.map { GraphPicture.palette[$0 % GraphPicture.palette.count] } ?? "#dddddd"
            if node.isMarked {
                svg.circle(places[number], radius: Self.nodeRadius + 6, fill: "#ffffff", stroke: "#c1121f", width: 3)
            }
            svg.circle(
                places[number], radius: Self.nodeRadius, fill: fill, stroke: "#333333", width: 1.2, title: node.name)
        }
    }

    private struct Box {
        var left, top, right, bottom: Double
        func overlap(_ other: Box) -> Double {
            let w = min(right, other.right) - max(left, other.left), h = min(bottom, other.bottom) - max(top, other.top)
            return w > 0 && h > 0 ? w * h : 0
        }

        /// How much of a line lies within, about.
        func crossed(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
            var inside = 0.0
            for step in 0...24 {
                let t = Double(step) / 24
                let (x, y) = (a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
                if x > left, x < right, y > top, y < bottom { inside += 1 }
            }
            return inside
        }
    }

    /// Each name where it hides least: eight places around its node, the marked node's name first.
    private mutating func drawNames() {
        let size = picture.nodes.count > 40 ? 10.0 : 12.0
        var taken = places.enumerated().map { number, place in
            let r = Self.nodeRadius + (picture.nodes[number].isMarked ? 7 : 1)
            return Box(left: place.x - r, top: place.y - r, right: place.x + r, bottom: place.y + r)
        }
        let order = picture.nodes.indices.sorted { (picture.nodes[$0].isMarked ? 0 : 1, $0) < (picture.nodes[$1].isMarked ? 0 : 1, $1) }
        for number in order {
            let node = picture.nodes[number]
            let name = Self.shortened(node.name, size: size, width: 150)
            let place = places[number]
            let (w, r) = (SVG.textWidth(name, size: size), Self.nodeRadius + (node.isMarked ? 9 : 3))
            let d = r * 0.75
            // left edge and base line of the text
            let candidates = [
                (place.x + r + 2, place.y + size * 0.35), (place.x - r - 2 - w, place.y + size * 0.35),
                (place.x - w / 2, place.y - r - 3), (place.x - w / 2, place.y + r + size * 0.85),
                (place.x + d, place.y - d - 1), (place.x - d - w, place.y - d - 1),
                (place.x + d, place.y + d + size * 0.8), (place.x - d - w, place.y + d + size * 0.8),
            ]
            var best = (cost: Double.infinity, box: Box(left: 0, top: 0, right: 0, bottom: 0), x: 0.0, y: 0.0)
            for (rank, (x, y)) in candidates.enumerated() {
                let box = Box(left: x - 1, top: y - size * 0.8, right: x + w + 1, bottom: y + size * 0.25)
                var cost = Double(rank) * 0.4
                for other in taken { cost += 3 * box.overlap(other) }
                for edge in picture.edges where edge.source != edge.target {
                    cost += 4 * box.crossed(places[edge.source], places[edge.target]) * (0.5 + abs(share(edge.weight)))
                }
                if box.left < 4 || box.right > Self.width - 4 || box.top < top - 14 { cost += 2000 }
                if cost < best.cost { best = (cost, box, x, y) }
            }
            taken.append(best.box)
            svg.text(name, x: best.x, y: best.y, size: size, bold: node.isMarked, halo: true)
        }
    }

    private mutating func drawLegend() {
        let margin = Self.margin
        var y = top + Self.fieldHeight + 30
        let widths = picture.classNames.map { 34 + SVG.textWidth($0, size: 13) }
        for row in Self.rows(widths, within: Self.width - 2 * margin) {
            var x = margin
            for number in row {
                svg.circle(
                    (x + 7, y - 4), radius: 7, fill: GraphPicture.palette[number % GraphPicture.palette.count],
                    stroke: "#333333")
                svg.text(picture.classNames[number], x: x + 19, y: y, size: 13)
                x += widths[number]
            }
            y += 22
        }
        let hasNegative = picture.edges.contains { $0.weight < 0 }
        var x = margin
        for step in stride(from: hasNegative ? -1.0 : 0.0, through: 1.0, by: 0.25) {
            svg.line((x, y - 4), (x + 18, y - 4), stroke: GraphPicture.colour(step), width: 1 + 6 * abs(step))
            x += 24
        }
        let (low, high) = (hasNegative ? "-\(Self.figure(largest))" : "0", Self.figure(largest))
        svg.text(
            "\(picture.weightTitle): \(low) to \(high); dashed: not among the chosen ones", x: x + 6, y: y, size: 13)
        y += 24
        for note in picture.notes {
            svg.text(Self.shortened(note, size: 12, width: Self.width - 2 * margin), x: margin, y: y, size: 12, fill: "#555555")
            y += 18
        }
    }

    /// Numbers of items in lines that are not wider than `width`.
    private static func rows(_ widths: [Double], within width: Double) -> [[Int]] {
        var rows: [[Int]] = [], used = 0.0
        for (number, item) in widths.enumerated() {
            if rows.isEmpty || used + item > width {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(number)
            used += item
        }
        return rows
    }

    /// The text, cut with an ellipsis where it is wider than `width`.
    private static func shortened(_ text: String, size: Double, width: Double) -> String {
        if SVG.textWidth(text, size: size) <= width { return text }
        var short = text
        while !short.isEmpty, SVG.textWidth(short + "…", size: size) > width { short.removeLast() }
        return short + "…"
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
