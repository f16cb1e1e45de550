/// Rings that share bonds, laid out as one rigid body with bonds of length 1.
///
/// Rings joined by one bond grow from each other as regular polygons, which is how H. E. Helson, Structure Diagram Generation,
/// Reviews in Computational Chemistry 13 (1999) 313, doi 10.1002/9780470125908.ch6, and RDKit draw them. Bridged systems are
/// tried in several ways (paths inside an outer polygon, a view of a model in space, arcs) and the best is taken. A large ring is a
/// circle in which small ones take the place of chords.
struct RingSystem {
    /// The atoms by their numbers in the molecule.
    let atoms: [Int]
    /// Rings as lists of places in `atoms`.
    let rings: [[Int]]
    /// Ring bonds as pairs of places.
    let bonds: [(Int, Int)]
    /// The neighbours of each place.
    let neighbors: [[Int]]
    /// How many neighbours each atom has outside.
    let outside: [Int]
    /// Double bonds of large rings with known sides.
    let sides: [Side]

    /// a-b=c-d in a ring.
    struct Side {
        var a, b, c, d: Int
        /// Whether a and d lie on the same side.
        var isTogether: Bool
    }

    init(atoms: [Int], rings: [[Int]], bonds: [(Int, Int)], outside: [Int], sides: [Side] = []) {
        (self.atoms, self.rings, self.bonds, self.outside, self.sides) = (atoms, rings, bonds, outside, sides)
        var neighbors = [[Int]](repeating: [], count: atoms.count)
        for (a, b) in bonds {
            neighbors[a].append(b)
            neighbors[b].append(a)
        }
        self.neighbors = neighbors
    }

    /// The systems of a molecule with perceived rings.
    static func all(in molecule: Molecule) -> [RingSystem] {
        let rings = molecule.rings
        guard !rings.isEmpty else { return [] }
        // Rings that share at least two atoms belong together.
        var owner = Array(rings.indices)
        func root(_ ring: Int) -> Int {
            var ring = ring
            while owner[ring] != ring { ring = owner[ring] }
            return ring
        }
        var ringsOfBond = [Int](repeating: -1, count: molecule.bondCount)
        for (index, ring) in rings.enumerated() {
            for place in ring.indices {
                let next = ring[(place + 1) % ring.count]
                guard let bond = molecule.bond(between: Int(ring[place]), Int(next)) else { continue }
                if ringsOfBond[bond] < 0 { ringsOfBond[bond] = index } else { owner[root(index)] = root(ringsOfBond[bond]) }
            }
        }
        var systems: [RingSystem] = []
        var local = [Int](repeating: -1, count: molecule.atomCount)
        for top in rings.indices where root(top) == top {
            let members = rings.indices.filter { root($0) == top }
            var atoms: [Int] = []
            for ring in members {
                for atom in rings[ring] where local[Int(atom)] < 0 {
                    local[Int(atom)] = atoms.count
                    atoms.append(Int(atom))
                }
            }
            var bonds: [(Int, Int)] = []
            var outside = [Int](repeating: 0, count: atoms.count)
            for (place, atom) in atoms.enumerated() {
                for neighbor in molecule.neighbors(of: atom) {
                    let other = local[Int(neighbor.atom)]
                    let ring = ringsOfBond[Int(neighbor.bond)]
                    if other >= 0, ring >= 0, root(ring) == top {
                        if other > place { bonds.append((place, other)) }
                    } else {
                        outside[place] += 1
                    }
                }
            }
            let own = members.map { rings[$0].map { local[Int($0)] } }
            systems.append(RingSystem(
                atoms: atoms, rings: own, bonds: bonds, outside: outside, sides: knownSides(own, atoms, molecule)))
            for atom in atoms { local[atom] = -1 }
        }
        return systems
    }

    /// The double bonds in rings of eight atoms and more whose arrangement the molecule says.
    private static func knownSides(_ rings: [[Int]], _ atoms: [Int], _ molecule: Molecule) -> [Side] {
        var sides: [Side] = []
        var seen: Set<Int> = []
        for ring in rings where ring.count >= 8 {
            for place in ring.indices {
                func at(_ step: Int) -> Int { ring[(place + step) % ring.count] }
                guard let bond = molecule.bond(between: atoms[at(1)], atoms[at(2)]), !seen.contains(bond),
                    let reference = LayoutSides.reference(bond, molecule)
                else { continue }
                seen.insert(bond)
                // The neighbours named there may lie outside the ring, opposite to those in it.
                let isForward = Int(molecule.bonds[bond].begin) == atoms[at(1)]
                let (first, second) = isForward ? (reference.first, reference.second) : (reference.second, reference.first)
                let isTurned = (first != atoms[at(0)]) != (second != atoms[at(3)])
                sides.append(Side(a: at(0), b: at(1), c: at(2), d: at(3), isTogether: reference.isTogether != isTurned))
            }
        }
        return sides
    }

    /// Places for all atoms.
    func layout() -> [Point] {
        var places = bestLayout()
        settleSides(&places)
        return places
    }

    private func bestLayout() -> [Point] {
        if rings.count == 1 { return Self.polygon(rings[0].count, ring: rings[0]) }
        var best: [Point] = []
        var bestCost = Double.infinity
        func consider(_ places: [Point]) {
            let cost = cost(places)
            if cost < bestCost { (best, bestCost) = (places, cost) }
        }
        let start = rings.indices.max { weight($0) < weight($1) } ?? 0
        consider(grown(from: Self.polygon(rings[start].count, ring: rings[start], of: atoms.count), isPlaced: mark(rings[start])))
        if bestCost < 0.05 { return best }
        let cyclic = roundLargeRing()
        if let cyclic { consider(cyclic) }
        if bestCost < 0.05 { return best }
        for core in cores() {
            for places in corePlaces(core) { consider(grown(from: places, isPlaced: mark(core))) }
        }
        if bestCost > 1.2 { for places in planarPlaces() { consider(places) } }
        if bestCost > 0.3 {
            var relaxed = best
            relax(&relaxed, rounds: 200)
            consider(relaxed)
        }
        return best
    }

    private func weight(_ ring: Int) -> Int {
        let size = rings[ring].count
        // Six-membered rings with many neighbours first; large ones last.
        let shared = rings[ring].count { neighbors[$0].count > 2 }
        return (size > 8 ? -100 : 0) + shared * 10 + (size == 6 ? 5 : size)
    }

    private func mark(_ places: [Int]) -> [Bool] {
        var marks = [Bool](repeating: false, count: atoms.count)
        for place in places { marks[place] = true }
        return marks
    }

    /// A regular polygon with two upright sides where it has an even number of them.
    private static func polygon(_ sides: Int, ring: [Int], of count: Int? = nil) -> [Point] {
        var places = [Point](repeating: .zero, count: count ?? sides)
        let step = 2 * Double.pi / Double(sides)
        let radius = 0.5 / Plane.direction(step / 2).y
        for (index, atom) in ring.enumerated() { places[atom] = Plane.direction(.pi / 2 + step * Double(index)) * radius }
        return places
    }

    /// Adds ring after ring to those that are placed; gaps in a ring are closed by arcs on the emptier side.
    func grown(from start: [Point], isPlaced marks: [Bool]) -> [Point] {
        var (places, isPlaced) = (start, marks)
        var isDone = rings.map { ring in ring.allSatisfy { marks[$0] } }
        while true {
            var next = -1
            var nextScore = Int.min
            for ring in rings.indices where !isDone[ring] {
                let known = rings[ring].count { isPlaced[$0] }
                guard known >= 2 else { continue }
                let runs = Self.gaps(rings[ring], isPlaced).count
                let isPlain = known == 2 && runs == 1
                let score = (rings[ring].count > 8 ? -1000 : 0) + (isPlain ? 100 : 0) + known * 2 - runs * 50 - rings[ring].count
                if score > nextScore { (next, nextScore) = (ring, score) }
            }
            guard next >= 0 else { break }
            isDone[next] = true
            for gap in Self.gaps(rings[next], isPlaced) {
                let (p, q) = (places[gap.from], places[gap.to])
                let first = Plane.arc(p, q, count: gap.atoms.count, isLeft: true)
                let second = Plane.arc(p, q, count: gap.atoms.count, isLeft: false)
                let skip = [gap.from, gap.to]
                let isFirst = crowding(first, places, isPlaced, skip) <= crowding(second, places, isPlaced, skip)
                for (atom, place) in zip(gap.atoms, isFirst ? first : second) { places[atom] = place }
            }
            for atom in rings[next] { isPlaced[atom] = true }
        }
        return places
    }

    /// The runs of unplaced atoms of a ring, each between two placed ones.
    private static func gaps(_ ring: [Int], _ isPlaced: [Bool]) -> [(from: Int, to: Int, atoms: [Int])] {
        let count = ring.count
        guard let anchor = ring.indices.first(where: { isPlaced[ring[$0]] }) else { return [] }
        var result: [(from: Int, to: Int, atoms: [Int])] = []
        var (from, run) = (ring[anchor], [Int]())
        for step in 1...count {
            let atom = ring[(anchor + step) % count]
            if isPlaced[atom] {
                if !run.isEmpty { result.append((from, atom, run)) }
                (from, run) = (atom, [])
            } else {
                run.append(atom)
            }
        }
        return result
    }

    /// How close new points come to placed ones.
    private func crowding(_ points: [Point], _ places: [Point], _ isPlaced: [Bool], _ skip: [Int]) -> Double {
        var sum = 0.0
        for atom in places.indices where isPlaced[atom] && !skip.contains(atom) {
            for point in points {
                let offset = point - places[atom]
                sum += 1 / (Plane.dot(offset, offset) + 0.05)
            }
        }
        return sum
    }

    /// What is wrong with places: bonds of other lengths, atoms that are close, crossing bonds, flattened small rings, and no room
    /// for what is bound outside.
    func cost(_ places: [Point]) -> Double {
        var cost = 0.0
        for (a, b) in bonds {
            let deviation = Plane.distance(places[a], places[b]) - 1
            cost += deviation * deviation * 4
        }
        for a in places.indices {
            for b in 0..<a where !neighbors[a].contains(b) {
                let distance = Plane.distance(places[a], places[b])
                if distance < 0.8 { cost += (0.8 - distance) * (0.8 - distance) * 30 }
            }
        }
        for (index, (a, b)) in bonds.enumerated() {
            for (c, d) in bonds[..<index] where a != c && a != d && b != c && b != d {
                if Plane.cross(places[a], places[b], places[c], places[d]) { cost += 0.9 }
            }
            for c in places.indices where c != a && c != b {
                let distance = Plane.distance(places[c], fromSegment: places[a], places[b])
                if distance < 0.3 { cost += (0.3 - distance) * 5 }
            }
        }
        for atom in places.indices where neighbors[atom].count == 2 && rings.contains(where: { $0.count <= 8 && $0.contains(atom) }) {
            // A corner that lies in one line with its neighbours is not seen.
            let first = Plane.unit(places[neighbors[atom][0]] - places[atom]), second = Plane.unit(places[neighbors[atom][1]] - places[atom])
            if Plane.dot(first, second) < -0.93 { cost += 2.5 }
        }
        for ring in rings where ring.count <= 7 {
            let ideal = Self.secondDistance(ring.count)
            for place in ring.indices {
                let deviation = Plane.distance(places[ring[place]], places[ring[(place + 2) % ring.count]]) - ideal
                cost += deviation * deviation
            }
        }
        for ring in rings where ring.count == 5 || ring.count == 6 {
            for atom in places.indices where !ring.contains(atom) {
                if isInside(places[atom], ring, places) { cost += 0.4 }
            }
        }
        for atom in places.indices where outside[atom] > 0 {
            let gap = widestGap(at: atom, places)
            for slot in 1...outside[atom] {
                let angle = gap.start + gap.width * Double(slot) / Double(outside[atom] + 1)
                let tip = places[atom] + Plane.direction(angle)
                for other in places.indices where other != atom {
                    let distance = Plane.distance(places[other], tip)
                    if distance < 0.75 { cost += (0.75 - distance) * 6 }
                }
                for ring in rings where ring.count <= 8 && isInside(tip, ring, places) { cost += 1 }
                for (c, d) in bonds where c != atom && d != atom {
                    if Plane.cross(places[atom], tip, places[c], places[d]) { cost += 0.6 }
                }
            }
        }
        return cost
    }

    /// The distance of atoms two bonds apart in a regular polygon.
    static func secondDistance(_ sides: Int) -> Double { 2 * Plane.direction(.pi / Double(sides)).x }

    /// The widest angle between ring bonds at an atom, rather outside the rings.
    func widestGap(at atom: Int, _ places: [Point]) -> (start: Double, width: Double) {
        Self.widestGap(neighbors[atom].map { Plane.angle(places[$0] - places[atom]) }) { first, second in
            isCorner(neighbors[atom][first], atom, neighbors[atom][second])
        }
    }

    /// Whether three atoms follow each other in a ring of at most eight.
    private func isCorner(_ first: Int, _ middle: Int, _ last: Int) -> Bool {
        rings.contains { ring in
            guard ring.count <= 8, let place = ring.firstIndex(of: middle) else { return false }
            let (before, after) = (ring[(place + ring.count - 1) % ring.count], ring[(place + 1) % ring.count])
            return (before == first && after == last) || (before == last && after == first)
        }
    }

    /// - Parameter isEnclosed: whether the gap from one direction to the next belongs to a ring; such a gap is taken only where there is
    ///   no other of at least 60°.
    static func widestGap(
        _ angles: [Double], isEnclosed: (Int, Int) -> Bool = { _, _ in false }
    ) -> (start: Double, width: Double) {
        guard !angles.isEmpty else { return (0, 2 * .pi) }
        let order = angles.indices.sorted { (angles[$0], $0) < (angles[$1], $1) }
        var best = (start: 0.0, width: 0.0)
        var bestScore = -1.0
        for index in order.indices {
            let (from, to) = (order[index], order[(index + 1) % order.count])
            var width = angles[to] - angles[from]
            if index == order.count - 1 { width += 2 * .pi }
            // Three atoms of a ring enclose the angle below half a turn.
            let isInside = order.count > 2 && width < .pi && isEnclosed(from, to)
            let score = width + (isInside || width < .pi / 3 ? 0 : 10)
            if score > bestScore + 1e-6 { (best, bestScore) = ((angles[from], width), score) }
        }
        return best
    }

    /// Whether a point lies inside a ring's polygon.
    private func isInside(_ point: Point, _ ring: [Int], _ places: [Point]) -> Bool {
        var isInside = false
        var previous = places[ring[ring.count - 1]]
        for atom in ring {
            let here = places[atom]
            if (here.y > point.y) != (previous.y > point.y),
                point.x < (previous.x - here.x) * (point.y - here.y) / (previous.y - here.y) + here.x
            { isInside.toggle() }
            previous = here
        }
        return isInside
    }
}
