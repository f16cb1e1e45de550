/// Which atoms may give a hydrogen to a hydrogen bond, and which may take one.
///
/// The rules are those of RDKit's basic features ("SingleAtomDonor", "SingleAtomAcceptor"), which DeepChem's features use,
/// written out by hand; an aliphatic atom is one that is not aromatic, a valence is the sum of bond orders and hydrogens.
/// - Donors: aliphatic N with a hydrogen and valence 3, or charge +1 and valence 4; aromatic N with one hydrogen and no
///   charge, one beside such an N, and one with an aromatic C between; aliphatic N of valence 3 with single bonds to three
///   aliphatic C; uncharged aliphatic O and S with one hydrogen.
/// - Acceptors: aliphatic O of valence 2 with one hydrogen, or with none unless it is the O= of an O=N-; uncharged aromatic N
///   with two connections; F at a C that has no other halogen. RDKit's file means to add O⁻, aromatic O, nitriles and
///   anilines, but as it reads its patterns they never match; equal features matter more here.
extension Molecule {
    struct HydrogenBonding {
        var isDonor: Bool
        var isAcceptor: Bool
    }

    var hydrogenBonding: [HydrogenBonding] {
        atoms.indices.map { index in
            switch atoms[index].atomicNumber {
            case 7: HydrogenBonding(isDonor: isNitrogenDonor(index), isAcceptor: isNitrogenAcceptor(index))
            case 8:
                HydrogenBonding(isDonor: isChalcogenDonor(index), isAcceptor: isOxygenAcceptor(index))
            case 16: HydrogenBonding(isDonor: isChalcogenDonor(index), isAcceptor: false)
            case 9: HydrogenBonding(isDonor: false, isAcceptor: isFluorineAcceptor(index))
            default: HydrogenBonding(isDonor: false, isAcceptor: false)
            }
        }
    }

    /// Hydrogens, those that are atoms of their own included.
    private func hydrogens(_ atom: Int) -> Int {
        atoms[atom].totalHydrogens + neighbors(of: atom).count { atoms[Int($0.atom)].atomicNumber == 1 }
    }

    private func valence(_ atom: Int) -> Int {
        neighbors(of: atom).reduce(atoms[atom].totalHydrogens) { sum, next in
            let bond = bonds[Int(next.bond)]
            switch bond.kekuleKind {
            case .single, .aromatic: return sum + 1
            case .double: return sum + 2
            case .triple: return sum + 3
            case .quadruple: return sum + 4
            case .dative: return sum + (Int(bond.end) == atom ? 1 : 0)
            case .unspecified: return sum
            }
        }
    }

    private func isAliphatic(_ atom: Int32, _ element: UInt8) -> Bool {
        atoms[Int(atom)].atomicNumber == element && !atoms[Int(atom)].isAromatic
    }

    private func isAromatic(_ atom: Int32, _ element: UInt8) -> Bool {
        atoms[Int(atom)].atomicNumber == element && atoms[Int(atom)].isAromatic
    }

    /// Single or aromatic, which is what two symbols side by side mean in a pattern.
    private func isPlain(_ bond: Int32) -> Bool {
        bonds[Int(bond)].kind == .single || bonds[Int(bond)].kind == .aromatic
    }

    private func isPyrrolic(_ atom: Int32) -> Bool { isAromatic(atom, 7) && hydrogens(Int(atom)) == 1 }

    private func isNitrogenDonor(_ atom: Int) -> Bool {
        let hydrogens = hydrogens(atom), charge = atoms[atom].formalCharge
        if atoms[atom].isAromatic {
            if hydrogens == 1 && charge == 0 { return true }
            return neighbors(of: atom).contains { next in
                guard isPlain(next.bond) else { return false }
                if isPyrrolic(next.atom) { return true }
                return isAromatic(next.atom, 6)
                    && neighbors(of: Int(next.atom)).contains {
                        Int($0.atom) != atom && isPlain($0.bond) && isPyrrolic($0.atom)
                    }
            }
        }
        let valence = valence(atom)
        if hydrogens > 0, valence == 3 || (valence == 4 && charge == 1) { return true }
        return valence == 3
            && neighbors(of: atom).count { bonds[Int($0.bond)].kind == .single && isAliphatic($0.atom, 6) } >= 3
    }

    private func isNitrogenAcceptor(_ atom: Int) -> Bool {
        atoms[atom].isAromatic && atoms[atom].formalCharge == 0
            && degree(of: atom) + atoms[atom].totalHydrogens != 3
    }

    private func isChalcogenDonor(_ atom: Int) -> Bool {
        !atoms[atom].isAromatic && hydrogens(atom) == 1 && atoms[atom].formalCharge == 0
    }

    private func isOxygenAcceptor(_ atom: Int) -> Bool {
        let hydrogens = hydrogens(atom)
        guard !atoms[atom].isAromatic, hydrogens <= 1, valence(atom) == 2 else { return false }
        return hydrogens == 1 || !isNitrosoOxygen(atom)
    }

    /// Whether it has a double bond to an aliphatic N, which has a single one to another atom.
    private func isNitrosoOxygen(_ atom: Int) -> Bool {
        neighbors(of: atom).contains { next in
            bonds[Int(next.bond)].kind == .double && isAliphatic(next.atom, 7)
                && neighbors(of: Int(next.atom)).contains {
                    Int($0.atom) != atom && bonds[Int($0.bond)].kind == .single
                }
        }
    }

    private func isHalogen(_ atom: Int32) -> Bool {
        switch atoms[Int(atom)].atomicNumber {
        case 9, 17, 35, 53: true
        default: false
        }
    }

    private func isFluorineAcceptor(_ atom: Int) -> Bool {
        var isAtCarbon = false
        for next in neighbors(of: atom) where bonds[Int(next.bond)].kind == .single {
            guard atoms[Int(next.atom)].atomicNumber == 6 else { continue }
            isAtCarbon = true
            if atoms[Int(next.atom)].isAromatic { continue }
            let hasOther = neighbors(of: Int(next.atom)).contains {
                Int($0.atom) != atom && isPlain($0.bond) && isHalogen($0.atom)
            }
            if hasOther { return false }
        }
        return isAtCarbon
    }
}
