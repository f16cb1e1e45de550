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
}
