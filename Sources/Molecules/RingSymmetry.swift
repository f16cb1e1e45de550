/// Which candidate rings stay.
extension Workbench {
    /// Keeps the smallest rings until each bond is covered; then takes back rings that could stand in for a kept one of
    /// the same size: they share a bond with it and hold all bonds that it alone covers.
    mutating func reduce(to expected: Int) throws(SanitizationError) {
        let count = search.ends.count
        let width = (bonds.count + 63) / 64
        search.budget -= count * width
        if search.budget < 0 || count * width > 1 << 24 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(search.atoms[0])) }
        search.order.removeAll()
        for ring in 0..<count { search.order.append(Int32(ring)) }
        func size(_ ring: Int32) -> Int {
            let (from, to) = candidate(Int(ring))
            return to - from
        }
        // Stable by size; lists are short.
        if count <= 64 {
            for index in 1..<count {
                var at = index
                while at > 0, size(search.order[at]) < size(search.order[at - 1]) {
                    let held = search.order[at]
                    search.order[at] = search.order[at - 1]
                    search.order[at - 1] = held
                    at -= 1
                }
            }
        } else {
            let sorted = search.order.buffer.sorted { (size($0), $0) < (size($1), $1) }
            for index in 0..<count { search.order[index] = sorted[index] }
        }
        // Bit sets of bonds, in the new order; the union at the end.
        search.words.fill((count + 1) * width, 0)
        for index in 0..<count {
            let (from, to) = candidate(Int(search.order[index]))
            for place in from..<to {
                let next = Int(search.atoms[place + 1 < to ? place + 1 : from])
                let link = bond(Int(search.atoms[place]), next)
                search.words[index * width + link >> 6] |= 1 << UInt64(link & 63)
            }
        }
        let covered = count * width
        func isCovered(_ index: Int) -> Bool {
            for word in 0..<width where search.words[index * width + word] & ~search.words[covered + word] != 0 { return false }
            return true
        }
        func overlap(_ index: Int) -> Int {
            var bits = 0
            for word in 0..<width { bits += (search.words[index * width + word] & search.words[covered + word]).nonzeroBitCount }
            return bits
        }
        func cover(_ index: Int) {
            for word in 0..<width { search.words[covered + word] |= search.words[index * width + word] }
        }
        // 0 open, 1 kept, 2 out
        search.keep.fill(count, 0)
        for index in 0..<count where search.keep[index] == 0 {
            if isCovered(index) {
                search.keep[index] = 2
                continue
            }
            cover(index)
            search.keep[index] = 1
            let ownSize = size(search.order[index])
            while true {
                var best = -1
                var most = -1
                var other = index + 1
                while other < count, size(search.order[other]) == ownSize {
                    if search.keep[other] == 0 {
                        let bits = overlap(other)
                        if bits > most { (best, most) = (other, bits) }
                    }
                    other += 1
                }
                search.budget -= (other - index) * width
                if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(search.atoms[0])) }
                if best < 0 { break }
                if isCovered(best) {
                    search.keep[best] = 2
                } else {
                    cover(best)
                    search.keep[best] = 1
                }
            }
        }
        takeBack(count, width)
    }

    private mutating func takeBack(_ count: Int, _ width: Int) {
        let firstRing = ringCount
        // Kept rings cover their bonds so many times.
        for index in 0..<count where search.keep[index] == 1 { storeRing(Int(search.order[index])) }
        let lastRing = ringCount
        for ring in firstRing..<lastRing {
            for place in Int(ringStarts[ring])..<Int(ringStarts[ring + 1]) { bondRingCount[ringBonds[place]] += 1 }
        }
        for index in 0..<count where search.keep[index] == 2 {
            let (from, to) = candidate(Int(search.order[index]))
            for ring in firstRing..<lastRing {
                let (start, end) = (Int(ringStarts[ring]), Int(ringStarts[ring + 1]))
                if end - start != to - from { continue }
                var sharesBond = false
                var holdsAll = true
                for place in start..<end {
                    let link = Int(ringBonds[place])
                    let isOwn = search.words[index * width + link >> 6] >> UInt64(link & 63) & 1 != 0
                    if isOwn { sharesBond = true } else if bondRingCount[link] == 1 { holdsAll = false }
                }
                if sharesBond, holdsAll {
                    storeRing(Int(search.order[index]))
                    break
                }
            }
        }
        for ring in firstRing..<lastRing {
            for place in Int(ringStarts[ring])..<Int(ringStarts[ring + 1]) { bondRingCount[ringBonds[place]] -= 1 }
        }
    }

    /// Highly fused systems can hide rings from the search: shortest rings through bonds that no candidate holds.
    mutating func searchMissing(_ from: Int, _ to: Int, _ expected: Int) throws(SanitizationError) {
        search.savedActive.fill(bonds.count, 0)
        search.keep.fill(atoms.count, 0)
        for ring in 0..<search.ends.count {
            let (start, end) = candidate(ring)
            for place in start..<end {
                let (atom, next) = (Int(search.atoms[place]), Int(search.atoms[place + 1 < end ? place + 1 : start]))
                search.savedActive[bond(atom, next)] = 1
                search.keep[atom] = 1
            }
        }
        for place in from..<to { search.isForbidden[intsB[place]] = 0 }
        for bond in 0..<bonds.count where search.savedActive[bond] == 0 && bonds[bond].kind != .dative {
            let (begin, end) = (Int(bonds[bond].begin), Int(bonds[bond].end))
            if component[begin] != component[Int(intsB[from])] || search.keep[begin] == 0 || search.keep[end] == 0 { continue }
            try admitShortestRing(through: bond, begin, end)
            if search.ends.count >= expected { return }
        }
    }

    private mutating func admitShortestRing(through bond: Int, _ begin: Int, _ end: Int) throws(SanitizationError) {
        search.queue.removeAll()
        search.queue.append(Int32(begin))
        search.depth[begin] = 0
        search.parent[begin] = -1
        search.colour[begin] = 1
        var head = 0
        while head < search.queue.count, search.colour[end] == 0 {
            let atom = Int(search.queue[head])
            head += 1
            for place in neighborRange(atom) {
                let next = neighbors[place].atom
                if Int(neighbors[place].bond) == bond || search.colour[next] != 0 || search.keep[next] == 0 { continue }
                if bonds[neighbors[place].bond].kind == .dative { continue }
                search.budget -= 1
                search.colour[next] = 1
                search.parent[next] = Int32(atom)
                search.queue.append(next)
            }
        }
        let isFound = search.colour[end] != 0
        for place in 0..<search.queue.count { search.colour[search.queue[place]] = 0 }
        if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: begin) }
        guard isFound else { return }
        search.foundAtoms.removeAll()
        search.foundStarts.removeAll()
        search.foundStarts.append(0)
        var atom = Int32(end)
        while atom >= 0 {
            search.foundAtoms.append(atom)
            atom = search.parent[atom]
        }
        search.foundStarts.append(Int32(search.foundAtoms.count))
        admitFound()
    }
}
