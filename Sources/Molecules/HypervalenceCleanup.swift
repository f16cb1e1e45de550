/// Rewrites the customary ways of writing more bonds than an element takes.
///
/// As RDKit's first step of sanitization: `N(=O)=O` becomes `[N+](=O)[O-]`, `N=N#N` becomes `N=[N+]=[N-]`, `C=P(=O)X`
/// becomes `C=[P+]([O-])X`, and the double bonds of chlorates to oxygen become charges.
extension Workbench {
    mutating func cleanUpHypervalence() {
        for atom in 0..<atoms.count {
            switch atoms[atom].atomicNumber {
            case 7: cleanUpNitrogen(atom)
            case 15: cleanUpPhosphorus(atom)
            case 17, 35, 53: cleanUpHalogen(atom)
            default: break
            }
        }
    }

    private mutating func valenceAsIfNotAromatic(_ atom: Int) -> Int {
        let held = atoms[atom].isAromatic
        atoms[atom].isAromatic = false
        let valence = explicitValence(of: atom)
        atoms[atom].isAromatic = held
        return valence
    }

    private mutating func cleanUpNitrogen(_ atom: Int) {
        if atoms[atom].formalCharge != 0 || degree(atom) < 2 || valenceAsIfNotAromatic(atom) != 5 { return }
        for place in neighborRange(atom) {
            let other = Int(neighbors[place].atom)
            let bond = Int(neighbors[place].bond)
            guard atoms[other].formalCharge == 0 else { continue }
            if atoms[other].atomicNumber == 8, bonds[bond].kind == .double {
                bonds[bond].kind = .single
            } else if atoms[other].atomicNumber == 7, bonds[bond].kind == .triple {
                bonds[bond].kind = .double
            } else {
                continue
            }
            atoms[atom].formalCharge = 1
            atoms[other].formalCharge = -1
            return
        }
    }

    private mutating func cleanUpPhosphorus(_ atom: Int) {
        if atoms[atom].formalCharge != 0 || degree(atom) != 3 || valenceAsIfNotAromatic(atom) != 5 { return }
        var oxygen = -1
        var oxygenBond = -1
        var hasDouble = false
        for place in neighborRange(atom) {
            let other = Int(neighbors[place].atom)
            let bond = Int(neighbors[place].bond)
            guard bonds[bond].kind == .double else { continue }
            let number = atoms[other].atomicNumber
            if number == 8, atoms[other].formalCharge == 0 {
                (oxygen, oxygenBond) = (other, bond)
            } else if number == 6 || number == 7, degree(other) >= 2 {
                hasDouble = true
            }
        }
        if !hasDouble || oxygen < 0 { return }
        bonds[oxygenBond].kind = .single
        atoms[oxygen].formalCharge = -1
        atoms[atom].formalCharge = 1
    }

    private mutating func cleanUpHalogen(_ atom: Int) {
        if atoms[atom].formalCharge != 0 || degree(atom) < 1 { return }
        let valence = explicitValence(of: atom)
        if valence != 3 && valence != 5 && valence != 7 { return }
        for place in neighborRange(atom) where atoms[neighbors[place].atom].atomicNumber != 8 { return }
        var charge: Int8 = 0
        for place in neighborRange(atom) {
            let bond = Int(neighbors[place].bond)
            if bonds[bond].kind == .double {
                bonds[bond].kind = .single
                atoms[Int(neighbors[place].atom)].formalCharge = -1
                charge += 1
            }
        }
        atoms[atom].formalCharge = charge
    }
}
