/// Rings of more than eight atoms: circles in which smaller rings are chords, and the sides of their double bonds.
extension RingSystem {
    /// The largest ring as a polygon on a circle, in which runs of atoms that belong to smaller rings are chords; nil where there is
    /// no large ring or smaller rings touch it in several places.
    func roundLargeRing() -> [Point]? {
        guard let large = rings.indices.max(by: { rings[$0].count < rings[$1].count }), rings[large].count > 8 else { return nil }
        let ring = rings[large]
        // Smaller rings that belong together by shared bonds are one body each.
        let others = rings.indices.filter { $0 != large && rings[$0].count <= 8 }
        var body = [Int](repeating: -1, count: rings.count)
        var bodies: [[Int]] = []
        for ring in others where body[ring] < 0 {
            body[ring] = bodies.count
            var members = [ring]
            var index = 0
            while index < members.count {
                for other in others where body[other] < 0 && rings[other].count(where: { rings[members[index]].contains($0) }) >= 2 {
                    body[other] = bodies.count
                    members.append(other)
                }
                index += 1
            }
            bodies.append(members)
        }
        var bodyOfAtom = [Int](repeating: -1, count: atoms.count)
        for (index, members) in bodies.enumerated() { for ring in members { for atom in rings[ring] { bodyOfAtom[atom] = index } } }
        var shapes: [[Point]] = []
        for members in bodies { shapes.append(shape(of: members)) }
        // Walk around from an atom where a new run begins.
        let size = ring.count
        guard let start = ring.indices.first(where: { place in
            let here = bodyOfAtom[ring[place]]
            return here < 0 || here != bodyOfAtom[ring[(place + size - 1) % size]]
        }) else { return nil }
        var corners: [Int] = []
        var sides: [(length: Double, body: Int)] = []
        var seen = [Bool](repeating: false, count: bodies.count)
        var step = 0
        while step < size {
            let atom = ring[(start + step) % size]
            let here = bodyOfAtom[atom]
            var run = 1
            if here >= 0 { while step + run < size, bodyOfAtom[ring[(start + step + run) % size]] == here { run += 1 } }
            corners.append(atom)
            if run > 1 {
                if seen[here] { return nil }
                seen[here] = true
                let last = ring[(start + step + run - 1) % size]
                sides.append((Plane.distance(shapes[here][atom], shapes[here][last]), here))
                corners.append(last)
            }
            sides.append((1, -1))
            step += run
        }
        guard corners.count >= 3, let longest = sides.map(\.length).max(), longest > 0 else { return nil }
        // Σ 2 asin(l / 2R) = 2π gives the circle.
        var (low, high) = (longest / 2, 1000.0)
        func turn(_ length: Double, _ radius: Double) -> Double {
            let half = min(length / (2 * radius), 1)
            return 2 * Plane.angle([(1 - half * half).squareRoot(), half])
        }
        for _ in 0..<60 {
            let radius = (low + high) / 2
            if sides.reduce(0, { $0 + turn($1.length, radius) }) > 2 * .pi { low = radius } else { high = radius }
        }
        let radius = (low + high) / 2
        var places = [Point](repeating: .zero, count: atoms.count)
        var isPlaced = mark(all: ring)
        var angle = Double.pi / 2
        var spots: [Point] = []
        for side in sides {
            spots.append(Plane.direction(angle) * radius)
            angle += turn(side.length, radius)
        }
        for (corner, spot) in zip(corners, spots) { places[corner] = spot }
        for (index, side) in sides.enumerated() where side.body >= 0 {
            let (from, to) = (corners[index], corners[(index + 1) % corners.count])
            let members = bodies[side.body]
            let shape = shapes[side.body]
            var bodyAtoms: [Int] = []
            for ring in members { for atom in rings[ring] where !bodyAtoms.contains(atom) { bodyAtoms.append(atom) } }
            var candidates: [(out: Double, spots: [Point])] = []
            for isMirrored in [false, true] {
                let source = isMirrored ? shape.map { Point($0.x, -$0.y) } : shape
                let turn = Plane.unit(Plane.rotated(
                    Plane.unit(places[to] - places[from]), by: [Plane.unit(source[to] - source[from]).x, -Plane.unit(source[to] - source[from]).y]))
                let moved = bodyAtoms.map { places[from] + Plane.rotated(source[$0] - source[from], by: turn) }
                candidates.append((moved.reduce(0) { $0 + Plane.length($1) }, moved))
            }
            guard let best = candidates.max(by: { $0.out < $1.out }) else { continue }
            for (atom, spot) in zip(bodyAtoms, best.spots) {
                places[atom] = spot
                isPlaced[atom] = true
            }
        }
        return grown(from: places, isPlaced: isPlaced)
    }

    private func mark(all places: [Int]) -> [Bool] {
        var marks = [Bool](repeating: false, count: atoms.count)
        for place in places { marks[place] = true }
        return marks
    }

    private func isRight(_ side: Side, _ places: [Point]) -> Bool {
        let axis = places[side.c] - places[side.b]
        return (Plane.cross(axis, places[side.a] - places[side.b]) * Plane.cross(axis, places[side.d] - places[side.b]) > 0) == side.isTogether
    }

    /// Turns double bonds of large rings to the side that the molecule says, as far as a few attempts can.
    func settleSides(_ places: inout [Point]) {
        func wrong(_ places: [Point]) -> Int { sides.count { !isRight($0, places) } }
        guard wrong(places) > 0 else { return }
        var best = (wrong: wrong(places), places: places)
        for attempt in 0..<6 where best.wrong > 0 {
            let (rough, relaxed) = settled(places, prefersFirst: attempt % 2 == 1, push: [0.25, 0.6, 1][attempt / 2])
            for trial in [relaxed, rough] where wrong(trial) < best.wrong { best = (wrong(trial), trial) }
        }
        places = best.places
    }

    /// One end of each double bond that lies on the wrong side goes through the line between its neighbours, then the ring is relaxed
    /// with the angles that this asks for.
    private func settled(_ start: [Point], prefersFirst: Bool, push: Double) -> (rough: [Point], relaxed: [Point]) {
        var places = start
        // An end that is in no other ring, has no fellow that went through already, and best nothing bound outside.
        var isThrough = [Bool](repeating: false, count: atoms.count)
        for side in sides where !isRight(side, places) {
            var ends = [(side.c, side.b, side.d), (side.b, side.a, side.c)].filter { neighbors[$0.0].count == 2 }
            if prefersFirst { ends.reverse() }
            func price(_ end: (Int, Int, Int)) -> Int {
                (prefersFirst ? 0 : outside[end.0] * 2) + (isThrough[end.1] || isThrough[end.2] ? 3 : 0)
            }
            guard let end = ends.min(by: { price($0) < price($1) }) else { continue }
            let origin = places[end.1]
            let mirrored = Plane.mirrored(places[end.0], origin: origin, axis: Plane.unit(places[end.2] - origin))
            // Well through, so that relaxing does not bring it back.
            places[end.0] = mirrored + Plane.unit(mirrored - places[end.0]) * push
            isThrough[end.0] = true
        }
        var wanted: [(a: Int, b: Int, distance: Double)] = []
        for side in sides {
            wanted.append((side.a, side.c, 3.0.squareRoot()))
            wanted.append((side.b, side.d, 3.0.squareRoot()))
            wanted.append((side.a, side.d, side.isTogether ? 2 : 7.0.squareRoot()))
        }
        var relaxed = places
        relax(&relaxed, rounds: 400, wanted: wanted)
        return (places, relaxed)
    }

    /// Some of the rings laid out for themselves, at the places of this system.
    private func shape(of members: [Int]) -> [Point] {
        var local = [Int](repeating: -1, count: atoms.count)
        var own: [Int] = []
        for ring in members {
            for atom in rings[ring] where local[atom] < 0 {
                local[atom] = own.count
                own.append(atom)
            }
        }
        let inner = bonds.compactMap { local[$0.0] >= 0 && local[$0.1] >= 0 ? (local[$0.0], local[$0.1]) : nil }
        let part = RingSystem(
            atoms: own, rings: members.map { rings[$0].map { local[$0] } }, bonds: inner, outside: own.map { outside[$0] })
        let flat = part.layout()
        var places = [Point](repeating: .zero, count: atoms.count)
        for (index, atom) in own.enumerated() { places[atom] = flat[index] }
        return places
    }
}
