extension Molecule {
    /// Atoms whose sense of turning means something only together with that of others of their ring system, such as the
    /// two of 1,4-dimethylcyclohexane, though each has two neighbours of equal rank.
    ///
    /// From each tagged candidate without a label of its own a search along ring bonds looks for others; those that find
    /// one another are kept. The rules are those of RDKit's legacy perception.
    ///
    /// - Parameters:
    ///   - ranks: priorities, equal for neighbours that cannot be told apart.
    ///   - labels: 0 for atoms without a label.
    /// - Returns: whether the atom's tag is kept for this reason, one an atom.
    func ringStereoAtoms(_ ranks: [Int32], labels: [UInt8]) -> [Bool] {
        var isKept = [Bool](repeating: false, count: atoms.count)
        var wasSeen = isKept
        var isQueued = isKept
        var wasCrossed = [Bool](repeating: false, count: bonds.count)
        var queue: [Int] = []
        func isCandidate(_ atom: Int) -> Bool {
            atoms[atom].chirality != .none && labels[atom] == 0 && mayBeRingStereo(atom, ranks)
        }
        for root in atoms.indices where !wasSeen[root] && atoms[root].isInRing && isCandidate(root) {
            queue.removeAll(keepingCapacity: true)
            var next = 0
            var atom = root
            while true {
                for neighbor in neighbors(of: atom) where !wasCrossed[Int(neighbor.bond)] {
                    wasCrossed[Int(neighbor.bond)] = true
                    let other = Int(neighbor.atom)
                    guard bonds[Int(neighbor.bond)].isInRing, !wasSeen[other], atom == root || !isQueued[other] else { continue }
                    queue.append(other)
                    isQueued[other] = true
                }
                guard next < queue.count else { break }
                atom = queue[next]
                next += 1
                wasSeen[atom] = true
                if atom != root, isCandidate(atom) {
                    isKept[atom] = true
                    isKept[root] = true
                }
            }
            wasSeen[root] = true
        }
        return isKept
    }

    /// Whether the atom's surroundings allow for ring stereo: ring neighbours of equal rank, and something outside the
    /// ring that differs; or, with ring neighbours alone, three kinds among four or two among three.
    private func mayBeRingStereo(_ atom: Int, _ ranks: [Int32]) -> Bool {
        let it = atoms[atom]
        guard it.isInRing else { return false }
        let around = neighbors(of: atom)
        if it.atomicNumber == 7, around.count + it.totalHydrogens == 3, !isInRingOfThree(atom), !isBridgehead(atom) {
            return false
        }
        var ringRanks: [Int32] = []
        var otherRanks: [Int32] = []
        for neighbor in around {
            if bonds[Int(neighbor.bond)].isInRing {
                ringRanks.append(ranks[Int(neighbor.atom)])
            } else {
                otherRanks.append(ranks[Int(neighbor.atom)])
            }
        }
        var kinds = 0
        for index in ringRanks.indices where !ringRanks[..<index].contains(ringRanks[index]) { kinds += 1 }
        switch otherRanks.count {
        case 0: return (ringRanks.count == 4 && kinds == 3) || (ringRanks.count == 3 && kinds == 2)
        case 1: return ringRanks.count > kinds
        case 2: return otherRanks[0] != otherRanks[1] && ringRanks.count != kinds
        default: return false
        }
    }
}
