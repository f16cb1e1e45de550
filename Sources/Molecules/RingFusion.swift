/// Which rings share bonds with which.
struct RingFusion: ~Copyable {
    /// The rings of each bond.
    var bondStarts = Growing<Int32>()
    var bondRings = Growing<Int32>()
    /// The rings that each ring shares bonds with, rising.
    var linkStarts = Growing<Int32>()
    var links = Growing<Int32>()
    var overlap = Growing<Int32>()
    var touched = Growing<Int32>()
    /// Rings that take part and those that a walk has been to.
    var isPicked = Growing<UInt8>()
    var isDone = Growing<UInt8>()
    /// A fused system in the order of the walk.
    var system = Growing<Int32>()
    var cursor = Growing<Int32>()
    var stack = Growing<Int32>()

    deinit {
        for list in [bondStarts, bondRings, linkStarts, links, overlap, touched, system, cursor, stack] { list.free() }
        isPicked.free()
        isDone.free()
    }
}

extension Workbench {
    @inline(__always)
    func ringRange(_ ring: Int) -> Range<Int> {
        Range(uncheckedBounds: (Int(ringStarts[ring]), Int(ringStarts[ring + 1])))
    }

    /// Finds the neighbours of the picked rings among each other: rings of at most `largest` atoms that share at least one
    /// and at most `mostShared` bonds.
    mutating func linkRings(largest: Int = .max, mostShared: Int = .max) throws(SanitizationError) {
        let rings = ringCount
        fusion.bondStarts.fill(bonds.count + 1, 0)
        for place in 0..<ringBonds.count { fusion.bondStarts[ringBonds[place]] += 1 }
        var sum: Int32 = 0
        for bond in 0...bonds.count {
            sum += bond < bonds.count ? fusion.bondStarts[bond] : 0
            fusion.bondStarts[bond] = sum
        }
        fusion.bondRings.fill(Int(sum), 0)
        for ring in stride(from: rings - 1, through: 0, by: -1) {
            for place in ringRange(ring) {
                let bond = ringBonds[place]
                fusion.bondStarts[bond] -= 1
                fusion.bondRings[fusion.bondStarts[bond]] = Int32(ring)
            }
        }
        fusion.overlap.fill(rings, 0)
        fusion.linkStarts.removeAll()
        fusion.links.removeAll()
        fusion.linkStarts.append(0)
        for ring in 0..<rings {
            if fusion.isPicked[ring] != 0, ringRange(ring).count <= largest {
                fusion.touched.removeAll()
                for place in ringRange(ring) {
                    let bond = Int(ringBonds[place])
                    for at in Int(fusion.bondStarts[bond])..<Int(fusion.bondStarts[bond + 1]) {
                        let other = fusion.bondRings[at]
                        if Int(other) == ring || fusion.isPicked[other] == 0 || ringRange(Int(other)).count > largest { continue }
                        if fusion.overlap[other] == 0 { fusion.touched.append(other) }
                        fusion.overlap[other] += 1
                        search.budget -= 1
                    }
                }
                if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(ringAtoms[ringStarts[ring]])) }
                var found = fusion.touched.buffer
                if found.count > 1 { found.sort() }
                for other in found {
                    if fusion.overlap[other] <= mostShared { fusion.links.append(other) }
                    fusion.overlap[other] = 0
                }
            }
            fusion.linkStarts.append(Int32(truncatingIfNeeded: fusion.links.count))
        }
        fusion.isDone.fill(rings, 0)
        fusion.cursor.fill(rings, 0)
    }

    /// Walks the fused system of a ring, depth first, neighbours in rising order, into `fusion.system`.
    mutating func walkFusedSystem(from ring: Int) {
        fusion.system.removeAll()
        fusion.stack.removeAll()
        fusion.stack.append(Int32(ring))
        fusion.system.append(Int32(ring))
        fusion.isDone[ring] = 1
        fusion.cursor[ring] = fusion.linkStarts[ring]
        while fusion.stack.count > 0 {
            let current = Int(fusion.stack[fusion.stack.count - 1])
            let place = fusion.cursor[current]
            if place == fusion.linkStarts[current + 1] {
                _ = fusion.stack.removeLast()
                continue
            }
            fusion.cursor[current] = place + 1
            let next = fusion.links[place]
            if fusion.isDone[next] != 0 { continue }
            fusion.isDone[next] = 1
            fusion.cursor[next] = fusion.linkStarts[next]
            fusion.system.append(next)
            fusion.stack.append(next)
        }
    }
}
