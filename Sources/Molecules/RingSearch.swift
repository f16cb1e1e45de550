/// Room of the ring search.
struct RingSearchRoom {
    /// Degree of each atom among the bonds that are left, and which bonds those are.
    var degrees = Growing<Int32>()
    var isActive = Growing<UInt8>()
    var isDone = Growing<UInt8>()
    /// Atoms whose last bonds are to be taken off.
    var trimmed = Growing<Int32>()
    var seeds = Growing<Int32>()
    var isForbidden = Growing<UInt8>()
    var stack = Growing<Int32>()
    /// Breadth-first search: colour, parent and depth by atom, queue, and the rings found, one after the other.
    var colour = Growing<UInt8>()
    var parent = Growing<Int32>()
    var depth = Growing<Int32>()
    var queue = Growing<Int32>()
    var foundAtoms = Growing<Int32>()
    var foundStarts = Growing<Int32>()
    /// Candidates of the fragment at work.
    var atoms = Growing<Int32>()
    var ends = Growing<Int32>()
    var keys = Growing<UInt64>()
    /// Which seed led to which candidate ring: pairs.
    var seedOf = Growing<Int32>()
    var ringOf = Growing<Int32>()
    var savedDegrees = Growing<Int32>()
    var savedActive = Growing<UInt8>()
    var words = Growing<UInt64>()
    var order = Growing<Int32>()
    var keep = Growing<UInt8>()
    var path = Growing<Int32>()
    /// Steps that are left before the search is given up.
    var budget = 0

    var capacity: Int { words.capacity + atoms.capacity + foundAtoms.capacity }

    func free() {
        for list in [degrees, trimmed, seeds, stack, parent, depth, queue, foundAtoms, foundStarts, atoms, ends, seedOf, ringOf,
            savedDegrees, order, path] { list.free() }
        for list in [isActive, isDone, isForbidden, colour, savedActive, keep] { list.free() }
        keys.free()
        words.free()
    }
}

/// The symmetrized smallest set of smallest rings, as RDKit finds it.
///
/// Source: J. Figueras, Ring perception using breadth-first search, J. Chem. Inf. Comput. Sci. 36 (1996) 986-991, with the
/// changes that the RDKit Book names: all smallest rings of a seed atom are kept, rings beyond the cyclomatic number are
/// taken away so that each bond stays covered, and those of them that could stand in for a ring of the set come back.
/// The work is counted; a system too entangled is refused.
extension Workbench {
    /// Steps of the search that one molecule may take.
    private static let mostSteps = 40_000_000

    /// Finds the rings and which atoms and bonds lie in one. Dative bonds close no ring.
    mutating func perceiveRings() throws(SanitizationError) {
        let (count, bondCount) = (atoms.count, bonds.count)
        ringStarts.removeAll()
        ringAtoms.removeAll()
        ringBonds.removeAll()
        ringStarts.append(0)
        bondRingCount.fill(bondCount, 0)
        atomRingCount.fill(count, 0)
        search.budget = Self.mostSteps

        search.degrees.fill(count, 0)
        search.isActive.fill(bondCount, 1)
        var activeBonds = 0
        for bond in 0..<bondCount {
            if bonds[bond].kind == .dative {
                search.isActive[bond] = 0
                continue
            }
            search.degrees[bonds[bond].begin] += 1
            search.degrees[bonds[bond].end] += 1
            activeBonds += 1
        }
        // Leaves never lie in rings: take them off, again and again.
        search.isDone.fill(count, 0)
        search.trimmed.removeAll()
        for atom in 0..<count where search.degrees[atom] < 2 { search.trimmed.append(Int32(atom)) }
        trimAll()
        var left = 0
        for atom in 0..<count where search.isDone[atom] == 0 { left += 1 }
        if left == 0 { return }
        search.colour.fill(count, 0)
        search.parent.fill(count, -1)
        search.depth.fill(count, 0)
        search.isForbidden.fill(count, 0)
        try perceiveRingsOfFragments()
        markRingMembers()
    }

    private mutating func markRingMembers() {
        for place in 0..<ringAtoms.count {
            atomRingCount[ringAtoms[place]] += 1
            bondRingCount[ringBonds[place]] += 1
        }
        for atom in 0..<atoms.count { atoms[atom].isInRing = atomRingCount[atom] > 0 }
        for bond in 0..<bonds.count { bonds[bond].isInRing = bondRingCount[bond] > 0 }
    }

    /// Fragments hold together by all bonds, dative ones too.
    private mutating func perceiveRingsOfFragments() throws(SanitizationError) {
        let fragments = labelComponents()
        // Atoms that are left, by fragment, in rising order.
        intsA.fill(fragments + 1, 0)
        for atom in 0..<atoms.count where search.isDone[atom] == 0 { intsA[component[atom]] += 1 }
        var sum: Int32 = 0
        for fragment in 0...fragments {
            let size = fragment < fragments ? intsA[fragment] : 0
            intsA[fragment] = sum
            sum += size
        }
        intsB.fill(Int(sum), 0)
        for atom in 0..<atoms.count where search.isDone[atom] == 0 {
            let fragment = component[atom]
            intsB[intsA[fragment]] = Int32(atom)
            intsA[fragment] += 1
        }
        var from = 0
        for fragment in 0..<fragments {
            let to = Int(intsA[fragment])
            if to > from { try perceiveRings(from, to) }
            from = to
        }
    }

    /// The rings of one fragment, whose atoms stand in `intsB[from..<to]`.
    private mutating func perceiveRings(_ from: Int, _ to: Int) throws(SanitizationError) {
        search.atoms.removeAll()
        search.ends.removeAll()
        search.keys.removeAll()
        var links = 0
        for place in from..<to { links += Int(search.degrees[intsB[place]]) }
        let expected = links / 2 - (to - from) + activeComponents(from, to)
        var isOpen = true
        while isOpen {
            pickSeeds(from, to)
            if search.seeds.count > 0 {
                try searchSeeds()
                for seed in 0..<search.seeds.count {
                    let atom = Int(search.seeds[seed])
                    if search.isDone[atom] == 0 {
                        search.isDone[atom] = 1
                        trim(atom)
                    }
                }
            } else {
                var candidate = -1
                for place in from..<to where search.degrees[intsB[place]] == 3 {
                    candidate = Int(intsB[place])
                    break
                }
                if candidate < 0 {
                    // All that is left has four neighbours or more: RDKit stops here; any atom will do.
                    for place in from..<to where search.degrees[intsB[place]] > 3 {
                        candidate = Int(intsB[place])
                        break
                    }
                    if candidate < 0 { break }
                    try searchAround(candidate)
                } else {
                    try searchThreefold(candidate)
                }
                search.isDone[candidate] = 1
                trim(candidate)
            }
            trimAll()
            isOpen = false
            for place in from..<to where search.isDone[intsB[place]] == 0 {
                isOpen = true
                break
            }
        }
        if search.ends.count < expected { try searchMissing(from, to, expected) }
        if search.ends.count > expected {
            try reduce(to: expected)
        } else {
            for ring in 0..<search.ends.count { storeRing(ring) }
        }
    }

    /// How many pieces the fragment's rings fall into when dative bonds and leaves are gone.
    private mutating func activeComponents(_ from: Int, _ to: Int) -> Int {
        for place in from..<to { search.colour[intsB[place]] = 0 }
        var count = 0
        for place in from..<to where search.colour[intsB[place]] == 0 {
            count += 1
            search.stack.removeAll()
            search.stack.append(intsB[place])
            search.colour[intsB[place]] = 1
            while search.stack.count > 0 {
                let atom = Int(search.stack.removeLast())
                for link in neighborRange(atom) where search.isActive[neighbors[link].bond] != 0 {
                    let other = neighbors[link].atom
                    if search.colour[other] == 0 {
                        search.colour[other] = 1
                        search.stack.append(other)
                    }
                }
            }
        }
        for place in from..<to { search.colour[intsB[place]] = 0 }
        return count
    }

    /// Takes an atom's bonds away; neighbours that are left with fewer than two join `trimmed`.
    mutating func trim(_ atom: Int) {
        for place in neighborRange(atom) {
            let bond = neighbors[place].bond
            if search.isActive[bond] == 0 { continue }
            let other = neighbors[place].atom
            if search.degrees[other] <= 2 { search.trimmed.append(other) }
            search.isActive[bond] = 0
            search.degrees[other] -= 1
            search.degrees[atom] -= 1
        }
    }

    private mutating func trimAll() {
        while search.trimmed.count > 0 {
            let atom = Int(search.trimmed.removeLast())
            if search.isDone[atom] != 0 { continue }
            search.isDone[atom] = 1
            trim(atom)
        }
    }

    /// Atoms with two bonds left, one of each chain of such atoms.
    private mutating func pickSeeds(_ from: Int, _ to: Int) {
        search.seeds.removeAll()
        for place in from..<to { search.isForbidden[intsB[place]] = 0 }
        for place in from..<to {
            let root = intsB[place]
            if search.degrees[root] != 2 || search.isForbidden[root] != 0 { continue }
            search.seeds.append(root)
            search.isForbidden[root] = 1
            search.stack.removeAll()
            search.stack.append(root)
            while search.stack.count > 0 {
                let atom = Int(search.stack.removeLast())
                for link in neighborRange(atom) where search.isActive[neighbors[link].bond] != 0 {
                    let other = neighbors[link].atom
                    if search.isForbidden[other] == 0, search.degrees[other] == 2 {
                        search.isForbidden[other] = 1
                        search.stack.append(other)
                    }
                }
            }
        }
    }

    /// Appends a candidate ring to the molecule's.
    mutating func storeRing(_ ring: Int) {
        let (from, to) = candidate(ring)
        for place in from..<to {
            let atom = Int(search.atoms[place])
            let next = Int(search.atoms[place + 1 < to ? place + 1 : from])
            ringAtoms.append(Int32(atom))
            ringBonds.append(Int32(truncatingIfNeeded: bond(atom, next)))
        }
        ringStarts.append(Int32(truncatingIfNeeded: ringAtoms.count))
    }

    /// Where a candidate's atoms stand in `search.atoms`.
    @inline(__always)
    func candidate(_ ring: Int) -> (Int, Int) { (ring == 0 ? 0 : Int(search.ends[ring - 1]), Int(search.ends[ring])) }
}
