extension Molecule {
    /// The Bemis-Murcko scaffold: the rings, the chains that link them, and atoms bound to either by a double bond; nil
    /// where there is no ring.
    ///
    /// What is cut off is made up for by hydrogens (an aromatic nitrogen becomes `[nH]`). Stereo is dropped. Atoms keep their
    /// order. As RDKit's `MurckoScaffold.GetScaffoldForMol`. G. W. Bemis and M. A. Murcko, The Properties of Known Drugs 1:
    /// Molecular Frameworks, Journal of Medicinal Chemistry 39 (1996), doi:10.1021/jm9602928. O(atoms + bonds).
    public var scaffold: Molecule? {
        let isCore = coreAtoms()
        guard isCore.contains(true) else { return nil }
        // Atoms bound to the core by a double bond stay with it.
        var isKept = isCore
        for bond in bonds where bond.kind == .double {
            if isCore[Int(bond.begin)] { isKept[Int(bond.end)] = true }
            if isCore[Int(bond.end)] { isKept[Int(bond.begin)] = true }
        }
        var numbers = [Int32](repeating: -1, count: atoms.count)
        var keptAtoms: [Atom] = []
        for index in atoms.indices where isKept[index] {
            numbers[index] = Int32(keptAtoms.count)
            var atom = atoms[index]
            atom.chirality = .none
            fill(&atom, lost: lostBonds(index, isKept), isCore: isCore[index])
            keptAtoms.append(atom)
        }
        var keptBonds: [Bond] = []
        for var bond in bonds where isKept[Int(bond.begin)] && isKept[Int(bond.end)] {
            bond.begin = numbers[Int(bond.begin)]
            bond.end = numbers[Int(bond.end)]
            bond.stereo = .none
            bond.direction = .none
            keptBonds.append(bond)
        }
        var scaffold = Molecule(atoms: keptAtoms, bonds: keptBonds)
        scaffold.rings = rings.map { ring in ring.map { numbers[Int($0)] } }
        if positions.count == atoms.count {
            scaffold.positions = positions.indices.filter { isKept[$0] }.map { positions[$0] }
        }
        return scaffold
    }

    /// The canonical SMILES of the scaffold without stereo and isotopes; empty where there is no ring. Molecules with the
    /// same text form a group of a scaffold split.
    public var scaffoldSMILES: String { scaffold?.canonicalConstitutionSMILES ?? "" }

    /// Atoms in rings or on the way from one ring to another: what is left when ends that lie in no ring are cut off again
    /// and again.
    private func coreAtoms() -> [Bool] {
        var isCore = [Bool](repeating: true, count: atoms.count)
        var degrees = atoms.indices.map { degree(of: $0) }
        var ends = atoms.indices.filter { !atoms[$0].isInRing && degrees[$0] <= 1 }
        while let atom = ends.popLast() {
            guard isCore[atom] else { continue }
            isCore[atom] = false
            for neighbor in neighbors(of: atom) where isCore[Int(neighbor.atom)] {
                let other = Int(neighbor.atom)
                degrees[other] -= 1
                if degrees[other] <= 1, !atoms[other].isInRing { ends.append(other) }
            }
        }
        return isCore
    }

    /// The orders of the bonds that are cut, together.
    private func lostBonds(_ atom: Int, _ isKept: [Bool]) -> Int {
        var lost = 0
        for neighbor in neighbors(of: atom) where !isKept[Int(neighbor.atom)] {
            switch bonds[Int(neighbor.bond)].kekuleKind {
            case .single, .aromatic: lost += 1
            case .double: lost += 2
            case .triple: lost += 3
            case .quadruple: lost += 4
            case .dative: lost += Int(bonds[Int(neighbor.bond)].begin) == atom ? 0 : 1
            case .unspecified: break
            }
        }
        return lost
    }

    /// Replaces cut bonds by hydrogens: one on an aromatic heteroatom, as many as were lost elsewhere, none on elements
    /// without a usual valence.
    private func fill(_ atom: inout Atom, lost: Int, isCore: Bool) {
        guard lost > 0 else { return }
        if atom.isAromatic, atom.atomicNumber != 6 || atom.formalCharge == 1 {
            atom.explicitHydrogens = 1
            return
        }
        // An atom that hangs on the core by a double bond keeps what was written of it.
        if !isCore, atom.forbidsImplicitHydrogens { return }
        if atom.forbidsImplicitHydrogens {
            atom.implicitHydrogens = atom.explicitHydrogens
            atom.explicitHydrogens = 0
            atom.forbidsImplicitHydrogens = false
        }
        switch atom.atomicNumber {
        case 5...9, 14...17, 33...35, 52, 53: atom.implicitHydrogens = UInt8(clamping: Int(atom.implicitHydrogens) + lost)
        default: break
        }
    }
}
