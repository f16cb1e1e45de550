/// Lays out one connected part of a molecule: ring systems as rigid bodies, chains in zigzag at 120°, substituents in the widest
/// gap; then the sides of double bonds, overlaps and the turn of the page.
///
/// After: H. E. Helson, Structure Diagram Generation, Reviews in Computational Chemistry 13 (1999) 313,
/// doi 10.1002/9780470125908.ch6. Bonds have length 1 here.
struct FragmentLayout {
    let molecule: Molecule
    let members: [Int]
    private let systems: [RingSystem]
    private let systemsOfAtom: [[Int]]
    private var shapes: [[Point]?]
    private var isSystemPlaced: [Bool]
    var places: [Point]
    private var isPlaced: [Bool]
    /// The side to which a chain last turned at an atom: +1 left, -1 right.
    private var turns: [Double]
    private var queue: [Int] = []
    /// How many of the atoms placed last are looked at when a direction is chosen.
    private static let horizon = 1000

    /// - Parameter systems: ring systems of the whole molecule, and which of them each atom is in.
    init(_ molecule: Molecule, members: [Int], systems: [RingSystem], systemsOfAtom: [[Int]]) {
        (self.molecule, self.members, self.systems, self.systemsOfAtom) = (molecule, members, systems, systemsOfAtom)
        shapes = Array(repeating: nil, count: systems.count)
        isSystemPlaced = Array(repeating: false, count: systems.count)
        places = Array(repeating: .zero, count: molecule.atomCount)
        isPlaced = Array(repeating: false, count: molecule.atomCount)
        turns = Array(repeating: 0, count: molecule.atomCount)
    }

    /// Places of all atoms of the molecule; those of other fragments are not set.
    mutating func layout() -> [Point] {
        start()
        var index = 0
        while index < queue.count {
            placeBranches(of: queue[index])
            index += 1
        }
        LayoutSides.orient(molecule, members: members, &places)
        // What hangs behind each bond is kept as a list, which would be too much for a polymer.
        if members.count <= 600 { LayoutRefinement(molecule, members: members).refine(&places) }
        turnPage()
        return places
    }

    // MARK: The beginning

    private mutating func start() {
        var best = -1
        for atom in members {
            for system in systemsOfAtom[atom] where best < 0 || systems[system].atoms.count > systems[best].atoms.count { best = system }
        }
        if best >= 0 {
            let shape = shape(best)
            let centre = shape.reduce(.zero, +) / Double(shape.count)
            for (atom, place) in zip(systems[best].atoms, shape) { put(atom, place - centre) }
            isSystemPlaced[best] = true
            return
        }
        // A chain starts at the end of its longest path, upwards to the right.
        let end = farthest(from: farthest(from: members[0]))
        put(end, .zero)
        turns[end] = 1
    }

    private func farthest(from start: Int) -> Int {
        var isSeen = [Bool](repeating: false, count: molecule.atomCount)
        isSeen[start] = true
        var line = [start]
        var index = 0
        while index < line.count {
            for neighbor in molecule.neighbors(of: line[index]) where !isSeen[Int(neighbor.atom)] {
                isSeen[Int(neighbor.atom)] = true
                line.append(Int(neighbor.atom))
            }
            index += 1
        }
        return line[line.count - 1]
    }

    private mutating func shape(_ system: Int) -> [Point] {
        if let shape = shapes[system] { return shape }
        let shape = systems[system].layout()
        shapes[system] = shape
        return shape
    }

    private mutating func put(_ atom: Int, _ place: Point) {
        if isPlaced[atom] { return }
        places[atom] = place
        isPlaced[atom] = true
        queue.append(atom)
    }

    // MARK: Growth

    private mutating func placeBranches(of atom: Int) {
        // Ring systems that share this one atom with what is placed.
        for system in systemsOfAtom[atom] where !isSystemPlaced[system] { placeSpiro(system, at: atom) }
        var open = molecule.neighbors(of: atom).filter { !isPlaced[Int($0.atom)] }.map { Int($0.atom) }
        guard !open.isEmpty else { return }
        let placed = molecule.neighbors(of: atom).filter { isPlaced[Int($0.atom)] }.map { Int($0.atom) }
        if open.count > 1 {
            let sizes = Dictionary(uniqueKeysWithValues: open.map { ($0, branchSize($0, besides: atom)) })
            open.sort { (sizes[$0] ?? 0, -$0) > (sizes[$1] ?? 0, -$1) }
        }
        for (branch, angle) in zip(open, angles(at: atom, placed: placed, open: open)) {
            let place = places[atom] + Plane.direction(angle)
            if let parent = placed.first, placed.count == 1 {
                let bend = Plane.cross(places[atom] - places[parent], place - places[atom])
                turns[branch] = abs(bend) < 0.1 ? turns[atom] : bend > 0 ? 1 : -1
            } else {
                turns[branch] = 0
            }
            attach(branch, at: place, from: atom)
        }
    }

    /// The directions in which unplaced neighbours go, the largest branch first.
    private func angles(at atom: Int, placed: [Int], open: [Int]) -> [Double] {
        if placed.isEmpty {
            switch open.count {
            case 1: return [.pi / 6]
            case 2: return isStraight(atom) ? [0, .pi] : [-.pi / 6, .pi + .pi / 6]
            case 3: return [-.pi / 6, .pi + .pi / 6, .pi / 2]
            default: return open.indices.map { 2 * .pi * Double($0) / Double(open.count) }
            }
        }
        guard placed.count == 1 else {
            let gap = RingSystem.widestGap(placed.map { Plane.angle(places[$0] - places[atom]) }) { first, second in
                isCorner(placed[first], atom, placed[second])
            }
            return open.indices.map { gap.start + gap.width * Double($0 + 1) / Double(open.count + 1) }
        }
        let onward = Plane.angle(places[atom] - places[placed[0]])
        switch open.count {
        case 1 where isStraight(atom): return [onward]
        case 1:
            let side = emptierSide(of: atom, onward: onward, preferred: turns[atom] == 0 ? 0 : -turns[atom])
            return [onward + side * .pi / 3]
        case 2:
            let side = emptierSide(of: atom, onward: onward, preferred: turns[atom] == 0 ? 0 : -turns[atom])
            return [onward + side * .pi / 3, onward - side * .pi / 3]
        case 3: return [onward, onward + .pi / 2, onward - .pi / 2]
        default:
            let step = 2 * Double.pi / Double(open.count + 1)
            return open.indices.map { onward + .pi + step * Double($0 + 1) }
        }
    }

    /// Whether three atoms follow each other in a ring of at most eight.
    private func isCorner(_ first: Int, _ middle: Int, _ last: Int) -> Bool {
        guard molecule.atoms[middle].isInRing else { return false }
        return molecule.rings.contains { ring in
            guard ring.count <= 8, let place = ring.firstIndex(of: Int32(middle)) else { return false }
            let before = Int(ring[(place + ring.count - 1) % ring.count]), after = Int(ring[(place + 1) % ring.count])
            return (before == first && after == last) || (before == last && after == first)
        }
    }

    /// +1 for the left, -1 for the right: the preferred one unless it would run into what is there.
    private func emptierSide(of atom: Int, onward: Double, preferred: Double) -> Double {
        func room(_ side: Double) -> Double {
            let first = places[atom] + Plane.direction(onward + side * .pi / 3)
            let second = first + Plane.direction(onward)
            return min(clearance(first, besides: atom), clearance(second, besides: atom) + 0.2)
        }
        let (left, right) = (room(1), room(-1))
        if preferred > 0 { return left >= 0.7 || left >= right ? 1 : -1 }
        if preferred < 0 { return right >= 0.7 || right >= left ? -1 : 1 }
        // Without a preference: where more room is, else the way that leads away from the middle.
        if abs(left - right) > 0.3, min(left, right) < 1.5 { return left > right ? 1 : -1 }
        let centre = middle()
        let l = Plane.distance(places[atom] + Plane.direction(onward + .pi / 3), centre)
        let r = Plane.distance(places[atom] + Plane.direction(onward - .pi / 3), centre)
        return l >= r - 1e-9 ? 1 : -1
    }

    private func middle() -> Point {
        var sum = Point.zero
        let near = queue.suffix(Self.horizon)
        for atom in near { sum += places[atom] }
        return sum / Double(max(near.count, 1))
    }

    private func clearance(_ point: Point, besides atom: Int) -> Double {
        var best = 4.0
        for other in queue.suffix(Self.horizon) where other != atom {
            best = min(best, Plane.distance(point, places[other]))
        }
        return best
    }

    /// Two bonds in one line: triple bonds and cumulated double bonds.
    private func isStraight(_ atom: Int) -> Bool {
        guard molecule.degree(of: atom) == 2 else { return false }
        var doubles = 0
        for neighbor in molecule.neighbors(of: atom) {
            switch molecule.bonds[Int(neighbor.bond)].kind {
            case .triple, .quadruple: return true
            case .double: doubles += 1
            default: break
            }
        }
        return doubles == 2
    }

    private func branchSize(_ start: Int, besides stop: Int) -> Int {
        // A double-bonded oxygen yields to a chain of the same size.
        var isSeen = [Bool](repeating: false, count: molecule.atomCount)
        (isSeen[start], isSeen[stop]) = (true, true)
        var line = [start]
        var index = 0
        while index < line.count, line.count < 64 {
            for neighbor in molecule.neighbors(of: line[index]) where !isSeen[Int(neighbor.atom)] && !isPlaced[Int(neighbor.atom)] {
                isSeen[Int(neighbor.atom)] = true
                line.append(Int(neighbor.atom))
            }
            index += 1
        }
        return line.count * 2 + (molecule.atoms[start].atomicNumber == 6 ? 1 : 0)
    }

    /// Puts an atom and, where it is in a ring, its whole ring system.
    private mutating func attach(_ atom: Int, at place: Point, from parent: Int) {
        guard let system = systemsOfAtom[atom].first(where: { !isSystemPlaced[$0] }) else { return put(atom, place) }
        let shape = shape(system)
        guard let local = systems[system].atoms.firstIndex(of: atom) else { return put(atom, place) }
        let back = Plane.unit(places[parent] - place)
        let gap = systems[system].widestGap(at: local, shape)
        let slots = max(systems[system].outside[local], 1)
        var best: (cost: Double, places: [Point])?
        for isMirrored in [false, true] {
            for slot in 1...slots where slot == 1 || slot == slots {
                let angle = gap.start + gap.width * Double(slot) / Double(slots + 1)
                var out = Plane.direction(angle)
                if isMirrored { out.y = -out.y }
                // The turn that brings `out` upon `back`.
                let turn = Plane.rotated(back, by: [out.x, -out.y])
                let moved = shape.map { point -> Point in
                    var arm = point - shape[local]
                    if isMirrored { arm.y = -arm.y }
                    return place + Plane.rotated(arm, by: turn)
                }
                let cost = crowding(moved, from: parent)
                if cost < (best?.cost ?? .infinity) - 1e-6 { best = (cost, moved) }
            }
        }
        isSystemPlaced[system] = true
        for (member, point) in zip(systems[system].atoms, best?.places ?? shape) { put(member, point) }
    }

    private func crowding(_ points: [Point], from parent: Int) -> Double {
        var sum = 0.0
        for other in queue.suffix(Self.horizon) where other != parent {
            for point in points {
                let offset = point - places[other]
                let square = Plane.dot(offset, offset)
                sum += 1 / (square * square + 0.02)
            }
        }
        return sum
    }

    /// Places a ring system one atom of which is placed: its ring lies in the widest gap there.
    private mutating func placeSpiro(_ system: Int, at atom: Int) {
        let shape = shape(system)
        guard let local = systems[system].atoms.firstIndex(of: atom) else { return }
        let placed = molecule.neighbors(of: atom).filter { isPlaced[Int($0.atom)] }.map { Plane.angle(places[Int($0.atom)] - places[atom]) }
        let gap = RingSystem.widestGap(placed)
        let own = systems[system].widestGap(at: local, shape)
        let inward = Plane.direction(own.start + own.width / 2 + .pi)
        // The middle of the gap, unless what is near leaves more room beside it.
        let freedom = max(0, (gap.width - (2 * .pi - own.width)) / 2 - 0.2)
        var best: (cost: Double, places: [Point])?
        for step in [0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75] {
            for isMirrored in [false, true] {
                var inner = inward
                if isMirrored { inner.y = -inner.y }
                let aim = Plane.direction(gap.start + gap.width / 2 + step * freedom)
                let turn = Plane.rotated(aim, by: [inner.x, -inner.y])
                let moved = shape.map { point -> Point in
                    var arm = point - shape[local]
                    if isMirrored { arm.y = -arm.y }
                    return places[atom] + Plane.rotated(arm, by: turn)
                }
                let others = moved.indices.filter { $0 != local }.map { moved[$0] }
                let cost = crowding(others, from: atom) + abs(step) * 1.5
                if cost < (best?.cost ?? .infinity) - 1e-6 { best = (cost, moved) }
            }
        }
        isSystemPlaced[system] = true
        for (member, point) in zip(systems[system].atoms, best?.places ?? shape) where member != atom { put(member, point) }
    }

    // MARK: The page

    /// Turns so that the fragment lies along the page, with many upright and 30° bonds and few level ones.
    private mutating func turnPage() {
        guard members.count > 1 else { return }
        var arms: [Point] = []
        for atom in members {
            for neighbor in molecule.neighbors(of: atom) where Int(neighbor.atom) > atom {
                arms.append(places[Int(neighbor.atom)] - places[atom])
            }
        }
        // How far bonds are from the next multiple of 30°: the three most frequent values are worth a try.
        let step = Double.pi / 6
        var counts = [Int](repeating: 0, count: 30)
        for arm in arms {
            let angle = Plane.angle(arm) + 2 * .pi
            counts[Int(((angle / step - (angle / step).rounded(.down)) * 30).rounded()) % 30] += 1
        }
        var shifts = [0.0]
        for bin in counts.indices.sorted(by: { (counts[$0], -$0) > (counts[$1], -$1) }).prefix(3) where bin != 0 && counts[bin] > 0 {
            shifts.append(-Double(bin) / 30 * step)
        }
        var best = (score: Double.infinity, turn: Point(1, 0))
        for shift in shifts {
            for multiple in 0..<6 {
                let turn = Plane.direction(shift + step * Double(multiple))
                var (low, high, left, right) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
                for atom in members {
                    let p = Plane.rotated(places[atom], by: turn)
                    (low, high, left, right) = (min(low, p.y), max(high, p.y), min(left, p.x), max(right, p.x))
                }
                var good = 0.0
                for arm in arms {
                    var angle = Plane.angle(Plane.rotated(arm, by: turn)) * 180 / .pi
                    if angle < 0 { angle += 180 }
                    if abs(angle - 30) < 2 || abs(angle - 90) < 2 || abs(angle - 150) < 2 {
                        good += 1
                    } else if angle < 2 || angle > 178 || abs(angle - 60) < 2 || abs(angle - 120) < 2 {
                        good += 0.5
                    }
                }
                // Wide rather than high, by what a page has.
                let isFirst = shift == 0 && multiple == 0
                let score = (high - low) - 0.25 * (right - left) - 3 * good / Double(max(arms.count, 1)) - (isFirst ? 0.05 : 0)
                if score < best.score - 1e-6 { best = (score, turn) }
            }
        }
        for atom in members { places[atom] = Plane.rotated(places[atom], by: best.turn) }
    }
}
