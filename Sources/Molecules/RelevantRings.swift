/// Rings of fused systems, after Vismara (see `RingSearch.swift`).
///
/// Each ring is sought from its highest-ranked atom r, by ring bonds, then by index: the atoms at either end of the
/// opposite bond, or the two neighbours of the opposite atom, lie equally far from r on ways that part at r. One ring
/// for each such pair stands for its family; a family counts when that ring is no sum of shorter ones, found by Gaussian
/// elimination over sets of bonds, size by size; then all its members are listed.
extension Workbench {
    mutating func perceiveFusedSystem(_ rings: Int, bondCount: Int) throws(SanitizationError) {
        search.families.removeAll()
        search.familyAtoms.removeAll()
        search.parent.fill(atoms.count, -1)
        search.ways.fill(atoms.count, 0)
        search.isBelow.fill(atoms.count, 0)
        // An atom of two ring bonds is the highest of no ring here: each ring of a fused system has an atom of three.
        for index in 0..<search.system.count where search.degrees[search.system[index]] > 2 {
            try findFamilies(of: Int(search.system[index]))
        }
        numberBonds()
        sortFamilies()
        try selectFamilies(rings, words: (bondCount + 63) / 64)
    }

    @inline(__always)
    private func ranksBelow(_ atom: Int, _ root: Int) -> Bool {
        let (a, b) = (search.degrees[atom], search.degrees[root])
        return a < b || (a == b && atom < root)
    }

    /// Breadth first from the root over all ring bonds of the system.
    private mutating func searchBreadth(_ root: Int) throws(SanitizationError) {
        search.queue.removeAll()
        search.queue.append(Int32(root))
        search.distance[root] = 0
        search.parent[root] = -1
        search.ways[root] = 1
        search.isBelow[root] = 1
        var head = 0
        while head < search.queue.count {
            let atom = Int(search.queue[head])
            head += 1
            let isWay = search.isBelow[atom] != 0
            for place in neighborRange(atom) where search.isRingBond[neighbors[place].bond] != 0 {
                let next = Int(neighbors[place].atom)
                if search.distance[next] < 0 {
                    search.distance[next] = search.distance[atom] + 1
                    search.isBelow[next] = 0
                    search.ways[next] = 0
                    search.queue.append(Int32(next))
                }
                if isWay, search.distance[next] == search.distance[atom] + 1, ranksBelow(next, root) {
                    if search.isBelow[next] == 0 {
                        search.isBelow[next] = 1
                        search.parent[next] = Int32(atom)
                    }
                    search.ways[next] = min(1 << 24, search.ways[next] + search.ways[atom])
                }
            }
        }
        search.budget -= 3 * search.queue.count
        if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: root) }
    }

    private mutating func clearSearch() {
        for place in 0..<search.queue.count { search.distance[search.queue[place]] = -1 }
    }

    private mutating func findFamilies(of root: Int) throws(SanitizationError) {
        try searchBreadth(root)
        for index in 1..<search.queue.count {
            let atom = Int(search.queue[index])
            if search.isBelow[atom] == 0 { continue }
            let range = neighborRange(atom)
            for place in range where search.isRingBond[neighbors[place].bond] != 0 {
                let other = Int(neighbors[place].atom)
                if search.isBelow[other] == 0 || other == root { continue }
                if search.distance[other] == search.distance[atom] {
                    if other < atom, parts(atom, other) { try addFamily(root, atom, other, -1) }
                } else if search.distance[other] == search.distance[atom] - 1 {
                    for second in (place + 1)..<max(place + 1, range.upperBound)
                    where search.isRingBond[neighbors[second].bond] != 0 {
                        let third = Int(neighbors[second].atom)
                        if search.isBelow[third] != 0, third != root, search.distance[third] == search.distance[other],
                            parts(other, third)
                        { try addFamily(root, other, third, atom) }
                    }
                }
            }
        }
        clearSearch()
    }

    /// Whether the ways from the root to two atoms at the same distance share nothing but the root.
    private mutating func parts(_ first: Int, _ second: Int) -> Bool {
        var (a, b) = (Int32(truncatingIfNeeded: first), Int32(truncatingIfNeeded: second))
        while a != b {
            a = search.parent[a]
            b = search.parent[b]
            search.budget -= 1
        }
        return search.distance[a] == 0
    }

    private mutating func addFamily(_ root: Int, _ first: Int, _ second: Int, _ top: Int) throws(SanitizationError) {
        let start = search.familyAtoms.count
        var atom = Int32(truncatingIfNeeded: first)
        while atom >= 0 {
            search.familyAtoms.append(atom)
            atom = search.parent[atom]
        }
        // Root last so far: the other way follows from the root outwards.
        let middle = search.familyAtoms.count
        atom = Int32(truncatingIfNeeded: second)
        while Int(atom) != root {
            search.familyAtoms.append(atom)
            atom = search.parent[atom]
        }
        var (a, b) = (middle, search.familyAtoms.count - 1)
        while a < b {
            let held = search.familyAtoms[a]
            search.familyAtoms[a] = search.familyAtoms[b]
            search.familyAtoms[b] = held
            a += 1
            b -= 1
        }
        if top >= 0 { search.familyAtoms.append(Int32(truncatingIfNeeded: top)) }
        search.families.append(RingFamily(
            root: Int32(truncatingIfNeeded: root), first: Int32(truncatingIfNeeded: first),
            second: Int32(truncatingIfNeeded: second), top: Int32(truncatingIfNeeded: top),
            start: Int32(truncatingIfNeeded: start), size: Int32(truncatingIfNeeded: search.familyAtoms.count - start),
            isAlone: search.ways[first] == 1 && search.ways[second] == 1))
        search.budget -= search.familyAtoms.count - start
        if search.budget < 0 || search.familyAtoms.count > 4 * Self.mostRingAtoms {
            throw SanitizationError(kind: .ringsTooEntangled, atom: root)
        }
    }

    /// Gives the system's bonds numbers of their own.
    private mutating func numberBonds() {
        search.bondNumber.fill(bonds.count, -1)
        var number: Int32 = 0
        for index in 0..<search.system.count {
            for place in neighborRange(Int(search.system[index])) {
                let bond = neighbors[place].bond
                if search.isRingBond[bond] == 0 || search.bondNumber[bond] >= 0 { continue }
                search.bondNumber[bond] = number
                number += 1
            }
        }
    }

    private mutating func sortFamilies() {
        let count = search.families.count
        search.order.removeAll()
        for index in 0..<count { search.order.append(Int32(index)) }
        if count <= 16 {
            for index in 1..<max(1, count) {
                var at = index
                while at > 0, search.families[search.order[at]].size < search.families[search.order[at - 1]].size {
                    let held = search.order[at]
                    search.order[at] = search.order[at - 1]
                    search.order[at - 1] = held
                    at -= 1
                }
            }
        } else {
            let families = search.families
            let sorted = search.order.buffer.sorted { (families[$0].size, $0) < (families[$1].size, $1) }
            for index in 0..<count { search.order[index] = sorted[index] }
        }
    }

    /// Goes through the families by size: those that shorter rings do not make up count.
    private mutating func selectFamilies(_ rings: Int, words: Int) throws(SanitizationError) {
        if rings * words > 1 << 24 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(search.system[0])) }
        search.pivots.fill(words * 64, -1)
        search.rows.removeAll()
        search.work.fill(words, 0)
        var rank = 0
        var index = 0
        let count = search.families.count
        while index < count, rank < rings {
            let size = search.families[search.order[index]].size
            var last = index
            while last < count, search.families[search.order[last]].size == size { last += 1 }
            // Against shorter rings alone first: rows of this size join the basis after all of them were judged.
            let shorter = rank
            for place in index..<last {
                let family = search.families[search.order[place]]
                fillWork(family, words)
                if !reduceWork(words, below: shorter) { continue }
                try listMembers(family)
                if reduceWork(words, below: rank) {
                    addRow(words, rank)
                    rank += 1
                }
                if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(family.root)) }
            }
            index = last
        }
    }

    private mutating func fillWork(_ family: RingFamily, _ words: Int) {
        for word in 0..<words { search.work[word] = 0 }
        let (from, to) = (Int(family.start), Int(family.start + family.size))
        for place in from..<to {
            let next = Int(search.familyAtoms[place + 1 < to ? place + 1 : from])
            let number = Int(search.bondNumber[bond(Int(search.familyAtoms[place]), next)])
            search.work[number >> 6] |= 1 << UInt64(number & 63)
        }
    }

    /// Takes the first `below` rows of the basis out of the set at work; whether something is left.
    ///
    /// A row's lowest bond is its pivot. Rows beyond `below` are left alone, so a pivot of theirs may stay.
    private mutating func reduceWork(_ words: Int, below: Int) -> Bool {
        var isLeft = false
        for word in 0..<words {
            var kept: UInt64 = 0
            while search.work[word] & ~kept != 0 {
                let open = search.work[word] & ~kept
                let bit = open.trailingZeroBitCount
                let row = Int(search.pivots[word * 64 + bit])
                if row >= 0, row < below {
                    for other in word..<words { search.work[other] ^= search.rows[row * words + other] }
                    search.budget -= words
                } else {
                    kept |= 1 << UInt64(bit)
                }
            }
            if kept != 0 { isLeft = true }
        }
        return isLeft
    }

    private mutating func addRow(_ words: Int, _ row: Int) {
        var pivot = -1
        for word in 0..<words {
            if pivot < 0, search.work[word] != 0 { pivot = word * 64 + search.work[word].trailingZeroBitCount }
            search.rows.append(search.work[word])
        }
        search.pivots[pivot] = Int32(truncatingIfNeeded: row)
    }

    /// Lists all rings of a family.
    private mutating func listMembers(_ family: RingFamily) throws(SanitizationError) {
        if family.isAlone {
            for place in Int(family.start)..<Int(family.start + family.size) { search.atoms.append(search.familyAtoms[place]) }
            closeRing()
            return
        }
        try searchBreadth(Int(family.root))
        search.paths.removeAll()
        let members = Int(search.ways[family.first]) * Int(search.ways[family.second])
        if members > (Self.mostRingAtoms - min(Self.mostRingAtoms, search.atoms.count)) / Int(family.size) {
            // Too many to list: one stands for all.
            clearSearch()
            for place in Int(family.start)..<Int(family.start + family.size) { search.atoms.append(search.familyAtoms[place]) }
            closeRing()
            return
        }
        let length = Int(search.distance[family.first])
        listWays(to: Int(family.first), length)
        let firstEnd = search.paths.count
        listWays(to: Int(family.second), length)
        let secondEnd = search.paths.count
        clearSearch()
        for first in stride(from: 0, to: firstEnd, by: length) {
            for second in stride(from: firstEnd, to: secondEnd, by: length) {
                search.atoms.append(family.root)
                for place in stride(from: length - 1, through: 0, by: -1) { search.atoms.append(search.paths[first + place]) }
                if family.top >= 0 { search.atoms.append(family.top) }
                for place in 0..<length { search.atoms.append(search.paths[second + place]) }
                closeRing()
            }
        }
    }

    /// All shortest ways to an atom through lower-ranked ones, each from its end to the neighbour of the root.
    private mutating func listWays(to end: Int, _ length: Int) {
        // `stack` holds the way so far, `way` where each of its atoms stands among its neighbours.
        search.stack.removeAll()
        search.stack.append(Int32(truncatingIfNeeded: end))
        search.cursor[end] = starts[end]
        while search.stack.count > 0 {
            let atom = Int(search.stack[search.stack.count - 1])
            if search.stack.count == length {
                for place in 0..<length { search.paths.append(search.stack[place]) }
                _ = search.stack.removeLast()
                continue
            }
            let place = Int(search.cursor[atom])
            if place == Int(starts[atom + 1]) {
                _ = search.stack.removeLast()
                continue
            }
            search.cursor[atom] += 1
            let next = Int(neighbors[place].atom)
            if search.isRingBond[neighbors[place].bond] == 0 || search.isBelow[next] == 0 { continue }
            if search.distance[next] == search.distance[atom] - 1, search.distance[next] > 0 {
                search.cursor[next] = starts[next]
                search.stack.append(Int32(truncatingIfNeeded: next))
            }
        }
    }
}
