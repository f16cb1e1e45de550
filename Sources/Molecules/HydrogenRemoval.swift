extension Workbench {
    /// Folds plain hydrogen atoms into the count of the atom that they hang on, as RDKit does by default.
    ///
    /// Kept as atoms: isotopes, hydrides, hydrogens with no or several neighbours, bound to hydrogen alone or to a
    /// wildcard, to a centre of another kind than tetrahedral, and those that say how a double bond is turned.
    /// O(atoms + bonds).
    mutating func removeHydrogens() {
        var any = false
        for atom in 0..<atoms.count where atoms[atom].atomicNumber == 1 {
            any = true
            break
        }
        if !any { return }
        bytesA.fill(atoms.count, 0)
        var removed = 0
        for atom in 0..<atoms.count where atoms[atom].atomicNumber == 1 && isFoldable(atom) {
            bytesA[atom] = 1
            removed += 1
        }
        if removed == 0 { return }
        for atom in 0..<atoms.count where bytesA[atom] != 0 { fold(atom) }
        compact()
        indexNeighbors()
    }

    private func isFoldable(_ atom: Int) -> Bool {
        let hydrogen = atoms[atom]
        if hydrogen.isotope != 0 || hydrogen.formalCharge == -1 || degree(atom) != 1 { return false }
        let link = neighbors[starts[atom]]
        let heavy = Int(link.atom)
        if atoms[heavy].atomicNumber <= 1 || atoms[heavy].chirality == .other { return false }
        if degree(heavy) == 2, bonds[link.bond].direction != .none {
            for place in neighborRange(heavy) where bonds[neighbors[place].bond].kind == .double { return false }
        }
        return true
    }

    private mutating func fold(_ atom: Int) {
        let link = neighbors[starts[atom]]
        let heavy = Int(link.atom)
        if atoms[heavy].explicitHydrogens < 255 { atoms[heavy].explicitHydrogens += 1 }
        // The hydrogen goes from its place to the end of the order.
        if atoms[heavy].chirality == .clockwise || atoms[heavy].chirality == .counterclockwise {
            var later = 0
            for place in neighborRange(heavy)
            where neighbors[place].bond > link.bond
                && (bytesA[neighbors[place].atom] == 0 || Int(neighbors[place].atom) > atom)
            { later += 1 }
            if !later.isMultiple(of: 2) {
                atoms[heavy].chirality = atoms[heavy].chirality == .clockwise ? .counterclockwise : .clockwise
            }
        }
        // What it said of a double bond's turn, another bond must say.
        let direction = bonds[link.bond].direction
        guard direction == .up || direction == .down else { return }
        var heir = -1
        for place in neighborRange(heavy) where neighbors[place].bond != link.bond {
            let bond = Int(neighbors[place].bond)
            guard bonds[bond].kind == .single, bytesA[neighbors[place].atom] == 0 else { continue }
            if bonds[bond].direction != .none { return }
            heir = bond
        }
        if heir < 0 { return }
        let isTurned = (Int(bonds[heir].begin) == heavy) == (Int(bonds[link.bond].begin) == heavy)
        bonds[heir].direction = isTurned ? (direction == .up ? .down : .up) : direction
    }

    /// Takes out the atoms marked in `bytesA` with their bonds; the order of the rest stays.
    private mutating func compact() {
        intsA.fill(atoms.count, -1)
        var kept = 0
        for atom in 0..<atoms.count where bytesA[atom] == 0 {
            intsA[atom] = Int32(truncatingIfNeeded: kept)
            atoms[kept] = atoms[atom]
            if atomPositions.count == atoms.count { atomPositions[kept] = atomPositions[atom] }
            kept += 1
        }
        var keptBonds = 0
        for bond in 0..<bonds.count {
            var one = bonds[bond]
            let (begin, end) = (intsA[one.begin], intsA[one.end])
            if begin < 0 || end < 0 { continue }
            one.begin = begin
            one.end = end
            bonds[keptBonds] = one
            keptBonds += 1
        }
        if atomPositions.count == atoms.count { atomPositions.truncate(to: kept) }
        atoms.truncate(to: kept)
        bonds.truncate(to: keptBonds)
    }
}
