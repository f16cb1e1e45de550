/// The two rules by which the columns of `Data/molecules/compounds.csv` were filled: properties that follow from
/// structure alone, so that what an explanation should point at is known.
///
/// Both need a sanitized molecule (hydrogens and aromaticity found). They are made for that set and say nothing about
/// measured acidity: picric acid and ascorbic acid, strong as they are, have none of the groups of the first rule.
extension Molecule {
    /// The atoms of the groups that make a molecule acidic by the set's rule, in ascending order; empty where there is
    /// no such group, that is, where the column `acidic` is 0.
    ///
    /// A group is a carbon, sulfur or phosphorus atom that bears both a hydroxyl (an oxygen of one neighbour with at
    /// least one hydrogen and no charge, by a single bond) and an oxo group (an oxygen of one neighbour, by a double
    /// bond): carboxylic, carbamic, sulfonic, sulfinic, sulfuric, phosphonic, phosphinic and phosphoric acids and such
    /// of their esters as keep a hydroxyl. Named are the central atom, its hydroxyls and its oxo oxygens. Esters,
    /// amides, anhydrides and salts do not count, nor do phenols, enols, imides, sulfonamides, tetrazoles, hydroxamic,
    /// boronic and peroxy acids. O(atoms + bonds).
    public var acidicAtoms: [Int] {
        var isNamed = [Bool](repeating: false, count: atomCount)
        for center in 0..<atomCount where [6, 15, 16].contains(atoms[center].atomicNumber) {
            let hydroxyls = terminalOxygens(of: center, .single).filter { atom in
                atoms[atom].totalHydrogens > 0 && atoms[atom].formalCharge == 0
            }
            let oxos = terminalOxygens(of: center, .double)
            if hydroxyls.isEmpty || oxos.isEmpty { continue }
            for atom in hydroxyls + oxos + [center] { isNamed[atom] = true }
        }
        return isNamed.indices.filter { isNamed[$0] }
    }

    /// What each atom adds to the polar surface, in Å², `[atoms]`; the column `polar_area` is the sum, `polar_atoms` the
    /// atoms that add anything. O(atoms + bonds).
    ///
    /// Nitrogen and oxygen alone add; the first line that fits holds:
    ///
    ///     O   negative charge 23; with hydrogen 20; aromatic 13; double bond 17; any other 9
    ///     N   aromatic: with hydrogen 16, two neighbours 13, three 4
    ///         triple bond or two double bonds: one neighbour 24, two 14
    ///         one double bond: with hydrogen 24, fewer than three neighbours 12, three 3
    ///         single bonds only: two or more hydrogens 26, one 12, none 3
    ///
    /// A coarse version, in whole numbers, of the table of P. Ertl, B. Rohde and P. Selzer, Fast calculation of
    /// molecular polar surface area as a sum of fragment-based contributions, J. Med. Chem. 43, 2000, DOI
    /// 10.1021/jm000942e; on the shipped set it differs from the full table by more than 8 Å² in two molecules.
    public var polarAreas: [Double] {
        atoms.indices.map { atom in
            switch atoms[atom].atomicNumber {
            case 7: nitrogenArea(of: atom)
            case 8: oxygenArea(of: atom)
            default: 0
            }
        }
    }

    private func oxygenArea(of index: Int) -> Double {
        let atom = atoms[index]
        if atom.formalCharge < 0 { return 23 }
        if atom.totalHydrogens > 0 { return 20 }
        if atom.isAromatic { return 13 }
        return bondsOf(index, .double) > 0 ? 17 : 9
    }

    private func nitrogenArea(of index: Int) -> Double {
        let (hydrogens, neighbors) = (atoms[index].totalHydrogens, degree(of: index))
        if atoms[index].isAromatic {
            if hydrogens > 0 { return 16 }
            return neighbors == 2 ? 13 : 4
        }
        let doubleBonds = bondsOf(index, .double)
        if bondsOf(index, .triple) > 0 || doubleBonds > 1 { return neighbors == 1 ? 24 : 14 }
        if doubleBonds == 1 {
            if hydrogens > 0 { return 24 }
            return neighbors < 3 ? 12 : 3
        }
        return hydrogens > 1 ? 26 : hydrogens == 1 ? 12 : 3
    }

    /// How many bonds of this kind an atom has.
    private func bondsOf(_ atom: Int, _ kind: BondKind) -> Int {
        neighbors(of: atom).count { bonds[Int($0.bond)].kind == kind }
    }

    /// The oxygens that hang on an atom by a bond of this kind and on nothing else.
    private func terminalOxygens(of atom: Int, _ kind: BondKind) -> [Int] {
        neighbors(of: atom).compactMap { neighbor in
            let other = Int(neighbor.atom)
            guard atoms[other].atomicNumber == 8, degree(of: other) == 1, bonds[Int(neighbor.bond)].kind == kind else {
                return nil
            }
            return other
        }
    }
}
