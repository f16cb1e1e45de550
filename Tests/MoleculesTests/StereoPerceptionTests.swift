import Molecules
import Testing

/// Tags and arrangements that are kept, taken from RDKit 2026.09 (`Chem.MolFromSmiles`).
@Suite struct StereoPerceptionTests {
    /// The kept tags as the signs of the atoms, in their order.
    private func tags(_ smiles: String) throws -> String {
        try Molecule(smiles: smiles).atoms.map { atom in
            switch atom.chirality {
            case .none: "."
            case .clockwise: "+"
            case .counterclockwise: "-"
            case .other: "?"
            }
        }.joined()
    }

    private func arrangements(_ smiles: String) throws -> [BondStereo] {
        try Molecule(smiles: smiles).bonds.filter { $0.kind == .double }.map(\.stereo)
    }

    @Test(arguments: [
        ("C[C@H](F)Cl", ".-.."), ("[C@H](F)(Cl)Br", "+..."), ("C[C@H](C)Cl", "...."), ("C[C@](F)(Cl)Br", ".-..."),
        ("C[C@H]=O", "..."), ("CC[C@@H](C)O", "..+.."),
    ])
    func centresNeedFourDifferentNeighbours(_ smiles: String, _ expected: String) throws {
        #expect(try tags(smiles) == expected)
    }

    @Test(arguments: [
        ("C[C@H]1CC[C@@H](C)CC1", ".+..+..."), ("C[C@H]1CCC(C)CC1", "........"), ("C[C@H]1CC[C@@H](O)C1", ".+..+.."),
    ])
    func ringsMakeCentresTogether(_ smiles: String, _ expected: String) throws {
        #expect(try tags(smiles) == expected)
    }

    @Test func centresThatDependOnOthersAreKept() throws {
        // The middle atom differs only in the turning of its two arms.
        #expect(try tags("C[C@H](O)[C@H](Cl)[C@@H](C)O") == ".-.-.+..")
        #expect(try tags("C[C@H](O)[C@H](Cl)[C@H](C)O") == ".-...-..")
    }

    @Test(arguments: [
        ("C[S@](=O)CC", ".-..."), ("C[S@@+](CC)CCC", ".+....."), ("C[N@](F)Cl", "...."), ("CC[N@]1C[C@H]1C", "..-.+."),
        ("C[P@](CC)CCC", ".-....."),
    ])
    func someElementsAreCentresWithThreeNeighbours(_ smiles: String, _ expected: String) throws {
        #expect(try tags(smiles) == expected)
    }

    @Test(arguments: [
        ("F/C=C/F", BondStereo.e), ("F/C=C\\F", .z), ("F\\C=C\\F", .e), ("FC=CF", .none), ("F/C=CF", .none),
        ("C(/F)=C/F", .z), ("F/C(C)=C/F", .e), ("C/C(F)=C/F", .z), ("C/C(C)=C/F", .none), ("C/C=N/O", .e),
        ("F/C=C(/F)\\F", .none), ("C1CCC/C=C/CC1", .e), ("C/C=C/C=C", .e),
    ])
    func doubleBondsAreArranged(_ smiles: String, _ expected: BondStereo) throws {
        #expect(try arrangements(smiles).first == expected)
    }

    @Test func smallRingsHaveNoArrangement() throws {
        #expect(try arrangements("C1CCC/C=C/C1") == [.none])
        let molecule = try Molecule(smiles: "C1CCC/C=C/C1")
        #expect(molecule.bonds.allSatisfy { $0.direction == .none })
    }

    @Test func conjugatedBondsShareADirection() throws {
        #expect(try arrangements("F/C=C/C=C/F") == [.e, .e])
        #expect(try arrangements("F/C=C\\C=C/F") == [.z, .z])
    }

    @Test func hydrogensOfFormerCentresAreLeftToTheValence() throws {
        let molecule = try Molecule(smiles: "C[C@H](C)C")
        #expect(molecule.atoms[1].explicitHydrogens == 0)
        #expect(molecule.atoms[1].totalHydrogens == 1)
    }

    @Test func perceptionTwiceIsPerceptionOnce() throws {
        for smiles in ["C[C@H]1CC[C@@H](C)CC1", "F/C=C/C=C\\F", "C[C@H](O)[C@H](Cl)[C@@H](C)O"] {
            let once = try Molecule(smiles: smiles)
            var twice = once
            twice.assignStereo()
            #expect(twice.atoms == once.atoms)
            #expect(twice.bonds == once.bonds)
        }
    }
}
