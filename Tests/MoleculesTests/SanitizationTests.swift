import Molecules
import Testing

@Suite struct SanitizationTests {
    private func hydrogens(_ smiles: String) throws -> [Int] { try Molecule(smiles: smiles).atoms.map(\.totalHydrogens) }
    private func charges(_ smiles: String) throws -> [Int] { try Molecule(smiles: smiles).atoms.map { Int($0.formalCharge) } }

    @Test func implicitHydrogensFillTheNextValence() throws {
        #expect(try hydrogens("CN") == [3, 2])
        #expect(try hydrogens("CS(=O)C") == [3, 0, 0, 3])
        #expect(try hydrogens("OP(=O)(O)O") == [1, 0, 0, 1, 1])
        #expect(try hydrogens("C[N+]C") == [3, 0, 3])
        #expect(try hydrogens("[H]C([H])([H])[H]") == [4])
        #expect(try hydrogens("c1cc[nH]c1") == [1, 1, 1, 1, 1])
        #expect(try hydrogens("[H]n1cccc1") == [1, 1, 1, 1, 1])
    }

    @Test func hydrogensThatMeanSomethingStay() throws {
        for (smiles, atoms) in [("[H][H]", 2), ("[H+]", 1), ("[2H]O", 2), ("[H]*", 2), ("[H-]C", 2), ("[H]/C(F)=C/F", 4), ("[H]/N=C/F", 4)] {
            #expect(try Molecule(smiles: smiles).atomCount == atoms, "\(smiles)")
        }
    }

    @Test func hypervalentWritingsAreCharged() throws {
        #expect(try charges("CN(=O)=O") == [0, 1, -1, 0])
        #expect(try charges("CN=N#N") == [0, 0, 1, -1])
        #expect(try charges("OCl(=O)(=O)=O") == [0, 3, -1, -1, -1])
        #expect(try charges("CC=P(=O)C") == [0, 0, 1, -1, 0])
        #expect(try charges("CP(=O)(C)C") == [0, 0, 0, 0, 0])
    }

    @Test func bondsToMetalsBecomeDative() throws {
        let molecule = try Molecule(smiles: "Cl[Pt](Cl)([NH3])[NH3]")
        #expect(molecule.bonds.map(\.kind) == [.single, .single, .dative, .dative])
        #expect(molecule.bonds[2].begin == 3)
    }

    @Test func kekulizationStartsAtTheLowestAtom() throws {
        let benzene = try Molecule(smiles: "c1ccccc1")
        #expect(benzene.bonds.map(\.kekuleKind) == [.double, .single, .double, .single, .double, .single])
        // not aromatic by the count of electrons: the Kekulé form is what stays
        let tub = try Molecule(smiles: "c1ccccccc1")
        #expect(tub.bonds.map(\.kind) == [.double, .single, .double, .single, .double, .single, .double, .single])
        #expect(!tub.atoms[0].isAromatic)
    }

    @Test(arguments: [
        ("C1=CC=CC=C1", 6), ("C1=CC=CN1", 5), ("O=c1cccc[nH]1", 6), ("C1=CC=C1", 0), ("c1ccc2ccccc2c1", 10), ("C1=CC=CC=CC1", 0),
        ("[CH+]1C=CC=CC=C1", 7), ("[CH-]1C=CC=C1", 5), ("C1=COC=C1", 5), ("c1cc2cccc2cc1", 0), ("C1=CC2=CC=CC2=C1", 0),
        ("c1ccc2cccc2cc1", 10), ("O=C1C=CC(=O)C=C1", 0), ("c1ccc(-c2ccccc2)cc1", 12), ("*1cccc1", 5), ("C1=C[Se]C=C1", 5), ("B1C=CC=CC=C1", 0), ("b1ccccc1", 6), ("N1C=CC=CC=CC=C1", 9), ("O1C=CC=CC=CC=C1", 0), ("C1=COC=CC=CO1", 8), ("C*1ccccc1", 6),
        ("C1=CSC=CS1", 0), ("c1cc2ccc3cccc4ccc(c1)c2c34", 16),
    ])
    func aromaticAtomsAreRDKits(_ smiles: String, _ count: Int) {
        let molecule = try? Molecule(smiles: smiles)
        #expect(molecule?.atoms.count(where: \.isAromatic) ?? 0 == count)
    }

    @Test func conjugationAndHybridization() throws {
        let amide = try Molecule(smiles: "CC(=O)NC")
        #expect(amide.bonds.map(\.isConjugated) == [false, true, true, false])
        #expect(amide.atoms.map(\.hybridization) == [.sp3, .sp2, .sp2, .sp2, .sp3])
        let nitrile = try Molecule(smiles: "CC#N")
        #expect(nitrile.atoms.map(\.hybridization) == [.sp3, .sp, .sp])
        #expect(try Molecule(smiles: "FS(F)(F)(F)(F)F").atoms[1].hybridization == .sp3d2)
        #expect(try Molecule(smiles: "FP(F)(F)(F)F").atoms[1].hybridization == .sp3d)
        #expect(try Molecule(smiles: "[Na+]").atoms[0].hybridization == .s)
        #expect(try Molecule(smiles: "*").atoms[0].hybridization == .unspecified)
    }

    @Test func radicals() throws {
        for (smiles, count) in [("[CH3]", 1), ("[CH2]", 2), ("[O]", 2), ("[O-]", 1), ("[NH4+]", 0), ("[Na]", 1), ("[Na+]", 0), ("[Cu]", 1), ("C[O]", 0)] {
            #expect(try Molecule(smiles: smiles).atoms[0].radicalElectrons == count, "\(smiles)")
        }
    }

    @Test func aMoleculeOfPartsIsSanitizedInPlace() throws {
        var molecule = try Molecule(unsanitizedSMILES: "[H]C([H])([H])O name")
        #expect(molecule.atomCount == 5)
        #expect(molecule.atoms[4].totalHydrogens == 0)
        molecule.positions = (0..<5).map { SIMD3(Double($0), 0, 0) }
        molecule.removeHydrogens()
        #expect(molecule.positions.map(\.x) == [1, 4])
        try molecule.sanitize()
        #expect(molecule.atoms.map(\.totalHydrogens) == [3, 1])
        #expect(molecule.name == "name")
        var wrong = try Molecule(unsanitizedSMILES: "CO(C)C")
        let error = #expect(throws: SanitizationError.self) { try wrong.sanitize() }
        #expect(error?.description == "oxygen with a valence of 3, more than it takes, at atom 2")
        #expect(wrong.atomCount == 4)
    }
}
