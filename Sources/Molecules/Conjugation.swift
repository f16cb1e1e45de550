/// Conjugated bonds and hybridization, as RDKit's.
extension Workbench {
    /// Electrons that an atom can give to a π system; -1 where it takes no part.
    func donatableElectrons(_ atom: Int) -> Int {
        let fact = facts[Int(atoms[atom].atomicNumber)]
        let first = Int(fact.defaultValence)
        if first <= 1 { return -1 }
        var links = totalDegree(atom)
        for place in neighborRange(atom) where twiceContribution(neighbors[place].bond, atom) == 0 { links -= 1 }
        if links > 3 { return -1 }
        let loneElectrons = max(Int(fact.outerElectrons) - first - Int(atoms[atom].formalCharge), 0)
        let result = first - links + loneElectrons - Int(atoms[atom].radicalElectrons)
        // A triple bond gives one electron to the ring plane's π system.
        if result > 1, Int(explicitValence[atom]) - degree(atom) > 1 { return 1 }
        return result
    }

    /// Marks bonds next to double or aromatic ones, where the atoms on both sides can take part. Fills `bytesA` with
    /// whether each atom can.
    mutating func perceiveConjugation() {
        let count = atoms.count
        bytesA.fill(count, 0)
        for bond in 0..<bonds.count { bonds[bond].isConjugated = bonds[bond].isAromatic }
        for atom in 0..<count where canConjugate(atom) { bytesA[atom] = 1 }
        for atom in 0..<count where bytesA[atom] != 0 {
            let links = totalDegree(atom)
            if links < 2 || links > 3 { continue }
            for first in neighborRange(atom) {
                let bond = neighbors[first].bond
                if twiceContribution(bond, atom) < 3 || bytesA[neighbors[first].atom] == 0 { continue }
                for second in neighborRange(atom) where second != first {
                    let other = Int(neighbors[second].atom)
                    if bytesA[other] == 0 || totalDegree(other) > 3 { continue }
                    bonds[bond].isConjugated = true
                    bonds[neighbors[second].bond].isConjugated = true
                }
            }
        }
    }

    private func canConjugate(_ atom: Int) -> Bool {
        let fact = facts[Int(atoms[atom].atomicNumber)]
        if atoms[atom].formalCharge == 0, fact.defaultValence >= 0, totalValence(atom) > Int(fact.defaultValence) { return false }
        let outer = fact.outerElectrons
        if fact.row > 2, outer == 5 || (outer == 6 && totalDegree(atom) >= 2) { return false }
        return donatableElectrons(atom) > 0
    }

    /// Hybridization from the count of bonds and lone pairs.
    mutating func perceiveHybridization() {
        for atom in 0..<atoms.count { atoms[atom].hybridization = hybridization(atom) }
    }

    private func hybridization(_ atom: Int) -> Hybridization {
        let one = atoms[atom]
        if one.atomicNumber == 0 { return .unspecified }
        let links = totalDegree(atom)
        if one.chirality == .clockwise || one.chirality == .counterclockwise, links == 4 { return .sp3 }
        var orbitals = links
        for place in neighborRange(atom) {
            let bond = bonds[neighbors[place].bond]
            if bond.kind == .dative, Int(bond.begin) == atom { orbitals -= 1 }
        }
        // Actinoids and beyond count their neighbours alone.
        if one.atomicNumber > 1, one.atomicNumber < 89 {
            let outer = Int(facts[Int(one.atomicNumber)].outerElectrons)
            let charge = Int(one.formalCharge)
            let valence = totalValence(atom)
            let free = outer - (valence + charge)
            if valence + outer - charge < 8 {
                let radicals = Int(one.radicalElectrons)
                orbitals += (free - radicals) / 2 + radicals
            } else {
                orbitals += free / 2
            }
        }
        switch orbitals {
        case 0, 1: return .s
        case 2: return .sp
        case 3: return .sp2
        case 4:
            if links > 3 { return .sp3 }
            for place in neighborRange(atom) where bonds[neighbors[place].bond].isConjugated { return .sp2 }
            return .sp3
        case 5: return .sp3d
        case 6: return .sp3d2
        default: return .unspecified
        }
    }
}
