/// Drawings of entangled ring systems without crossing bonds, where there are such.
extension RingSystem {
    /// Each of the longest outer cycles as a polygon, the other atoms at the middle of their neighbours (W. T. Tutte, How to Draw a Graph,
    /// Proc. London Math. Soc. 13 (1963) 743, doi 10.1112/plms/s3-13.1.743), then relaxed towards bonds of length 1.
    func planarPlaces() -> [[Point]] {
        guard rings.count <= 8, bonds.count <= 64 else { return [] }
        var numberOf = [Int](repeating: -1, count: atoms.count * atoms.count)
        for (index, (a, b)) in bonds.enumerated() {
            numberOf[a * atoms.count + b] = index
            numberOf[b * atoms.count + a] = index
        }
        let masks = rings.map { ring in
            ring.indices.reduce(UInt64(0)) { $0 | 1 << UInt64(max(0, numberOf[ring[$1] * atoms.count + ring[($1 + 1) % ring.count]])) }
        }
        // Sums of rings that are one cycle each.
        var cycles: [UInt64: [Int]] = [:]
        for subset in 1..<(1 << rings.count) {
            var sum: UInt64 = 0
            for ring in rings.indices where subset >> ring & 1 == 1 { sum ^= masks[ring] }
            if cycles[sum] == nil, let cycle = cycle(sum) { cycles[sum] = cycle }
        }
        let longest = cycles.sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }.prefix(12)
        return longest.map { _, outer in
            var places = [Point](repeating: .zero, count: atoms.count)
            var isOuter = [Bool](repeating: false, count: atoms.count)
            let step = 2 * Double.pi / Double(outer.count)
            let radius = 0.5 / Plane.direction(step / 2).y
            for (index, atom) in outer.enumerated() {
                places[atom] = Plane.direction(.pi / 2 + step * Double(index)) * radius
                isOuter[atom] = true
            }
            for _ in 0..<80 {
                for atom in places.indices where !isOuter[atom] {
                    places[atom] = neighbors[atom].reduce(Point.zero) { $0 + places[$1] } / Double(max(neighbors[atom].count, 1))
                }
            }
            relax(&places, rounds: 150)
            return places
        }
    }

    /// The atoms of a set of bonds in order, if it is one cycle.
    private func cycle(_ mask: UInt64) -> [Int]? {
        var ends = [[Int]](repeating: [], count: atoms.count)
        var count = 0
        var start = -1
        for (index, (a, b)) in bonds.enumerated() where mask >> UInt64(index) & 1 == 1 {
            ends[a].append(b)
            ends[b].append(a)
            if ends[a].count > 2 || ends[b].count > 2 { return nil }
            count += 1
            start = a
        }
        guard start >= 0 else { return nil }
        var (line, last) = ([start], -1)
        while line.count <= count {
            let here = line[line.count - 1]
            guard ends[here].count == 2, let next = ends[here].first(where: { $0 != last }) else { return nil }
            if next == start { break }
            last = here
            line.append(next)
        }
        return line.count == count ? line : nil
    }
}
