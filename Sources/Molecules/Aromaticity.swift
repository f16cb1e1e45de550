/// Room of the perception of aromaticity.
struct AromaticRoom: ~Copyable {
    var kinds = Growing<UInt8>()
    /// How many rings of the subset at work each atom and bond lie in.
    var atomCount = Growing<Int32>()
    var bondCount = Growing<Int32>()
    var stamp = Growing<Int32>()
    var stampNow: Int32 = 0
    /// The place of each ring in the fused system, -1 for others.
    var place = Growing<Int32>()
    var subset = Growing<Int32>()
    /// Rings that may join the subset, one list after the other, by depth.
    var extension_ = Growing<Int32>()
    var isSeen = Growing<Int32>()

    deinit {
        for list in [atomCount, bondCount, stamp, place, subset, extension_, isSeen] { list.free() }
        kinds.free()
    }
}

/// What an atom gives to a π system.
private enum Donor: UInt8 {
    case none, vacant, one, two, any
}

/// RDKit's model of aromaticity.
///
/// An atom of a ring gives no, one or two electrons; rings all of whose atoms may take part, and fused systems of up to six
/// of them, are aromatic when they hold 4n + 2; bonds between two rings of such a system count only where a smaller one
/// holds them. Source: G. Landrum and others, The RDKit Book, "The RDKit Aromaticity Model".
extension Workbench {
    private static let mostFusedRings = 6
    private static let largestFusedRing = 24
    /// A larger ring is not aromatic when oxygen or sulfur gives it a pair of electrons.
    private static let largestRingWithChalcogen = 8

    mutating func perceiveAromaticity() throws(SanitizationError) {
        let rings = ringCount
        if rings == 0 { return }
        aromatic.kinds.fill(atoms.count, UInt8.max)
        fusion.isPicked.fill(rings, 0)
        var picked = 0
        for ring in 0..<rings {
            var canBe = true
            var isAllWild = true
            for place in ringRange(ring) {
                let atom = Int(ringAtoms[place])
                if atoms[atom].atomicNumber != 0 { isAllWild = false }
                if aromatic.kinds[atom] == UInt8.max {
                    let donor = donor(atom)
                    aromatic.kinds[atom] = mayBeAromatic(atom, donor) ? donor.rawValue : Donor.none.rawValue
                }
                if aromatic.kinds[atom] == Donor.none.rawValue { canBe = false }
            }
            if canBe, ringRange(ring).count > Self.largestRingWithChalcogen {
                for place in ringRange(ring) where aromatic.kinds[ringAtoms[place]] == Donor.two.rawValue {
                    let number = atoms[ringAtoms[place]].atomicNumber
                    if number == 8 || number == 16 { canBe = false }
                }
            }
            if canBe, !isAllWild {
                fusion.isPicked[ring] = 1
                picked += 1
            }
        }
        if picked == 0 { return }
        try linkRings(largest: Self.largestFusedRing, mostShared: 1)
        aromatic.atomCount.fill(atoms.count, 0)
        aromatic.bondCount.fill(bonds.count, 0)
        aromatic.stamp.fill(atoms.count, 0)
        aromatic.stampNow = 0
        aromatic.isSeen.fill(rings, 0)
        aromatic.place.fill(rings, -1)
        for ring in 0..<rings where fusion.isPicked[ring] != 0 && fusion.isDone[ring] == 0 {
            walkFusedSystem(from: ring)
            try markFusedSystem()
        }
    }

    private func donor(_ atom: Int) -> Donor {
        if atoms[atom].atomicNumber == 0 { return hasMultipleBond(atom, inRing: true) >= 0 ? .one : .any }
        var electrons = donatableElectrons(atom)
        if electrons < 0 { return .none }
        let outside = hasMultipleBond(atom, inRing: false)
        if electrons == 0 {
            if outside >= 0 { return .vacant }
            return hasMultipleBond(atom, inRing: true) >= 0 ? .one : .none
        }
        let steals = outside >= 0 && isMoreElectronegative(Int(atoms[outside].atomicNumber), Int(atoms[atom].atomicNumber))
        if electrons == 1 {
            if outside >= 0 { return steals ? .vacant : .one }
            var links = degree(atom) + Int(atoms[atom].explicitHydrogens)
            for place in neighborRange(atom) where twiceContribution(neighbors[place].bond, atom) == 0 { links -= 1 }
            if Int(explicitValence[atom]) != links { return .one }
            return atoms[atom].formalCharge == 1 ? .vacant : .none
        }
        if steals { electrons -= 1 }
        return electrons % 2 == 1 ? .one : .two
    }

    /// The neighbour at the first multiple bond of a ring, or outside all rings; -1 where there is none.
    private func hasMultipleBond(_ atom: Int, inRing: Bool) -> Int {
        for place in neighborRange(atom) {
            let bond = neighbors[place].bond
            if (bondRingCount[bond] > 0) == inRing, twiceContribution(bond, atom) >= 4 { return Int(neighbors[place].atom) }
        }
        return -1
    }

    /// By outer electrons, then by fewer shells.
    private func isMoreElectronegative(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (facts[first].outerElectrons, facts[second].outerElectrons)
        return a > b || (a == b && first < second)
    }

    private func mayBeAromatic(_ atom: Int, _ donor: Donor) -> Bool {
        let one = atoms[atom]
        let number = Int(one.atomicNumber)
        if donor == .none || (number > 18 && number != 34 && number != 52) { return false }
        if facts[number].defaultValence > 0 {
            let effective = min(118, max(0, number - Int(one.formalCharge)))
            if totalValence(atom) > Int(facts[effective].defaultValence) { return false }
        }
        if one.radicalElectrons > 0, number != 6 || one.formalCharge != 0 { return false }
        if Int(explicitValence[atom]) - degree(atom) > 1 {
            var multiple = 0
            for place in neighborRange(atom) {
                switch bonds[neighbors[place].bond].kind {
                case .double, .triple, .quadruple: multiple += 1
                default: break
                }
            }
            if multiple > 1 { return false }
        }
        return true
    }

    /// Tries all connected subsets of the fused system in `fusion.system`, smaller ones first, until each bond is aromatic.
    private mutating func markFusedSystem() throws(SanitizationError) {
        let size = fusion.system.count
        for index in 0..<size { aromatic.place[fusion.system[index]] = Int32(index) }
        defer {
            for index in 0..<size { aromatic.place[fusion.system[index]] = -1 }
        }
        var open = 0
        for index in 0..<size {
            for place in ringRange(Int(fusion.system[index])) {
                if aromatic.bondCount[ringBonds[place]] == 0 { open += 1 }
                aromatic.bondCount[ringBonds[place]] = 1
            }
        }
        for index in 0..<size {
            for place in ringRange(Int(fusion.system[index])) { aromatic.bondCount[ringBonds[place]] = 0 }
        }
        var wanted = 1
        while wanted <= min(size, Self.mostFusedRings), open > 0 {
            if wanted > 2, size > 300 { return }
            for index in 0..<size {
                aromatic.subset.removeAll()
                aromatic.extension_.removeAll()
                try grow(from: index, wanted, &open)
            }
            wanted += 1
        }
    }

    /// All connected subsets of `wanted` rings whose first ring, by place, is `root`.
    ///
    /// Source: S. Wernicke, A faster algorithm for detecting network motifs, WABI 2005 (algorithm ESU).
    private mutating func grow(from root: Int, _ wanted: Int, _ open: inout Int) throws(SanitizationError) {
        let ring = Int(fusion.system[root])
        aromatic.isSeen[ring] = 1
        add(ring, 1)
        aromatic.subset.append(Int32(ring))
        if wanted == 1 {
            check(&open)
        } else {
            for place in Int(fusion.linkStarts[ring])..<Int(fusion.linkStarts[ring + 1]) {
                let next = fusion.links[place]
                if Int(aromatic.place[next]) > root {
                    aromatic.isSeen[next] = 1
                    aromatic.extension_.append(next)
                }
            }
            try extend(0, aromatic.extension_.count, root, wanted, &open)
            for index in 0..<aromatic.extension_.count { aromatic.isSeen[aromatic.extension_[index]] = 0 }
        }
        _ = aromatic.subset.removeLast()
        add(ring, -1)
        aromatic.isSeen[ring] = 0
    }

    /// Adds each ring of `extension_[from..<to]` in turn; what is new around it may follow. At most six deep.
    private mutating func extend(
        _ from: Int, _ to: Int, _ root: Int, _ wanted: Int, _ open: inout Int
    ) throws(SanitizationError) {
        for index in from..<to {
            let ring = Int(aromatic.extension_[index])
            search.budget -= 8
            if search.budget < 0 { throw SanitizationError(kind: .ringsTooEntangled, atom: Int(ringAtoms[ringStarts[ring]])) }
            add(ring, 1)
            aromatic.subset.append(Int32(ring))
            if aromatic.subset.count == wanted {
                check(&open)
            } else {
                let start = aromatic.extension_.count
                for rest in (index + 1)..<max(index + 1, to) { aromatic.extension_.append(aromatic.extension_[rest]) }
                let fresh = aromatic.extension_.count
                for place in Int(fusion.linkStarts[ring])..<Int(fusion.linkStarts[ring + 1]) {
                    let next = fusion.links[place]
                    if Int(aromatic.place[next]) > root, aromatic.isSeen[next] == 0 {
                        aromatic.isSeen[next] = 1
                        aromatic.extension_.append(next)
                    }
                }
                let end = aromatic.extension_.count
                try extend(start, end, root, wanted, &open)
                for place in fresh..<end { aromatic.isSeen[aromatic.extension_[place]] = 0 }
                aromatic.extension_.truncate(to: start)
            }
            _ = aromatic.subset.removeLast()
            add(ring, -1)
        }
    }

    @inline(__always)
    private mutating func add(_ ring: Int, _ change: Int32) {
        for place in ringRange(ring) {
            aromatic.atomCount[ringAtoms[place]] += change
            aromatic.bondCount[ringBonds[place]] += change
        }
    }

    /// Hückel's rule for the subset; marks it where it holds. Atoms inside, in three rings or more, do not count.
    private mutating func check(_ open: inout Int) {
        aromatic.stampNow += 1
        let stamp = aromatic.stampNow
        var lowest = 0
        var highest = 0
        var wild = 0
        for index in 0..<aromatic.subset.count {
            for place in ringRange(Int(aromatic.subset[index])) {
                let atom = ringAtoms[place]
                if aromatic.stamp[atom] == stamp { continue }
                aromatic.stamp[atom] = stamp
                if aromatic.atomCount[atom] > 2 { continue }
                switch aromatic.kinds[atom] {
                case Donor.one.rawValue:
                    lowest += 1
                    highest += 1
                case Donor.two.rawValue:
                    lowest += 2
                    highest += 2
                case Donor.any.rawValue:
                    wild += 1
                    lowest += 1
                    highest += 2
                default: break
                }
            }
        }
        if wild > 1 { return }
        var isAromatic = false
        if highest >= 6 {
            for electrons in lowest...highest where (electrons - 2) % 4 == 0 { isAromatic = true }
        } else {
            isAromatic = highest == 2
        }
        if !isAromatic { return }
        for index in 0..<aromatic.subset.count {
            for place in ringRange(Int(aromatic.subset[index])) {
                atoms[ringAtoms[place]].isAromatic = true
                let bond = ringBonds[place]
                if aromatic.bondCount[bond] != 1 || bonds[bond].isAromatic { continue }
                bonds[bond].isAromatic = true
                if bonds[bond].kind == .single || bonds[bond].kind == .double { bonds[bond].kind = .aromatic }
                open -= 1
            }
        }
    }
}
