extension Molecule {
    /// The length of a bond in what `layout()` gives, in ångström as molfiles have it.
    public static let layoutBondLength = 1.5

    /// Places of the atoms in the plane, y up, for drawing; bonds are 1.5 long where nothing stands in the way.
    ///
    /// Rings are regular polygons, chains run in zigzag at 120°, double bonds lie as `stereo` says, overlaps are taken out by
    /// mirroring, exchanging, bending and stretching branches. Fragments stand side by side, in rows where there are many. The
    /// molecule's rings must have been perceived. About n² steps for n atoms, more where overlaps must be undone; the same
    /// molecule always gives the same places.
    public func layout() -> [SIMD2<Double>] {
        guard atomCount > 0 else { return [] }
        let systems = RingSystem.all(in: self)
        var systemsOfAtom = [[Int]](repeating: [], count: atomCount)
        for (index, system) in systems.enumerated() { for atom in system.atoms { systemsOfAtom[atom].append(index) } }
        var places = [Point](repeating: .zero, count: atomCount)
        let parts = layoutFragments()
        for members in parts {
            var fragment = FragmentLayout(self, members: members, systems: systems, systemsOfAtom: systemsOfAtom)
            let own = fragment.layout()
            for atom in members { places[atom] = own[atom] }
        }
        Self.arrange(parts, &places)
        return places.map { $0 * Self.layoutBondLength }
    }

    /// The least distance of two atoms that are not bonded, in units of `bondLength`: under 0.5 a drawing is hard to read. Infinity
    /// where there are no two such atoms.
    public func leastDistance(in places: [SIMD2<Double>], bondLength: Double = Molecule.layoutBondLength) -> Double {
        var least = Double.infinity
        for first in 0..<atomCount {
            for second in 0..<first {
                let distance = Plane.distance(places[first], places[second]) / bondLength
                if distance < least, bond(between: first, second) == nil { least = distance }
            }
        }
        return least
    }

    /// The molecule's own positions seen from above, scaled so that a bond is as long as in `layout()`.
    public var drawingPlaces: [SIMD2<Double>] {
        var lengths: [Double] = []
        for bond in bonds {
            let offset = positions[Int(bond.begin)] - positions[Int(bond.end)]
            lengths.append((offset.x * offset.x + offset.y * offset.y).squareRoot())
        }
        lengths.sort()
        let middle = lengths.isEmpty ? 0 : lengths[lengths.count / 2]
        let scale = middle > 1e-6 ? Self.layoutBondLength / middle : 1
        return positions.map { [$0.x * scale, $0.y * scale] }
    }

    /// The atoms of each fragment, in the order of their first atoms.
    private func layoutFragments() -> [[Int]] {
        var isSeen = [Bool](repeating: false, count: atomCount)
        var parts: [[Int]] = []
        for start in 0..<atomCount where !isSeen[start] {
            isSeen[start] = true
            var line = [start]
            var index = 0
            while index < line.count {
                for neighbor in neighbors(of: line[index]) where !isSeen[Int(neighbor.atom)] {
                    isSeen[Int(neighbor.atom)] = true
                    line.append(Int(neighbor.atom))
                }
                index += 1
            }
            parts.append(line)
        }
        return parts
    }

    /// Puts fragments beside each other, each in the middle of its row.
    private static func arrange(_ parts: [[Int]], _ places: inout [Point]) {
        guard parts.count > 1 else {
            if let members = parts.first {
                let box = box(members, places)
                for atom in members { places[atom] -= (box.low + box.high) / 2 }
            }
            return
        }
        let gap = 1.3
        let boxes = parts.map { box($0, places) }
        let area = boxes.reduce(0) { $0 + ($1.high.x - $1.low.x + gap) * ($1.high.y - $1.low.y + gap) }
        let widest = boxes.map { $0.high.x - $0.low.x }.max() ?? 0
        // Rows as wide as a page that is about twice as wide as high.
        let limit = max(widest * 2 + gap, (area * 2.5).squareRoot())
        var rows: [[Int]] = [[]]
        var width = 0.0
        for part in parts.indices {
            let own = boxes[part].high.x - boxes[part].low.x + gap
            if width + own > limit + gap, !rows[rows.count - 1].isEmpty {
                rows.append([])
                width = 0
            }
            rows[rows.count - 1].append(part)
            width += own
        }
        var top = 0.0
        for row in rows {
            let height = row.map { boxes[$0].high.y - boxes[$0].low.y }.max() ?? 0
            let total = row.reduce(-gap) { $0 + boxes[$1].high.x - boxes[$1].low.x + gap }
            var x = -total / 2
            for part in row {
                let box = boxes[part]
                let shift = Point(x - box.low.x, top - height / 2 - (box.low.y + box.high.y) / 2)
                for atom in parts[part] { places[atom] += shift }
                x += box.high.x - box.low.x + gap
            }
            top -= height + gap
        }
    }

    private static func box(_ members: [Int], _ places: [Point]) -> (low: Point, high: Point) {
        var low = Point(repeating: .infinity), high = Point(repeating: -.infinity)
        for atom in members {
            low = [min(low.x, places[atom].x), min(low.y, places[atom].y)]
            high = [max(high.x, places[atom].x), max(high.y, places[atom].y)]
        }
        // A lone atom is written out with its hydrogens or its charge.
        if members.count == 1 { return (low - 0.4, high + 0.4) }
        return (low, high)
    }
}
