/// Takes overlaps out of a layout: branches are mirrored at their bond, exchanged, bent and at last stretched, whatever lowers a
/// sum over close atoms and crossing bonds. A layout without overlaps is left as it is.
struct LayoutRefinement {
    private let molecule: Molecule
    private let members: [Int]
    private let bonds: [(a: Int, b: Int)]
    private let isBonded: [Bool]
    private let local: [Int]
    /// Bonds outside rings, with the smaller side's atoms.
    private let hinges: [Hinge]

    struct Hinge {
        /// The end that stays.
        var pivot: Int
        /// The end that moves.
        var moving: Int
        /// `moving` and all behind it.
        var atoms: [Int]
        /// Whether mirroring would change a known arrangement of a double bond.
        var isStiff: Bool
    }

    /// Atoms nearer than this weigh.
    private static let reach = 0.75

    init(_ molecule: Molecule, members: [Int]) {
        (self.molecule, self.members) = (molecule, members)
        var local = [Int](repeating: -1, count: molecule.atomCount)
        for (index, atom) in members.enumerated() { local[atom] = index }
        self.local = local
        var bonds: [(a: Int, b: Int)] = []
        var isBonded = [Bool](repeating: false, count: members.count * members.count)
        var hinges: [Hinge] = []
        for bond in molecule.bonds where local[Int(bond.begin)] >= 0 {
            let (a, b) = (Int(bond.begin), Int(bond.end))
            bonds.append((a, b))
            isBonded[local[a] * members.count + local[b]] = true
            isBonded[local[b] * members.count + local[a]] = true
            guard !bond.isInRing else { continue }
            var near = Self.side(of: b, besides: a, molecule)
            var (pivot, moving) = (a, b)
            if near.count * 2 > members.count {
                near = Self.side(of: a, besides: b, molecule)
                (pivot, moving) = (b, a)
            }
            let isStiff = bond.stereo == .e || bond.stereo == .z
            hinges.append(Hinge(pivot: pivot, moving: moving, atoms: near, isStiff: isStiff))
        }
        (self.bonds, self.isBonded, self.hinges) = (bonds, isBonded, hinges)
    }

    /// The atoms that hang on `atom` when its bond to `other`, which is in no ring, is cut.
    static func side(of atom: Int, besides other: Int, _ molecule: Molecule) -> [Int] {
        var isSeen = [Bool](repeating: false, count: molecule.atomCount)
        (isSeen[atom], isSeen[other]) = (true, true)
        var line = [atom]
        var index = 0
        while index < line.count {
            for neighbor in molecule.neighbors(of: line[index]) where !isSeen[Int(neighbor.atom)] {
                isSeen[Int(neighbor.atom)] = true
                line.append(Int(neighbor.atom))
            }
            index += 1
        }
        return line
    }

    /// Changes places until nothing helps.
    func refine(_ places: inout [Point]) {
        guard members.count > 3, !hinges.isEmpty else { return }
        var current = cost(places)
        if current < 1e-6 { return }
        // Large molecules get fewer rounds: one look costs atoms² steps.
        var budget = max(40, min(3000, 8_000_000 / (members.count * members.count)))
        for _ in 0..<4 where current > 1e-6 {
            let before = current
            improve(&places, &current, &budget, moves: flips)
            if current > 1e-6 { improve(&places, &current, &budget, moves: exchanges) }
            if current > 1e-6 { improvePairs(&places, &current, &budget) }
            if current > 1e-6 { improve(&places, &current, &budget, moves: bends) }
            if before - current < 1e-6 { break }
        }
        if current > 0.02 { improve(&places, &current, &budget, moves: stretches) }
    }

    /// What is wrong: atoms that come close, crossing bonds, atoms upon bonds.
    func cost(_ places: [Point]) -> Double {
        var sum = 0.0
        let count = members.count
        let reach = Self.reach
        for i in 0..<count {
            let p = places[members[i]]
            for j in 0..<i {
                let q = places[members[j]]
                let x = p.x - q.x
                if x > reach || x < -reach { continue }
                let y = p.y - q.y
                let square = x * x + y * y
                if square < reach * reach, !isBonded[i * count + j] {
                    let lack = reach - square.squareRoot()
                    sum += lack * lack * 8
                }
            }
        }
        for i in bonds.indices {
            let (a, b) = (places[bonds[i].a], places[bonds[i].b])
            for j in 0..<i {
                let (c, d) = (places[bonds[j].a], places[bonds[j].b])
                if bonds[i].a == bonds[j].a || bonds[i].a == bonds[j].b || bonds[i].b == bonds[j].a || bonds[i].b == bonds[j].b { continue }
                if Plane.cross(a, b, c, d) { sum += 1.5 }
            }
            for atom in members where atom != bonds[i].a && atom != bonds[i].b {
                let p = places[atom]
                if p.x < min(a.x, b.x) - 0.25 || p.x > max(a.x, b.x) + 0.25 || p.y < min(a.y, b.y) - 0.25 || p.y > max(a.y, b.y) + 0.25 {
                    continue
                }
                let distance = Plane.distance(p, fromSegment: a, b)
                if distance < 0.25 { sum += (0.25 - distance) * 4 }
            }
        }
        return sum
    }

    // MARK: Moves

    /// A change of places and what it costs by itself.
    private typealias Move = (price: Double, apply: (inout [Point]) -> Void)

    /// Hinges between atoms that are too close to each other; all where none is named.
    private func guilty(_ places: [Point]) -> [Int] {
        var isGuilty = [Bool](repeating: false, count: molecule.atomCount)
        let count = members.count
        for i in 0..<count {
            for j in 0..<i where !isBonded[i * count + j] && Plane.distance(places[members[i]], places[members[j]]) < 1.2 {
                isGuilty[members[i]] = true
                isGuilty[members[j]] = true
            }
        }
        // A hinge helps where a guilty atom hangs behind it; nearest hinges first would be finer, the smaller branch first is near to it.
        return hinges.indices.filter { hinge in hinges[hinge].atoms.contains { isGuilty[$0] } || hinges[hinge].atoms.count > count / 3 }
            .sorted { (hinges[$0].atoms.count, $0) < (hinges[$1].atoms.count, $1) }
    }

    private func improve(_ places: inout [Point], _ current: inout Double, _ budget: inout Int, moves: ([Point]) -> [Move]) {
        for _ in 0..<6 {
            var best: (gain: Double, cost: Double, places: [Point])?
            for move in moves(places) {
                guard budget > 0 else { return }
                budget -= 1
                var trial = places
                move.apply(&trial)
                let cost = cost(trial)
                let gain = current - cost - move.price
                if gain > (best?.gain ?? 1e-6) + 1e-9 { best = (gain, cost, trial) }
            }
            guard let best else { return }
            (places, current) = (best.places, best.cost)
            if current < 1e-6 { return }
        }
    }

    private func flips(_ places: [Point]) -> [Move] {
        guilty(places).compactMap { index -> Move? in
            let hinge = hinges[index]
            if hinge.atoms.count < 2 || hinge.isStiff { return nil }
            return (0, { Self.flip(hinge, &$0) })
        }
    }

    private static func flip(_ hinge: Hinge, _ places: inout [Point]) {
        let origin = places[hinge.pivot]
        let axis = Plane.unit(places[hinge.moving] - origin)
        for atom in hinge.atoms { places[atom] = Plane.mirrored(places[atom], origin: origin, axis: axis) }
    }

    private static func rotate(_ atoms: [Int], around pivot: Int, by angle: Double, _ places: inout [Point]) {
        let (origin, turn) = (places[pivot], Plane.direction(angle))
        for atom in atoms { places[atom] = origin + Plane.rotated(places[atom] - origin, by: turn) }
    }

    /// Two mirrorings at once, where one alone does not help.
    private func improvePairs(_ places: inout [Point], _ current: inout Double, _ budget: inout Int) {
        let movable = guilty(places).filter { hinges[$0].atoms.count > 1 && !hinges[$0].isStiff }.prefix(16)
        var best: (cost: Double, places: [Point])?
        for (place, first) in movable.enumerated() {
            for second in movable.dropFirst(place + 1) {
                guard budget > 0 else { return }
                budget -= 1
                var trial = places
                Self.flip(hinges[first], &trial)
                Self.flip(hinges[second], &trial)
                let cost = cost(trial)
                if cost < (best?.cost ?? current) - 1e-6 { best = (cost, trial) }
            }
        }
        if let best { (places, current) = (best.places, best.cost) }
    }

    /// Two branches of an atom change directions.
    private func exchanges(_ places: [Point]) -> [Move] {
        var result: [Move] = []
        let chosen = guilty(places)
        for (place, first) in chosen.enumerated() {
            for second in chosen.dropFirst(place + 1) where hinges[first].pivot == hinges[second].pivot {
                let (a, b) = (hinges[first], hinges[second])
                let origin = places[a.pivot]
                let angle = Plane.angle(places[b.moving] - origin) - Plane.angle(places[a.moving] - origin)
                if stiffens(a.pivot) { continue }
                result.append((0.001, {
                    Self.rotate(a.atoms, around: a.pivot, by: angle, &$0)
                    Self.rotate(b.atoms, around: b.pivot, by: -angle, &$0)
                }))
            }
        }
        return result
    }

    /// Whether an atom is an end of a double bond whose sides are known.
    private func stiffens(_ atom: Int) -> Bool {
        molecule.neighbors(of: atom).contains { neighbor in
            let stereo = molecule.bonds[Int(neighbor.bond)].stereo
            return stereo == .e || stereo == .z
        }
    }

    private func bends(_ places: [Point]) -> [Move] {
        guilty(places).flatMap { index -> [Move] in
            let hinge = hinges[index]
            let limit = stiffens(hinge.pivot) || stiffens(hinge.moving) ? 2 : 4
            return (1...limit).flatMap { step -> [Move] in
                [1.0, -1.0].flatMap { sign -> [Move] in
                    let angle = sign * Double(step) * .pi / 12
                    let price = 0.01 * Double(step * step)
                    return [
                        (price, { Self.rotate(hinge.atoms, around: hinge.pivot, by: angle, &$0) }),
                        (price, { Self.rotate(hinge.atoms, around: hinge.moving, by: angle, &$0) }),
                    ]
                }
            }
        }
    }

    private func stretches(_ places: [Point]) -> [Move] {
        guilty(places).flatMap { index -> [Move] in
            let hinge = hinges[index]
            return [0.3, 0.6, 1.0].map { extra in
                (0.03 * extra, {
                    let offset = ($0[hinge.moving] - $0[hinge.pivot]) * extra
                    for atom in hinge.atoms { $0[atom] += offset }
                })
            }
        }
    }
}
