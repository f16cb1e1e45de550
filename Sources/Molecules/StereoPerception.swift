extension Molecule {
    /// Finds the true stereocentres and the arrangement of double bonds, and takes away what was written without meaning.
    ///
    /// Tetrahedral tags are kept at atoms whose neighbours all differ in rank, or whose ring makes the difference
    /// (`ringStereoAtoms`); double bonds become `e` or `z` by the substituents of higher rank. Centres that differ only in
    /// the arrangement of others are found by ranking anew with the labels that were found, until nothing changes.
    ///
    /// What is kept is what RDKit's legacy `AssignStereochemistry(cleanIt: true, force: true)` keeps at the end of reading
    /// a SMILES. To be called after sanitization. O(1) rounds of ranking for most molecules; nothing is ranked where
    /// nothing was written.
    public mutating func assignStereo() {
        var isTagged = false
        for index in atoms.indices where atoms[index].chirality != .none {
            // Flat atoms are no centres.
            if atoms[index].hybridization.rawValue < Hybridization.sp3.rawValue, atoms[index].chirality != .other {
                atoms[index].chirality = .none
            } else {
                isTagged = true
            }
        }
        var isDirected = false
        for index in bonds.indices {
            if bonds[index].kind == .double {
                let isUnknown = bonds[index].direction == .unknown || bonds[index].stereo == .any
                bonds[index].stereo = isUnknown ? .any : .none
                if isUnknown { isDirected = true }
            }
            if bonds[index].direction != .none { isDirected = true }
        }
        guard isTagged || isDirected else { return }

        let candidates = stereoCandidateBonds()
        for index in bonds.indices where bonds[index].stereo == .any && !candidates.contains(Int32(index)) {
            bonds[index].stereo = .none
        }
        var labels = [UInt8](repeating: 0, count: atoms.count)
        let mayBeCentre = atoms.indices.map { self.mayBeCentre($0) }
        var ranks = PriorityRanks(self)
        var contradicted: [(bond: Int, direction: BondDirection)] = []
        while true {
            let centres = labelCentres(&labels, mayBeCentre, ranks.ranks)
            let arrangements = labelDoubleBonds(candidates, ranks.ranks, &contradicted)
            guard centres.isOpen || arrangements.isOpen, centres.isChanged || arrangements.isChanged else { break }
            ranks.supplement(supplements(labels))
        }
        if isTagged { clearTags(labels, ringStereoAtoms(ranks.ranks, labels: labels)) }
        clearWedges()
        restoreDirections(contradicted)
        clearIdleDirections()
    }

    /// Labels the centres whose neighbours all differ: 1 for S, 2 for R. Says whether some stay open and whether one was
    /// found.
    private func labelCentres(
        _ labels: inout [UInt8], _ mayBeCentre: [Bool], _ ranks: [Int32]
    ) -> (isOpen: Bool, isChanged: Bool) {
        var (isOpen, isChanged) = (false, false)
        for atom in atoms.indices where mayBeCentre[atom] && labels[atom] == 0 {
            let tag = atoms[atom].chirality
            guard tag == .clockwise || tag == .counterclockwise, let isOdd = turn(around: atom, ranks) else {
                isOpen = true
                continue
            }
            var isClockwise = (tag == .clockwise) != isOdd
            if degree(of: atom) == 3, atoms[atom].totalHydrogens == 1 { isClockwise.toggle() }
            labels[atom] = isClockwise ? 2 : 1
            isChanged = true
        }
        return (isOpen, isChanged)
    }

    /// Whether the neighbours, in their order, are an odd permutation of themselves by rising rank; nil where two have the
    /// same rank.
    func turn(around atom: Int, _ ranks: [Int32]) -> Bool? {
        let around = neighbors(of: atom)
        var isOdd = false
        var first = around.startIndex
        while first < around.endIndex {
            let rank = ranks[Int(around[first].atom)]
            var second = first + 1
            while second < around.endIndex {
                let other = ranks[Int(around[second].atom)]
                if other == rank { return nil }
                if other < rank { isOdd.toggle() }
                second += 1
            }
            first += 1
        }
        return isOdd
    }

    /// Arranges the double bonds that have directions at both ends and substituents that differ.
    private mutating func labelDoubleBonds(
        _ candidates: [Int32], _ ranks: [Int32], _ contradicted: inout [(bond: Int, direction: BondDirection)]
    ) -> (isOpen: Bool, isChanged: Bool) {
        var (isOpen, isChanged) = (false, false)
        for candidate in candidates where bonds[Int(candidate)].stereo == .none {
            let index = Int(candidate)
            let (begin, end) = (Int(bonds[index].begin), Int(bonds[index].end))
            guard let atBegin = directions(at: begin, of: index, ranks: ranks),
                let atEnd = directions(at: end, of: index, ranks: ranks)
            else {
                isOpen = true
                continue
            }
            isChanged = true
            if atBegin.isContradictory || atEnd.isContradictory {
                for (atom, sides) in [(begin, atBegin), (end, atEnd)] where sides.isContradictory {
                    for neighbor in neighbors(of: atom) where Int(neighbor.bond) != index {
                        contradicted.append((Int(neighbor.bond), bonds[Int(neighbor.bond)].direction))
                    }
                }
                continue
            }
            if isUnknown(around: begin) || isUnknown(around: end) {
                bonds[index].stereo = .any
            } else {
                bonds[index].stereo = atBegin.leading(ranks) == atEnd.leading(ranks) ? .z : .e
            }
        }
        for (bond, _) in contradicted { bonds[bond].direction = .none }
        return (isOpen, isChanged)
    }

    /// Gives directions back that were taken as contradictory at one end, where the double bond at the other end was
    /// arranged by them and has no other there.
    private mutating func restoreDirections(_ contradicted: [(bond: Int, direction: BondDirection)]) {
        for (index, direction) in contradicted where direction != .none && bonds[index].direction == .none {
            for atom in [Int(bonds[index].begin), Int(bonds[index].end)] {
                let around = neighbors(of: atom)
                let isArranged = around.contains { bonds[Int($0.bond)].stereo == .e || bonds[Int($0.bond)].stereo == .z }
                if isArranged, !around.contains(where: { bonds[Int($0.bond)].direction != .none }) {
                    bonds[index].direction = direction
                    break
                }
            }
        }
    }

    /// Whether a wavy bond leaves the atom.
    private func isUnknown(around atom: Int) -> Bool {
        neighbors(of: atom).contains { bonds[Int($0.bond)].direction == .unknown }
    }

    /// What labels add to the ranks: R before S before nothing, then the arrangements of the atom's double bonds.
    private func supplements(_ labels: [UInt8]) -> [Int32] {
        var values = labels.map { Int32($0) * 10 }
        for bond in bonds where bond.kind == .double {
            let value: Int32 = bond.stereo == .e ? 1 : bond.stereo == .z ? 2 : 0
            values[Int(bond.begin)] += value
            values[Int(bond.end)] += value
        }
        return values
    }

    /// Takes the tags of atoms that are no centres, and leaves their hydrogen, which was written for the tag, to the valence.
    private mutating func clearTags(_ labels: [UInt8], _ isKept: [Bool]) {
        for index in atoms.indices where labels[index] == 0 && !isKept[index] {
            guard atoms[index].chirality == .clockwise || atoms[index].chirality == .counterclockwise else { continue }
            atoms[index].chirality = .none
            if atoms[index].explicitHydrogens == 1, atoms[index].formalCharge == 0, !atoms[index].isAromatic {
                atoms[index].explicitHydrogens = 0
                atoms[index].implicitHydrogens += 1
                atoms[index].forbidsImplicitHydrogens = false
            }
        }
    }

    /// Takes wedges that start at no centre.
    private mutating func clearWedges() {
        for index in bonds.indices where bonds[index].direction == .wedge || bonds[index].direction == .hash {
            if atoms[Int(bonds[index].begin)].chirality == .none, atoms[Int(bonds[index].end)].chirality == .none {
                bonds[index].direction = .none
            }
        }
        for index in bonds.indices where bonds[index].kind == .double && bonds[index].stereo == .any {
            if degree(of: Int(bonds[index].begin)) == 1 || degree(of: Int(bonds[index].end)) == 1 {
                bonds[index].stereo = .none
            }
        }
    }
}
