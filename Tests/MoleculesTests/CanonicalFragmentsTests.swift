import Molecules
import Testing

@Suite struct CanonicalFragmentsTests {
    @Test func largeFragmentsComeFirst() throws {
        #expect(try Molecule(smiles: "[Na+].CC(=O)[O-]").canonicalSMILES == "CC(=O)[O-].[Na+]")
    }

    @Test(arguments: [
        ("C[C@H](F)Cl.C[C@@H](F)Cl", "C[C@@H](F)Cl.C[C@H](F)Cl"), ("CCO.CCN.CCO", "CCN.OCC.CCO"), ("[CH3:1]C.[CH3:2]C", "C[CH3:2].C[CH3:1]"),
    ])
    func theOrderOfFragmentsDoesNotMatter(_ first: String, _ second: String) throws {
        #expect(try Molecule(smiles: first).canonicalSMILES == Molecule(smiles: second).canonicalSMILES)
    }

    @Test func howOftenAFragmentIsThereMatters() throws {
        #expect(try Molecule(smiles: "CCO.CCO.CCN").canonicalSMILES != Molecule(smiles: "CCO.CCN.CCN").canonicalSMILES)
        #expect(try Molecule(smiles: "C[C@H](F)Cl.C[C@H](F)Cl").canonicalSMILES != Molecule(smiles: "C[C@H](F)Cl.C[C@@H](F)Cl").canonicalSMILES)
    }

    @Test func manyEqualFragmentsAreNoWorkTogether() throws {
        let molecule = try Molecule(smiles: [String](repeating: "c1ccccc1", count: 60).joined(separator: "."))
        #expect(molecule.canonicalSMILES == [String](repeating: "c1ccccc1", count: 60).joined(separator: "."))
    }
}
