import FileFormats
import Molecules
import Testing

@Suite struct MolfileWriterTests {
    /// Charges, isotopes, radicals, hydrogens that the valence does not tell, stereo, aromatic rings, classes, wildcards.
    static let molecules = [
        "C", "O", "[Na+].[Cl-]", "CC(=O)Oc1ccccc1C(=O)O", "C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O", "F/C=C/F", "F/C=C\\F", "FC=CF",
        "[13CH4]", "[CH3]", "[CH2]", "C[N+](C)(C)C", "c1cc[nH]c1", "[nH]1cccc1", "c1ccc2[nH]ccc2c1", "[NH4+]", "[O-]S(=O)(=O)[O-]", "[Fe+2]",
        "CS(C)=O", "C[S@](=O)c1ccccc1", "[2H]C([2H])([2H])O", "C[CH2:7]O", "*C(=O)N", "[3*]CC", "N#N", "[C-]#[O+]", "O=[N+]([O-])c1ccccc1",
        "C1CC2CCC1C2", "C[C@]12CC[C@H](C1)C2(C)C", "CC=C=CC", "C/C=C/C=C\\C", "[BH4-]", "[SiH4]", "[PH5]", "[AlH3]", "[H][H]", "[C]", "[CH]",
        "O=C1C=CC(=O)C=C1", "C[P@](=O)(O)c1ccccc1", "CC(C)(C)[Si](C)(C)O", "Cl[Pt](Cl)(N)N", "[OH3+]", "O=[Cl](=O)(=O)O",
    ]

    @Test(arguments: MolfileWriter.Version.allCases) func whatIsWrittenIsReadTheSame(version: MolfileWriter.Version) throws {
        for smiles in Self.molecules {
            let molecule = try Molecule(smiles: smiles)
            let text = MolfileWriter(version: version).text(molecule)
            let again = try MolfileReader(removesHydrogens: false).read(Array(text.utf8), file: smiles)
            #expect(again.atoms.map(\.atomicNumber) == molecule.atoms.map(\.atomicNumber), "\(smiles)")
            #expect(again.atoms.map(\.totalHydrogens) == molecule.atoms.map(\.totalHydrogens), "\(smiles)")
            #expect(again.atoms.map(\.formalCharge) == molecule.atoms.map(\.formalCharge), "\(smiles)")
            #expect(again.atoms.map(\.isotope) == molecule.atoms.map(\.isotope), "\(smiles)")
            #expect(again.atoms.map(\.radicalElectrons) == molecule.atoms.map(\.radicalElectrons), "\(smiles)")
            #expect(again.atoms.map(\.chirality) == molecule.atoms.map(\.chirality), "\(smiles)")
            #expect(again.atoms.map(\.atomClass) == molecule.atoms.map(\.atomClass), "\(smiles)")
            #expect(again.atoms.map(\.isAromatic) == molecule.atoms.map(\.isAromatic), "\(smiles)")
            // An arrangement that is not said is written as crossed.
            let known = again.bonds.map { $0.stereo == .any ? .none : $0.stereo }
            #expect(known == molecule.bonds.map(\.stereo), "\(smiles)")
            #expect(again.bonds.map(\.kind) == molecule.bonds.map(\.kind), "\(smiles)")
        }
    }

    @Test func columns() throws {
        var molecule = try Molecule(smiles: "C[N+]")
        molecule.name = "two\nlines"
        molecule.positions = [[0, 0, 0], [-1.23456, 10, 0]]
        let lines = MolfileWriter().text(molecule).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "two lines")
        #expect(lines[1].count == 22 && lines[1].hasSuffix("2D"))
        #expect(lines[3] == "  2  1  0  0  0  0  0  0  0  0999 V2000")
        #expect(lines[5].hasPrefix("   -1.2346   10.0000    0.0000 N   0  0"))
        #expect(lines[6] == "  1  2  1  0")
        #expect(lines.contains("M  CHG  1   2   1"))
        #expect(lines.last == "" && lines[lines.count - 2] == "M  END")
    }

    @Test func largeMoleculesNeedVersion3000() throws {
        let molecule = try Molecule(smiles: String(repeating: "C", count: 1000))
        let text = MolfileWriter(version: .v2000).text(molecule)
        #expect(text.contains("M  V30 COUNTS 1000 999"))
        #expect(try read(text).atomCount == 1000)
    }
}
