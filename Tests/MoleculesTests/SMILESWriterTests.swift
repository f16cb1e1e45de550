import Molecules
import Testing

@Suite struct SMILESWriterTests {
    @Test(arguments: [
        ("CCO", "CCO"), ("C[N+](=O)[O-]", "C[N+](=O)[O-]"), ("[nH]1cccc1", "[nH]1cccc1"), ("c1ccccc1-c1ccccc1", "c1ccccc1-c1ccccc1"),
        ("[13CH4]", "[13CH4]"), ("[Na+].[Cl-]", "[Na+].[Cl-]"), ("C[CH2]", "C[CH2]"), ("CC#N", "CC#N"), ("[Fe+2]", "[Fe+2]"),
        ("*C", "*C"), ("[CH3:7]C", "[CH3:7]C"), ("C[C@H](F)Cl", "C[C@H](F)Cl"), ("F/C=C\\F", "F/C=C\\F"), ("[2H]C", "[2H]C"),
        ("OS(=O)(=O)O", "OS(=O)(=O)O"), ("C1CC1", "C1CC1"), ("O=c1cc[nH]cc1", "O=c1cc[nH]cc1"), ("[H][H]", "[H][H]"),
    ])
    func ownOrderIsKept(_ smiles: String, _ expected: String) throws {
        #expect(try Molecule(smiles: smiles).smiles == expected)
    }

    @Test(arguments: [
        "N[C@@H](C)C(=O)O", "[C@H](F)(Cl)Br", "C1[C@H](F)[C@@H](Cl)C1", "C[S@](=O)CC", "[S@@+]1(C)CC1CC", "C[S@@+]1CC1CC",
        "C[C@@]1(F)CC[C@H]2[C@@H](C1)CCC2", "F/C=C/C=C/C=C\\F", "C/C=C/C1=CC(/C=C/C)=CC1", "CC/C(C)=C(/F)Cl", "C/C=N/O",
        "C1CCC/C=C/CCC1", "C1CCC/C=C/CC/C=C\\C1", "F/C(Cl)=C(/Br)I", "O[C@H]1CC[C@@H](/C=C/c2ccccc2)CC1",
        "C1CC2CCC1C2.[NH4+]", "N1C=CC=C1", "[O-][n+]1ccccc1", "c1ccc2c(c1)[nH]c1ccccc12", "[se]1cccc1", "B1OCCO1", "P(C)(C)C",
        "[SiH4]", "C[Si](C)(C)C", "O=[PH](O)O", "CS(C)(=O)=O", "I(=O)(=O)c1ccccc1", "[CH3-]", "[NH3+]CC([O-])=O",
    ])
    func readingTheTextGivesTheMolecule(_ smiles: String) throws {
        let molecule = try Molecule(smiles: smiles)
        for text in [molecule.smiles, molecule.canonicalSMILES] {
            #expect(try Molecule(smiles: text).canonicalSMILES == molecule.canonicalSMILES, "\(text)")
        }
    }

    @Test func ringNumbersAreUsedAgainAndMayHaveThreeDigits() throws {
        #expect(try Molecule(smiles: "C1CC1C1CC1").smiles == "C1CC1C1CC1")
        // A path of 110 atoms, each bound to the one 110 places on: all closures are open at once.
        let count = 110
        let atoms = (0..<2 * count).map { _ in Atom(atomicNumber: 6) }
        var bonds = (1..<2 * count).map { Bond(begin: $0 - 1, end: $0, kind: .single) }
        for atom in 0..<count - 1 { bonds.append(Bond(begin: atom, end: atom + count + 1, kind: .single)) }
        var written = Molecule(atoms: atoms, bonds: bonds)
        try written.sanitize()
        let text = written.smiles
        #expect(text.contains("%(10"))
        #expect(try Molecule(smiles: text).canonicalSMILES == written.canonicalSMILES)
    }

    @Test func withoutStereoNeitherIsotopesNorTagsAreWritten() throws {
        #expect(try Molecule(smiles: "[13CH3][C@H](F)/C=C/Cl").canonicalConstitutionSMILES == Molecule(smiles: "CC(F)C=CCl").canonicalSMILES)
    }
}
