extension Molecule {
    /// The molecule as SMILES, the same text however it was written: atoms in canonical order, aromatic ones in lower case,
    /// with isotopes, charges and stereo.
    ///
    /// Reading it gives the same molecule again. The text differs from other programs' canonical SMILES.
    public var canonicalSMILES: String {
        SMILESWriter.write(self, ranks: CanonicalRanking(self).ranks)
    }

    /// The canonical SMILES without isotopes and stereo.
    public var canonicalConstitutionSMILES: String {
        SMILESWriter.write(self, ranks: CanonicalRanking(self, isIsomeric: false).ranks, isIsomeric: false)
    }

    /// The molecule as SMILES, each fragment beginning with its first atom; not canonical.
    public var smiles: String {
        SMILESWriter.write(self, ranks: (0..<Int32(atomCount)).map { $0 })
    }
}
