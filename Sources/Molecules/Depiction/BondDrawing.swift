/// Draws the bonds of a molecule: double bonds with the second line on the ring's side, wedges, lines cut off before letters.
struct BondDrawing {
    let molecule: Molecule
    /// In pixels, y down.
    let spots: [Point]
    let labels: [AtomLabel?]
    let wedges: [StereoWedges.Wedge?]
    let isCrossed: [Bool]
    let style: DrawingStyle
    let width: Double

    init(
        _ molecule: Molecule, spots: [Point], labels: [AtomLabel?], wedges: [StereoWedges.Wedge?], style: DrawingStyle
    ) {
        (self.molecule, self.spots, self.labels, self.wedges, self.style) = (molecule, spots, labels, wedges, style)
        isCrossed = molecule.bonds.indices.map { molecule.bonds[$0].stereo == .any || LayoutSides.isWrong($0, molecule, spots) }
        width = style.bondLength * 0.055
    }

    func draw(_ svg: inout SVGText) {
        for index in molecule.bonds.indices { draw(index, &svg) }
    }

    private func draw(_ index: Int, _ svg: inout SVGText) {
        let bond = molecule.bonds[index]
        let (a, b) = (Int(bond.begin), Int(bond.end))
        guard let (from, to) = trimmed(a, b) else { return }
        if let wedge = wedges[index] {
            let isForward = wedge.from == a
            return drawWedge(isForward ? from : to, isForward ? to : from, isSolid: wedge.isSolid, &svg)
        }
        let ink = style.ink
        let along = Plane.unit(to - from)
        let side = Plane.left(along)
        let spacing = style.bondLength * 0.17
        switch bond.kekuleKind {
        case .single: svg.line(from, to, stroke: ink, width: width)
        case .unspecified: svg.line(from, to, stroke: ink, width: width, isRound: false, dash: "3 3")
        case .dative: drawArrow(from, to, &svg)
        case .triple, .quadruple:
            let offsets = bond.kekuleKind == .triple ? [-1.0, 0, 1] : [-1.5, -0.5, 0.5, 1.5]
            for offset in offsets { svg.line(from + side * (offset * spacing), to + side * (offset * spacing), stroke: ink, width: width) }
        case .double, .aromatic:
            if isCrossed[index] {
                let half = side * (spacing * 0.6)
                svg.line(from + half, to - half, stroke: ink, width: width)
                svg.line(from - half, to + half, stroke: ink, width: width)
                return
            }
            guard let inner = innerSide(index) else {
                let half = side * (spacing * 0.5)
                svg.line(from + half, to + half, stroke: ink, width: width)
                svg.line(from - half, to - half, stroke: ink, width: width)
                return
            }
            svg.line(from, to, stroke: ink, width: width)
            let offset = side * (spacing * inner)
            let short = style.bondLength * 0.12
            // No shorter where letters have cut the line already, or where nothing else is bound.
            let first = labels[a] == nil && molecule.degree(of: a) > 1 ? short : 0
            let second = labels[b] == nil && molecule.degree(of: b) > 1 ? short : 0
            svg.line(
                from + offset + along * first, to + offset - along * second, stroke: ink, width: width,
                isRound: bond.kekuleKind == .double, dash: bond.kekuleKind == .aromatic ? "3 3" : nil)
        }
    }

    /// +1 or -1 for the side of the second line, left of the way from begin to end in pixels; nil where it lies in the middle.
    private func innerSide(_ index: Int) -> Double? {
        let bond = molecule.bonds[index]
        let (a, b) = (Int(bond.begin), Int(bond.end))
        let along = spots[b] - spots[a]
        let left = Plane.left(along)
        if bond.isInRing, let ring = bestRing(index) {
            let centre = ring.reduce(Point.zero) { $0 + spots[Int($1)] } / Double(ring.count)
            let height = Plane.dot(centre - spots[a], left)
            if abs(height) > 1e-6 { return height > 0 ? 1 : -1 }
        }
        let (first, second) = (molecule.degree(of: a), molecule.degree(of: b))
        if min(first, second) == 1, max(first, second) != 2 { return nil }
        var balance = 0.0
        var isBent = false
        for (end, other) in [(a, b), (b, a)] {
            for neighbor in molecule.neighbors(of: end) where Int(neighbor.atom) != other {
                let height = Plane.dot(Plane.unit(spots[Int(neighbor.atom)] - spots[end]), Plane.unit(left))
                if abs(height) > 0.1 {
                    balance += height
                    isBent = true
                }
            }
        }
        if !isBent { return nil }
        // A bond in a ring too large to have an inside here, or in a chain: where more is bound.
        return balance >= -0.05 ? 1 : -1
    }

    /// The ring in whose inside the second line is drawn: six members, then five, then smaller and larger ones; the more aromatic first.
    private func bestRing(_ index: Int) -> [Int32]? {
        let bond = molecule.bonds[index]
        var best: [Int32]?
        var bestScore = Int.min
        for ring in molecule.rings where ring.contains(bond.begin) && ring.contains(bond.end) && ring.count <= 9 {
            let aromatic = ring.count { molecule.atoms[Int($0)].isAromatic }
            let doubles = doubleBonds(of: ring)
            let score = (aromatic == ring.count ? 200 : 0) + doubles * 20 - abs(ring.count - 6) * 4
            if score > bestScore { (best, bestScore) = (ring, score) }
        }
        return best
    }

    private func doubleBonds(of ring: [Int32]) -> Int {
        ring.indices.count { place in
            guard let bond = molecule.bond(between: Int(ring[place]), Int(ring[(place + 1) % ring.count])) else { return false }
            return molecule.bonds[bond].kekuleKind == .double
        }
    }

    private func drawWedge(_ from: Point, _ to: Point, isSolid: Bool, _ svg: inout SVGText) {
        let side = Plane.left(Plane.unit(to - from))
        let half = style.bondLength * 0.11
        if isSolid {
            svg.polygon([from + side * 0.4, to + side * half, to - side * half, from - side * 0.4], fill: style.ink)
            return
        }
        let count = max(4, Int(Plane.distance(from, to) / (style.bondLength * 0.13)))
        for step in 0...count {
            let t = (Double(step) + 0.3) / (Double(count) + 0.3)
            let middle = from + (to - from) * t
            svg.line(middle + side * (half * t + 0.5), middle - side * (half * t + 0.5), stroke: style.ink, width: width * 0.85, isRound: false)
        }
    }

    private func drawArrow(_ from: Point, _ to: Point, _ svg: inout SVGText) {
        let along = Plane.unit(to - from)
        let head = style.bondLength * 0.22
        let side = Plane.left(along) * (head * 0.4)
        svg.line(from, to - along * head, stroke: style.ink, width: width)
        svg.polygon([to, to - along * head + side, to - along * head - side], fill: style.ink)
    }

    /// The visible part of the line between two atoms; nil where letters cover all of it.
    private func trimmed(_ a: Int, _ b: Int) -> (Point, Point)? {
        let start = cut(from: a, to: b), end = cut(from: b, to: a)
        guard start + end < 0.9 else { return nil }
        let way = spots[b] - spots[a]
        return (spots[a] + way * start, spots[b] - way * end)
    }

    /// The part of the line that the letters of its first atom cover.
    private func cut(from a: Int, to b: Int) -> Double {
        guard let label = labels[a] else { return 0 }
        let way = spots[b] - spots[a]
        let margin = style.bondLength * 0.06
        var covered = 0.0
        for box in label.boxes {
            var (low, high) = (0.0, 1.0)
            for (start, step, least, most) in [
                (0.0, way.x, box.left - margin, box.right + margin), (0.0, way.y, box.top - margin, box.bottom + margin),
            ] {
                if abs(step) < 1e-9 {
                    if start < least || start > most { high = -1 }
                } else {
                    let (first, second) = ((least - start) / step, (most - start) / step)
                    low = max(low, min(first, second))
                    high = min(high, max(first, second))
                }
            }
            if low <= high, low < 0.7 { covered = max(covered, high) }
        }
        return covered
    }
}
