extension OrderedPartition {
    /// What is known of an atom at first. Atoms with few neighbours come first, so that a SMILES begins at an end.
    static func seed(_ atom: Atom, degree: Int, isIsomeric: Bool) -> UInt64 {
        var seed = UInt64(min(degree, 255)) << 8 | UInt64(atom.atomicNumber)
        seed = seed << 2 | (atom.isAromatic ? 2 : 0) | (atom.isInRing ? 1 : 0)
        seed = seed << 8 | UInt64(min(atom.totalHydrogens, 255))
        seed = seed << 8 | UInt64(UInt8(bitPattern: atom.formalCharge))
        seed = seed << 4 | UInt64(min(atom.radicalElectrons, 15))
        guard isIsomeric else { return seed << 18 }
        let kind: UInt64 = atom.chirality == .none ? 0 : atom.chirality == .other ? 2 : 1
        return (seed << 2 | kind) << 16 | UInt64(atom.isotope)
    }

    /// What is known of a bond, seen from one of its atoms; below 256.
    static func code(_ bond: Bond, from atom: Int, isIsomeric: Bool) -> Int32 {
        var code = Int32(bond.kind.rawValue) << 3
        if isIsomeric { code |= Int32(bond.stereo.rawValue) << 1 }
        if bond.kind == .dative, Int(bond.begin) == atom { code |= 1 }
        return code
    }
}
