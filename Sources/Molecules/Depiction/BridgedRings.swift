/// Rings that share more than one bond: starting places of the bridged part.
extension RingSystem {
    /// The parts of small rings that share at least three atoms, as lists of places.
    func cores() -> [[Int]] {
        let small = rings.indices.filter { rings[$0].count <= 8 }
        var owner = Array(rings.indices)
        func root(_ ring: Int) -> Int {
            var ring = ring
            while owner[ring] != ring { ring = owner[ring] }
            return ring
        }
        for first in small {
            for second in small where second > first {
                let shared = rings[first].count { rings[second].contains($0) }
                if shared >= 3 { owner[root(second)] = root(first) }
            }
        }
        var result: [[Int]] = []
        for top in small where root(top) == top {
            let members = small.filter { root($0) == top }
            guard members.count > 1 else { continue }
            var isMember = [Bool](repeating: false, count: atoms.count)
            for ring in members { for atom in rings[ring] { isMember[atom] = true } }
            result.append(atoms.indices.filter { isMember[$0] })
        }
        return result.sorted { $0.count > $1.count }
    }

    /// Ways to place a core.
    func corePlaces(_ core: [Int]) -> [[Point]] {
        var isCore = [Bool](repeating: false, count: atoms.count)
        for atom in core { isCore[atom] = true }
        var result: [[Point]] = []
        let heads = core.filter { atom in neighbors[atom].count { isCore[$0] } >= 3 }
        if heads.count == 2, heads.allSatisfy({ head in neighbors[head].count { isCore[$0] } == 3 }) {
            result += bicyclePlaces(heads[0], heads[1], isCore)
        }
        if core.count <= 24 { result += views(of: core, isCore) }
        return result
    }

    /// Two heads joined by three paths: two paths make a regular polygon, the third runs inside.
    private func bicyclePlaces(_ first: Int, _ second: Int, _ isCore: [Bool]) -> [[Point]] {
        var paths: [[Int]] = []
        for next in neighbors[first] where isCore[next] {
            var (path, last, atom) = ([Int](), first, next)
            while atom != second {
                path.append(atom)
                guard path.count <= atoms.count, let onward = neighbors[atom].first(where: { isCore[$0] && $0 != last }) else { return [] }
                (last, atom) = (atom, onward)
            }
            paths.append(path)
        }
        guard paths.count == 3 else { return [] }
        var result: [[Point]] = []
        for inner in 0..<3 {
            let a = paths[(inner + 1) % 3], b = paths[(inner + 2) % 3], c = paths[inner]
            guard !c.isEmpty else { continue }
            let outer = [first] + a + [second] + b.reversed()
            var base = [Point](repeating: .zero, count: atoms.count)
            let step = 2 * Double.pi / Double(outer.count)
            let radius = 0.5 / Plane.direction(step / 2).y
            for (index, atom) in outer.enumerated() { base[atom] = Plane.direction(.pi / 2 + step * Double(index)) * radius }
            let (p, q) = (base[first], base[second])
            let side = Plane.left(Plane.unit(q - p))
            for bulge in [-0.32, 0.32] {
                var places = base
                for (index, atom) in c.enumerated() {
                    // Inside paths are drawn shorter than the way is long, and away from the straight line.
                    let t = Double(index + 1) / Double(c.count + 1)
                    let chord = max(Plane.distance(p, q), 0.1)
                    let middle = c.count == 1 ? 0.5 : c.count == 2 ? 0.5 + (t < 0.5 ? -0.36 : 0.36) / chord : 0.5 + (t - 0.5) * 0.85
                    places[atom] = p + (q - p) * middle + side * bulge * (c.count > 2 ? 4 * t * (1 - t) : 1)
                }
                result.append(places)
            }
            if c.count >= 2 {
                // Zigzag around the straight line.
                var places = base
                for (index, atom) in c.enumerated() {
                    let t = Double(index + 1) / Double(c.count + 1)
                    places[atom] = p + (q - p) * t + side * (index % 2 == 0 ? 0.3 : -0.3)
                }
                result.append(places)
            }
        }
        return result
    }

    /// Looks at a model in space from many sides and takes the views in which atoms lie least behind each other.
    ///
    /// The model: bonds of length 1, atoms two bonds apart at 1.6 (√2 in four-membered rings), the others pushed apart; found by
    /// moving atoms along the pairs' errors from places on a spiral, the same for every run.
    private func views(of core: [Int], _ isCore: [Bool]) -> [[Point]] {
        let count = core.count
        var local = [Int](repeating: -1, count: atoms.count)
        for (index, atom) in core.enumerated() { local[atom] = index }
        // Target distances: graph distance 1 and 2 are kept, others only kept away.
        var steps = [Int](repeating: 99, count: count * count)
        for a in 0..<count {
            steps[a * count + a] = 0
            var frontier = [a]
            var depth = 0
            while !frontier.isEmpty {
                depth += 1
                var next: [Int] = []
                for place in frontier {
                    for neighbor in neighbors[core[place]] where isCore[neighbor] && steps[a * count + local[neighbor]] == 99 {
                        steps[a * count + local[neighbor]] = depth
                        next.append(local[neighbor])
                    }
                }
                frontier = next
            }
        }
        var second = [Double](repeating: 1.6, count: count * count)
        for ring in rings where ring.count <= 5 && ring.allSatisfy({ isCore[$0] }) {
            let ideal = Self.secondDistance(ring.count)
            for place in ring.indices {
                let a = local[ring[place]], b = local[ring[(place + 2) % ring.count]]
                (second[a * count + b], second[b * count + a]) = (ideal, ideal)
            }
        }
        var model: [SIMD3<Double>] = (0..<count).map { index in
            let z = 1 - 2 * (Double(index) + 0.5) / Double(count)
            let turn = Plane.direction(2.399963 * Double(index)) * (1 - z * z).squareRoot()
            return SIMD3(turn.x, turn.y, z) * 1.5
        }
        for round in 0..<400 {
            let rate = round < 300 ? 0.15 : 0.08
            for a in 0..<count {
                var push = SIMD3<Double>.zero
                for b in 0..<count where b != a {
                    let offset = model[a] - model[b]
                    let distance = max((offset * offset).sum().squareRoot(), 1e-3)
                    let depth = steps[a * count + b]
                    let error: Double
                    switch depth {
                    case 1: error = (1 - distance) * 1.5
                    case 2: error = second[a * count + b] - distance
                    default: error = distance < 2.4 ? (2.4 - distance) * 0.3 : 0
                    }
                    push += offset * (error / distance)
                }
                model[a] += push * rate
            }
        }
        let middle = model.reduce(.zero, +) / Double(count)
        for index in model.indices { model[index] -= middle }
        var best: [(cost: Double, flat: [Point])] = []
        for view in 0..<120 {
            let z = 1 - (Double(view) + 0.5) / 120
            let around = Plane.direction(2.399963 * Double(view)) * (1 - z * z).squareRoot()
            let sight = SIMD3(around.x, around.y, z)
            let helper: SIMD3<Double> = abs(sight.z) < 0.9 ? [0, 0, 1] : [1, 0, 0]
            var right = Self.cross(helper, sight)
            right /= (right * right).sum().squareRoot()
            let up = Self.cross(sight, right)
            let flat = model.map { Point(($0 * right).sum(), ($0 * up).sum()) }
            var cost = 0.0
            for a in 0..<count {
                for b in 0..<a {
                    let distance = Plane.distance(flat[a], flat[b])
                    if distance < 0.75 { cost += (0.75 - distance) * (steps[a * count + b] == 1 ? 1 : 2) }
                    guard steps[a * count + b] == 1 else { continue }
                    for c in 0..<count where c != a && c != b {
                        let distance = Plane.distance(flat[c], fromSegment: flat[a], flat[b])
                        if distance < 0.35 { cost += (0.35 - distance) * 1.5 }
                    }
                }
            }
            best.append((cost, flat))
        }
        best.sort { $0.cost < $1.cost }
        return best.prefix(6).map { view in
            // Seen from the side, bonds look shorter: the mean becomes 1 again at 0.93.
            var sum = 0.0
            var lines = 0.0
            for a in 0..<count {
                for b in 0..<a where steps[a * count + b] == 1 {
                    sum += Plane.distance(view.flat[a], view.flat[b])
                    lines += 1
                }
            }
            let scale = sum > 1e-6 ? 0.95 * lines / sum : 1
            var places = [Point](repeating: .zero, count: atoms.count)
            for (index, atom) in core.enumerated() { places[atom] = view.flat[index] * scale }
            return places
        }
    }

    private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
    }

    /// Moves atoms until bonds are of length 1, small rings nearly regular and others kept apart, as far as it goes.
    ///
    /// - Parameter wanted: distances of further pairs.
    func relax(_ places: inout [Point], rounds: Int, wanted: [(a: Int, b: Int, distance: Double)] = []) {
        let count = atoms.count
        guard count <= 120 else { return }
        var ideal = [Double](repeating: -1, count: count * count)
        for ring in rings where ring.count <= 8 {
            let second = Self.secondDistance(ring.count)
            for place in ring.indices {
                let (a, b) = (ring[place], ring[(place + 2) % ring.count])
                (ideal[a * count + b], ideal[b * count + a]) = (second, second)
            }
        }
        for (a, b, distance) in wanted { (ideal[a * count + b], ideal[b * count + a]) = (distance, distance) }
        for (a, b) in bonds { (ideal[a * count + b], ideal[b * count + a]) = (1, 1) }
        for _ in 0..<rounds {
            for a in 0..<count {
                var push = Point.zero
                for b in 0..<count where b != a {
                    let offset = places[a] - places[b]
                    let distance = max(Plane.length(offset), 1e-3)
                    let wanted = ideal[a * count + b]
                    let error = wanted > 0 ? (wanted - distance) * (wanted == 1 ? 1 : 0.4) : distance < 1 ? (1 - distance) * 0.8 : 0
                    push += offset * (error / distance)
                }
                places[a] += push * 0.15
            }
        }
    }

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
