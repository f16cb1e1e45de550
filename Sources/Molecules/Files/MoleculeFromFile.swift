import FileFormats

/// Makes a molecule of what a molfile says: hydrogens by stated valences, stereo from wedges and coordinates, perception.
struct MoleculeFromFile {
    private var contents: MolfileContents
    private let file: String

    init(_ contents: MolfileContents, file: String) throws(FileError) {
        self.contents = contents
        self.file = file
        try refuseDoubledBonds()
    }

    func molecule(sanitizes: Bool, removesHydrogens: Bool) throws(FileError) -> Molecule {
        var molecule = Molecule(atoms: contents.atoms, bonds: contents.bonds)
        molecule.name = contents.name
        molecule.positions = contents.positions
        Self.countHydrogens(&molecule, valences: contents.valences)
        let hasDepth = contents.positions.contains { abs($0.z) > 1e-4 }
        let hasWedges = contents.bonds.contains { $0.direction == .wedge || $0.direction == .hash }
        if hasDepth || (contents.dimension == "3D" && !hasWedges) {
            CoordinateStereo.assignChiralityFromSpace(&molecule)
        } else {
            CoordinateStereo.assignChiralityFromWedges(&molecule)
        }
        CoordinateStereo.assignDirections(&molecule)
        guard sanitizes else { return molecule }
        do throws(SanitizationError) {
            if removesHydrogens { molecule.removeHydrogens() }
            try molecule.sanitize()
        } catch {
            throw FileError(
                kind: .malformed, file: file, place: .line(line(of: error)), found: "a molecule that chemistry forbids: \(error)",
                expected: "atoms with a valence that they can have, aromatic rings that have a Kekulé form")
        }
        molecule.assignStereo()
        return molecule
    }

    private func line(of error: SanitizationError) -> Int { contents.countsLine }

    /// Two bonds between the same atoms are a mistake of the file.
    private func refuseDoubledBonds() throws(FileError) {
        var keys = contents.bonds.indices.map { index in
            let bond = contents.bonds[index]
            return (UInt64(UInt32(min(bond.begin, bond.end))) << 32 | UInt64(UInt32(max(bond.begin, bond.end))), index)
        }
        keys.sort { $0 < $1 }
        for place in keys.indices.dropFirst() where keys[place].0 == keys[place - 1].0 {
            let bond = contents.bonds[keys[place].1]
            throw FileError(
                kind: .malformed, file: file, place: .line(contents.bondLine + keys[place].1),
                found: "a second bond between atoms \(bond.begin + 1) and \(bond.end + 1)", expected: "one bond a pair")
        }
    }

    /// Atoms with a stated valence get the hydrogens that follow, and no others.
    static func countHydrogens(_ molecule: inout Molecule, valences: [Int8]) {
        for atom in molecule.atoms.indices where valences[atom] >= 0 {
            var doubled = 0
            for neighbor in molecule.neighbors(of: atom) {
                switch molecule.bonds[Int(neighbor.bond)].kind {
                case .single: doubled += 2
                case .double: doubled += 4
                case .triple: doubled += 6
                case .quadruple: doubled += 8
                case .aromatic: doubled += 3
                case .dative: doubled += Int(molecule.bonds[Int(neighbor.bond)].end) == atom ? 2 : 0
                case .unspecified: break
                }
            }
            molecule.atoms[atom].explicitHydrogens = UInt8(clamping: max(Int(valences[atom]) - doubled / 2, 0))
            molecule.atoms[atom].forbidsImplicitHydrogens = true
        }
    }
}
