extension Molecule {
    /// Whether an atom may be a tetrahedral centre by its element, bonds and hydrogens, whatever its neighbours are.
    ///
    /// Four neighbours, or three and one hydrogen; beyond these the three-coordinate exceptions that RDKit takes over
    /// from InChI: phosphorus and arsenic (with hydrogens too), sulfur and selenium with a double bond or a positive
    /// charge, nitrogen in a ring of three or at a bridgehead, if pyramidal.
    func mayBeCentre(_ atom: Int) -> Bool {
        let it = atoms[atom]
        let hydrogens = it.totalHydrogens
        var degree = 0
        for neighbor in neighbors(of: atom) where affectsChirality(Int(neighbor.bond), of: atom) { degree += 1 }
        if degree + hydrogens > 4 || degree + hydrogens < 3 { return false }
        if degree < 3 { return it.atomicNumber == 15 || it.atomicNumber == 33 }
        if degree == 4 { return true }
        if hydrogens == 1 { return !hasHydrogenNeighbor(atom) }
        switch it.atomicNumber {
        case 7:
            return it.hybridization == .sp3 && !hasConjugatedBond(atom) && (isInRingOfThree(atom) || isBridgehead(atom))
        case 15, 33: return true
        case 16, 34:
            let valence = explicitValence(of: atom)
            return valence == 4 || (valence == 3 && it.formalCharge == 1)
        default: return false
        }
    }

    /// A dative bond is none of its donor's.
    private func affectsChirality(_ bond: Int, of atom: Int) -> Bool {
        switch bonds[bond].kind {
        case .unspecified: false
        case .dative: Int(bonds[bond].begin) != atom
        default: true
        }
    }

    /// Whether a neighbour is plain hydrogen.
    private func hasHydrogenNeighbor(_ atom: Int) -> Bool {
        neighbors(of: atom).contains { atoms[Int($0.atom)].atomicNumber == 1 && atoms[Int($0.atom)].isotope == 0 }
    }

    private func hasConjugatedBond(_ atom: Int) -> Bool {
        neighbors(of: atom).contains { bonds[Int($0.bond)].isConjugated }
    }

    /// Bond orders and written hydrogens together.
    private func explicitValence(of atom: Int) -> Int {
        var valence = Int(atoms[atom].explicitHydrogens)
        for neighbor in neighbors(of: atom) {
            let bond = bonds[Int(neighbor.bond)]
            switch bond.kekuleKind {
            case .single, .aromatic: valence += 1
            case .double: valence += 2
            case .triple: valence += 3
            case .quadruple: valence += 4
            case .dative: valence += Int(bond.begin) == atom ? 0 : 1
            case .unspecified: break
            }
        }
        return valence
    }

    func isInRingOfThree(_ atom: Int) -> Bool {
        guard atoms[atom].isInRing else { return false }
        let around = neighbors(of: atom)
        for first in around {
            for second in around where second.bond > first.bond {
                if bond(between: Int(first.atom), Int(second.atom)) != nil { return true }
            }
        }
        return false
    }

    /// Whether at least three bonds of the atom lie in rings, and each ring through it shares two bonds or more with
    /// another ring through it.
    func isBridgehead(_ atom: Int) -> Bool {
        var ringBonds = 0
        for neighbor in neighbors(of: atom) where bonds[Int(neighbor.bond)].isInRing { ringBonds += 1 }
        guard ringBonds >= 3 else { return false }
        var through: [[Int32]] = []
        for ring in rings where ring.contains(Int32(atom)) { through.append(bondsOfRing(ring)) }
        for first in through.indices {
            var overlaps = false
            for second in through.indices where second != first {
                var shared = 0
                for bond in through[second] where through[first].contains(bond) { shared += 1 }
                if shared >= 2 {
                    overlaps = true
                    break
                }
            }
            if !overlaps { return false }
        }
        return !through.isEmpty
    }

    private func bondsOfRing(_ ring: [Int32]) -> [Int32] {
        ring.indices.compactMap { place in
            bond(between: Int(ring[place]), Int(ring[(place + 1) % ring.count])).map(Int32.init)
        }
    }

    /// The size of the smallest perceived ring with the bond in it, or 0.
    func smallestRing(ofBond index: Int) -> Int {
        let bond = bonds[index]
        var smallest = 0
        for ring in rings where smallest == 0 || ring.count < smallest {
            for place in ring.indices {
                let next = place + 1 == ring.count ? ring[0] : ring[place + 1]
                if (ring[place] == bond.begin && next == bond.end) || (ring[place] == bond.end && next == bond.begin) {
                    smallest = ring.count
                    break
                }
            }
        }
        return smallest
    }
}
