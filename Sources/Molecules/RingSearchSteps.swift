/// The steps of the ring search: smallest rings of one atom, and which seeds and exclusions to search with.
extension Workbench {
    /// All smallest rings through an atom among the bonds that are left, into `search.foundAtoms`; `forbidden` is avoided.
    private mutating func smallestRings(_ root: Int, forbidden: Int = -1) throws(SanitizationError) -> Int {
        let (white, gray, black): (UInt8, UInt8, UInt8) = (0, 1, 2)
        search.foundAtoms.removeAll()
        search.foundStarts.removeAll()
        search.foundStarts.append(0)
        search.queue.removeAll()
        // Colours of the last search are cleared through its queue.
        defer {
            for place in 0..<search.queue.count { search.colour[search.queue[place]] = white }
            if forbidden >= 0 { search.colour[forbidden] = white }
        }
        search.colour[root] = white
        if forbidden >= 0 { search.colour[forbidden] = black }
        search.queue.append(Int32(root))
        search.parent[root] = -1
        search.depth[root] = 0
        var smallest = Int.max
        var head = 0
        while head < search.queue.count {
            let current = search.queue[head]
            head += 1
            search.colour[current] = black
            let depth = search.depth[current] + 1
            // No smaller ring can come any more.
            if smallest != Int.max, Int(2 * search.depth[current] + 1) > smallest { break }
            for place in neighborRange(Int(current)) {
                let (next, bond) = (neighbors[place].atom, neighbors[place].bond)
                if search.isActive[bond] == 0 || search.colour[next] == black || search.parent[current] == next { continue }
                search.budget -= 1
                if search.colour[next] == white {
                    search.parent[next] = current
                    search.colour[next] = gray
                    search.depth[next] = depth
                    search.queue.append(next)
                    continue
                }
                // Two ways lead here: a ring, if they part at the root.
                let size = Int(search.depth[current] + search.depth[next] + 1)
                search.budget -= size
                if !partsAtRoot(current, next, root) { continue }
                if size > smallest { return search.foundStarts.count - 1 }
                smallest = size
                appendFound(current, next, root, size)
            }
            if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: root) }
        }
        return search.foundStarts.count - 1
    }

    private func partsAtRoot(_ first: Int32, _ second: Int32, _ root: Int) -> Bool {
        var (a, b) = (first, second)
        while search.depth[a] > search.depth[b] { a = search.parent[a] }
        while search.depth[b] > search.depth[a] { b = search.parent[b] }
        while a != b {
            a = search.parent[a]
            b = search.parent[b]
        }
        return Int(a) == root
    }

    /// Root first, along the way to `first`, then back from `second`.
    private mutating func appendFound(_ first: Int32, _ second: Int32, _ root: Int, _ size: Int) {
        let from = search.foundAtoms.count
        for _ in 0..<size { search.foundAtoms.append(0) }
        var place = from + Int(search.depth[first])
        var atom = first
        while atom >= 0 {
            search.foundAtoms[place] = atom
            place -= 1
            atom = search.parent[atom]
        }
        place = from + Int(search.depth[first]) + 1
        atom = second
        while Int(atom) != root {
            search.foundAtoms[place] = atom
            place += 1
            atom = search.parent[atom]
        }
        search.foundStarts.append(Int32(truncatingIfNeeded: search.foundAtoms.count))
    }

    /// Takes a found ring among the candidates unless one of the same atoms is there; returns its number.
    private mutating func admit(_ found: Int) -> Int {
        let (from, to) = (Int(search.foundStarts[found]), Int(search.foundStarts[found + 1]))
        var key: UInt64 = 0
        for place in from..<to { key &+= Self.mixed(search.foundAtoms[place]) }
        search.budget -= search.keys.count / 8
        for ring in 0..<search.keys.count where search.keys[ring] == key { return ring }
        for place in from..<to { search.atoms.append(search.foundAtoms[place]) }
        search.ends.append(Int32(truncatingIfNeeded: search.atoms.count))
        search.keys.append(key)
        return search.keys.count - 1
    }

    mutating func admitFound() { _ = admit(0) }

    /// SplitMix64's finish; the sum over a ring's atoms names the set.
    @inline(__always)
    private static func mixed(_ atom: Int32) -> UInt64 {
        var x = (UInt64(UInt32(bitPattern: atom)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        return x ^ (x >> 31)
    }

    /// The rings of all seeds, then those that seeds of the same ring hide from each other.
    mutating func searchSeeds() throws(SanitizationError) {
        search.seedOf.removeAll()
        search.ringOf.removeAll()
        for place in 0..<search.seeds.count {
            let seed = Int(search.seeds[place])
            for found in 0..<(try smallestRings(seed)) {
                let ring = admit(found)
                search.seedOf.append(Int32(seed))
                search.ringOf.append(Int32(truncatingIfNeeded: ring))
            }
        }
        if search.seeds.count > 1 { try searchHidden() }
    }

    /// For every ring that several seeds led to: each of them again, without the seeds that share a ring with it.
    private mutating func searchHidden() throws(SanitizationError) {
        let pairs = search.ringOf.count
        search.order.removeAll()
        for pair in 0..<pairs {
            let ring = search.ringOf[pair]
            var isFirst = true
            var others = 0
            for other in 0..<pairs where search.ringOf[other] == ring {
                if other < pair { isFirst = false }
                others += 1
            }
            if isFirst, others > 1 { search.order.append(ring) }
        }
        search.budget -= pairs * pairs
        if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(search.seeds[0])) }
        if search.order.count == 0 { return }
        if search.order.count > 1 { sortByHighestAtoms() }
        search.savedDegrees.fill(atoms.count, 0)
        search.savedActive.fill(bonds.count, 0)
        for place in 0..<search.order.count { try searchHidden(behind: search.order[place], pairs) }
    }

    private mutating func searchHidden(behind ring: Int32, _ pairs: Int) throws(SanitizationError) {
        // Found rings of all seeds are gathered first; only the smallest of them count.
        search.path.removeAll()
        var smallest = Int.max
        for pair in 0..<pairs where search.ringOf[pair] == ring {
            let seed = search.seedOf[pair]
            search.savedDegrees.base.update(from: search.degrees.base, count: atoms.count)
            search.savedActive.base.update(from: search.isActive.base, count: bonds.count)
            let trimmedBefore = search.trimmed.count
            for own in 0..<pairs where search.seedOf[own] == seed {
                for other in 0..<pairs where search.ringOf[other] == search.ringOf[own] && search.seedOf[other] != seed {
                    trim(Int(search.seedOf[other]))
                }
            }
            search.trimmed.truncate(to: trimmedBefore)
            search.budget -= atoms.count / 4 + pairs
            let found = try smallestRings(Int(seed))
            search.degrees.base.update(from: search.savedDegrees.base, count: atoms.count)
            search.isActive.base.update(from: search.savedActive.base, count: bonds.count)
            for index in 0..<found {
                let (from, to) = (Int(search.foundStarts[index]), Int(search.foundStarts[index + 1]))
                smallest = min(smallest, to - from)
                search.path.append(Int32(to - from))
                for place in from..<to { search.path.append(search.foundAtoms[place]) }
            }
        }
        var place = 0
        while place < search.path.count {
            let size = Int(search.path[place])
            if size == smallest {
                search.foundAtoms.removeAll()
                search.foundStarts.removeAll()
                search.foundStarts.append(0)
                for atom in 1...size { search.foundAtoms.append(search.path[place + atom]) }
                search.foundStarts.append(Int32(size))
                _ = admit(0)
            }
            place += size + 1
        }
    }

    /// By the sets of atoms read as binary numbers, the order in which RDKit goes through them.
    private mutating func sortByHighestAtoms() {
        for index in 1..<search.order.count {
            var at = index
            while at > 0, isBelow(Int(search.order[at]), Int(search.order[at - 1])) {
                let held = search.order[at]
                search.order[at] = search.order[at - 1]
                search.order[at - 1] = held
                at -= 1
            }
        }
    }

    private func isBelow(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (candidate(first), candidate(second))
        let one = UnsafeBufferPointer(start: search.atoms.base + a.0, count: a.1 - a.0).sorted(by: >)
        let two = UnsafeBufferPointer(start: search.atoms.base + b.0, count: b.1 - b.0).sorted(by: >)
        for (x, y) in zip(one, two) where x != y { return x < y }
        return one.count < two.count
    }

    /// The smallest rings of an atom, whatever its degree.
    mutating func searchAround(_ atom: Int) throws(SanitizationError) {
        for found in 0..<(try smallestRings(atom)) { _ = admit(found) }
    }

    /// Three rings of an atom with three bonds left: the smallest, and those that avoid one neighbour.
    mutating func searchThreefold(_ atom: Int) throws(SanitizationError) {
        let count = try smallestRings(atom)
        var ends: (Int, Int, Int) = (-1, -1, -1)
        for place in neighborRange(atom) where search.isActive[neighbors[place].bond] != 0 {
            let other = Int(neighbors[place].atom)
            if ends.0 < 0 { ends.0 = other } else if ends.1 < 0 { ends.1 = other } else { ends.2 = other }
        }
        func isIn(_ found: Int, _ atom: Int) -> Bool {
            for place in Int(search.foundStarts[found])..<Int(search.foundStarts[found + 1])
            where Int(search.foundAtoms[place]) == atom { return true }
            return false
        }
        var avoided: (Int, Int) = (-1, -1)
        if count == 2 {
            if isIn(0, ends.0), isIn(1, ends.0) {
                avoided.0 = ends.0
            } else if isIn(0, ends.1), isIn(1, ends.1) {
                avoided.0 = ends.1
            } else if isIn(0, ends.2), isIn(1, ends.2) {
                avoided.0 = ends.2
            }
        } else if count == 1 {
            if !isIn(0, ends.0) {
                avoided = (ends.2, ends.1)
            } else if !isIn(0, ends.1) {
                avoided = (ends.2, ends.0)
            } else if !isIn(0, ends.2) {
                avoided = (ends.1, ends.0)
            }
        }
        for found in 0..<count { _ = admit(found) }
        for avoid in [avoided.0, avoided.1] where avoid >= 0 {
            for found in 0..<(try smallestRings(atom, forbidden: avoid)) { _ = admit(found) }
        }
    }
}
