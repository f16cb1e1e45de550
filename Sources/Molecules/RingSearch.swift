/// Room of the ring search.
struct RingSearchRoom: ~Copyable {
    var stack = Growing<Int32>()
    /// Depth-first search: order of discovery, lowest order reached, the bond that led here, where to go on.
    var found = Growing<Int32>()
    var low = Growing<Int32>()
    var way = Growing<Int32>()
    var cursor = Growing<Int32>()
    /// Whether a bond lies in a ring.
    var isRingBond = Growing<UInt8>()
    /// Ring bonds of each atom.
    var degrees = Growing<Int32>()
    /// The ring system at work: its atoms, and a number of its own for each bond.
    var system = Growing<Int32>()
    var isListed = Growing<UInt8>()
    var bondNumber = Growing<Int32>()
    /// Breadth-first search from one atom: distance, one parent, the number of shortest ways, and whether one of them runs
    /// through lower-ranked atoms alone.
    var distance = Growing<Int32>()
    var parent = Growing<Int32>()
    var ways = Growing<Int32>()
    var isBelow = Growing<UInt8>()
    var queue = Growing<Int32>()
    /// Candidate rings: root, the two ends, what joins them (-1: a bond), and one ring of the family.
    var families = Growing<RingFamily>(capacity: 16)
    var familyAtoms = Growing<Int32>()
    var order = Growing<Int32>()
    /// The basis of the rings so far as sets of bonds, `[rows, words]`; the row whose first bond it is, by bond.
    var rows = Growing<UInt64>()
    var pivots = Growing<Int32>()
    var work = Growing<UInt64>()
    /// All ways from the root to an end.
    var paths = Growing<Int32>()
    /// Rings as found, before they are put in order.
    var atoms = Growing<Int32>()
    var ends = Growing<Int32>()
    /// Steps that are left before the search is given up.
    var budget = 0

    var capacity: Int { rows.capacity + familyAtoms.capacity + atoms.capacity + paths.capacity }

    deinit {
        for list in [stack, found, low, way, cursor, degrees, system, bondNumber, distance, parent, ways, queue, familyAtoms,
            order, pivots, paths, atoms, ends] { list.free() }
        for list in [isRingBond, isListed, isBelow] { list.free() }
        families.free()
        rows.free()
        work.free()
    }
}

/// Rings that differ only in which of several equally short ways they take.
struct RingFamily {
    let root: Int32
    let first: Int32
    let second: Int32
    /// The atom opposite the root, or -1 where `first` and `second` are joined by a bond.
    let top: Int32
    /// Where one ring of the family stands in `familyAtoms`.
    let start: Int32
    let size: Int32
    /// Whether it is the only one.
    let isAlone: Bool
}

/// Ring perception: which bonds lie in rings, and the rings that count.
///
/// The rings are the union of all minimum cycle bases, which is what RDKit calls the symmetrized smallest set of smallest
/// rings: a ring belongs to it when it is no sum of shorter ones. Cubane has six, norbornane two, bicyclooctane three.
/// Source: P. Vismara, Union of all the minimum cycle bases of a graph, Electronic J. Combinatorics 4 (1997) R9.
/// Dative bonds close no ring. The work is counted; a system too entangled is refused.
extension Workbench {
    /// Steps of the search that one molecule may take.
    static let mostRingSteps = 40_000_000
    /// Atoms that a molecule's rings may have together.
    /// A family of equal rings beyond that is kept as one ring (a macrocycle through sixteen six-rings has 65,536).
    static let mostRingAtoms = 1_000_000

    mutating func perceiveRings() throws(SanitizationError) {
        let (count, bondCount) = (atoms.count, bonds.count)
        ringStarts.removeAll()
        ringAtoms.removeAll()
        ringBonds.removeAll()
        ringStarts.append(0)
        bondRingCount.fill(bondCount, 0)
        atomRingCount.fill(count, 0)
        search.budget = Self.mostRingSteps
        for bond in 0..<bondCount { bonds[bond].isInRing = false }
        for atom in 0..<count { atoms[atom].isInRing = false }
        if bondCount == 0 || !findRingBonds() { return }

        search.atoms.removeAll()
        search.ends.removeAll()
        search.isListed.fill(count, 0)
        search.distance.fill(count, -1)
        for first in 0..<count where search.degrees[first] > 0 && search.isListed[first] == 0 {
            try perceiveSystem(from: first)
        }
        storeRings()
        for place in 0..<ringAtoms.count {
            let (atom, bond) = (Int(ringAtoms[place]), Int(ringBonds[place]))
            atomRingCount[atom] += 1
            bondRingCount[bond] += 1
            atoms[atom].isInRing = true
            bonds[bond].isInRing = true
        }
    }

    /// Marks the bonds that lie in rings: all but bridges. Source: R. Tarjan, A note on finding the bridges of a graph,
    /// Inf. Process. Lett. 2 (1974) 160-161. Returns whether there is one.
    private mutating func findRingBonds() -> Bool {
        let count = atoms.count
        search.isRingBond.fill(bonds.count, 0)
        search.found.fill(count, -1)
        search.low.fill(count, 0)
        search.way.fill(count, -1)
        search.cursor.fill(count, 0)
        search.degrees.fill(count, 0)
        var clock: Int32 = 0
        var any = false
        for first in 0..<count where search.found[first] < 0 {
            search.stack.removeAll()
            search.stack.append(Int32(first))
            enter(Int32(first), &clock)
            while search.stack.count > 0 {
                let atom = search.stack[search.stack.count - 1]
                let place = Int(search.cursor[atom])
                if place < Int(starts[Int(atom) + 1]) {
                    search.cursor[atom] += 1
                    let (next, bond) = (neighbors[place].atom, neighbors[place].bond)
                    if bond == search.way[atom] || bonds[bond].kind == .dative { continue }
                    if search.found[next] < 0 {
                        search.way[next] = bond
                        search.stack.append(next)
                        enter(next, &clock)
                    } else if search.found[next] < search.found[atom] {
                        search.low[atom] = min(search.low[atom], search.found[next])
                        search.isRingBond[bond] = 1
                        any = true
                    }
                    continue
                }
                _ = search.stack.removeLast()
                if search.stack.count == 0 { continue }
                let before = search.stack[search.stack.count - 1]
                search.low[before] = min(search.low[before], search.low[atom])
                if search.low[atom] <= search.found[before] { search.isRingBond[search.way[atom]] = 1 }
            }
        }
        if !any { return false }
        for bond in 0..<bonds.count where search.isRingBond[bond] != 0 {
            search.degrees[bonds[bond].begin] += 1
            search.degrees[bonds[bond].end] += 1
        }
        return true
    }

    @inline(__always)
    private mutating func enter(_ atom: Int32, _ clock: inout Int32) {
        search.found[atom] = clock
        search.low[atom] = clock
        search.cursor[atom] = starts[Int(atom)]
        clock += 1
    }

    /// The rings of all atoms that ring bonds tie to `first`.
    private mutating func perceiveSystem(from first: Int) throws(SanitizationError) {
        search.system.removeAll()
        search.system.append(Int32(first))
        search.isListed[first] = 1
        var next = 0
        var links = 0
        while next < search.system.count {
            let atom = Int(search.system[next])
            next += 1
            links += Int(search.degrees[atom])
            for place in neighborRange(atom) where search.isRingBond[neighbors[place].bond] != 0 {
                let other = neighbors[place].atom
                if search.isListed[other] == 0 {
                    search.isListed[other] = 1
                    search.system.append(other)
                }
            }
        }
        let rings = links / 2 - search.system.count + 1
        if rings == 1 {
            walkSingleRing(first)
        } else {
            try perceiveFusedSystem(rings, bondCount: links / 2)
        }
    }

    private mutating func walkSingleRing(_ first: Int) {
        var (atom, before) = (first, -1)
        repeat {
            search.atoms.append(Int32(atom))
            var next = -1
            for place in neighborRange(atom) where search.isRingBond[neighbors[place].bond] != 0 {
                let other = Int(neighbors[place].atom)
                if other != before {
                    next = other
                    break
                }
            }
            before = atom
            atom = next
        } while atom != first && atom >= 0
        closeRing()
    }

    /// Ends a ring in `search.atoms`, turned so that it begins with its lowest atom and goes on with that one's lower neighbour.
    mutating func closeRing() {
        let from = search.ends.count == 0 ? 0 : Int(search.ends[search.ends.count - 1])
        let to = search.atoms.count
        let ring = UnsafeMutableBufferPointer(start: search.atoms.base + from, count: to - from)
        var lowest = 0
        for place in 1..<ring.count where ring[place] < ring[lowest] { lowest = place }
        // Three reversals turn the ring; one more sets its direction.
        func reverse(_ from: Int, _ to: Int) {
            var (a, b) = (from, to - 1)
            while a < b {
                let held = ring[a]
                ring[a] = ring[b]
                ring[b] = held
                a += 1
                b -= 1
            }
        }
        if lowest > 0 {
            reverse(0, lowest)
            reverse(lowest, ring.count)
            reverse(0, ring.count)
        }
        if ring[1] > ring[ring.count - 1] { reverse(1, ring.count) }
        search.ends.append(Int32(truncatingIfNeeded: to))
    }

    /// Where a found ring stands in `search.atoms`.
    @inline(__always)
    func foundRing(_ ring: Int32) -> (Int, Int) { (ring == 0 ? 0 : Int(search.ends[ring - 1]), Int(search.ends[ring])) }

    /// Lists the rings by size, then by their atoms.
    private mutating func storeRings() {
        let count = search.ends.count
        search.order.removeAll()
        for ring in 0..<count { search.order.append(Int32(ring)) }
        if count > 1 {
            if count <= 16 {
                for index in 1..<count {
                    var at = index
                    while at > 0, comesBefore(search.order[at], search.order[at - 1]) {
                        let held = search.order[at]
                        search.order[at] = search.order[at - 1]
                        search.order[at - 1] = held
                        at -= 1
                    }
                }
            } else {
                let sorted = search.order.buffer.sorted { comesBefore($0, $1) }
                for index in 0..<count { search.order[index] = sorted[index] }
            }
        }
        for index in 0..<count {
            let (from, to) = foundRing(search.order[index])
            for place in from..<to {
                let atom = search.atoms[place]
                ringAtoms.append(atom)
                let next = Int(search.atoms[place + 1 < to ? place + 1 : from])
                ringBonds.append(Int32(truncatingIfNeeded: bond(Int(atom), next)))
            }
            ringStarts.append(Int32(truncatingIfNeeded: ringAtoms.count))
        }
    }

    private func comesBefore(_ first: Int32, _ second: Int32) -> Bool {
        let (a, b) = (foundRing(first), foundRing(second))
        let (sizeA, sizeB) = (a.1 - a.0, b.1 - b.0)
        if sizeA != sizeB { return sizeA < sizeB }
        for place in 0..<sizeA where search.atoms[a.0 + place] != search.atoms[b.0 + place] {
            return search.atoms[a.0 + place] < search.atoms[b.0 + place]
        }
        return false
    }
}
