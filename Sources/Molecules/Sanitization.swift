extension Workbench {
    /// All steps of RDKit's default sanitization, in its order, for the molecule on the bench.
    ///
    /// Hypervalent ways of writing, metal bonds, valences and implicit hydrogens, rings, Kekulé form, radicals,
    /// aromaticity, conjugation, hybridization; hydrogens that only the Kekulé form could tell are written down.
    mutating func sanitize() throws(SanitizationError) {
        cleanUpHypervalence()
        cleanUpOrganometallics()
        try perceiveValences()
        try perceiveRings()
        let wasAromatic = hasAromaticity()
        try kekulize(wasAromatic)
        assignRadicals()
        try perceiveAromaticity()
        perceiveConjugation()
        perceiveHybridization()
        if wasAromatic || hasAromaticity() { try settleHydrogens() }
    }

    private func hasAromaticity() -> Bool {
        for atom in 0..<atoms.count where atoms[atom].isAromatic { return true }
        for bond in 0..<bonds.count where bonds[bond].isAromatic { return true }
        return false
    }

    /// Valences once more, as aromaticity stands now. An aromatic atom's hydrogens that its aromatic bonds no longer ask for
    /// become written ones: pyrrole's `[nH]`.
    private mutating func settleHydrogens() throws(SanitizationError) {
        for atom in 0..<atoms.count {
            let before = Int(atoms[atom].implicitHydrogens)
            var valence = explicitValence(of: atom)
            let now = missingHydrogens(atom, valence)
            if now >= 0, now < before {
                atoms[atom].explicitHydrogens += UInt8(truncatingIfNeeded: before - now)
                valence = explicitValence(of: atom)
            }
            if exceedsValence(atom, valence) { throw valenceError(atom, valence) }
            let missing = missingHydrogens(atom, valence)
            if missing < 0 { throw valenceError(atom, valence) }
            explicitValence[atom] = Int32(truncatingIfNeeded: valence)
            atoms[atom].implicitHydrogens = UInt8(truncatingIfNeeded: missing)
        }
    }
}

extension Molecule {
    /// Perceives everything that RDKit's default sanitization perceives; stereochemistry excepted (`assignStereo`).
    ///
    /// Throws where an atom has more bonds than its element takes or an aromatic system has no Kekulé form; the molecule is
    /// then as it was.
    public mutating func sanitize() throws(SanitizationError) {
        let source = self
        var result: Molecule?
        try WorkbenchPool.lend { bench throws(SanitizationError) in
            bench.load(source)
            try bench.sanitize()
            result = bench.molecule()
        }
        take(result)
    }

    /// Folds plain hydrogen atoms into the counts of their neighbours, as RDKit's `RemoveHs` does by default. Positions of
    /// the atoms that stay are kept.
    public mutating func removeHydrogens() {
        let source = self
        var result: Molecule?
        var kept: [SIMD3<Double>] = []
        WorkbenchPool.lend { bench in
            bench.load(source)
            bench.atomPositions.removeAll()
            for atom in 0..<source.atomCount { bench.atomPositions.append(Int32(truncatingIfNeeded: atom)) }
            bench.removeHydrogens()
            result = bench.molecule()
            if source.positions.count == source.atomCount {
                kept = bench.atomPositions.buffer.map { source.positions[Int($0)] }
            }
        }
        take(result)
        if !positions.isEmpty { positions = kept }
    }

    /// Takes over another's parts, keeping name and positions.
    private mutating func take(_ other: Molecule?) {
        guard var other else { return }
        other.name = name
        other.positions = positions
        self = other
    }
}
