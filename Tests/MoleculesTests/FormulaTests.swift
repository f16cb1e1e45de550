import Molecules
import Testing

@Suite struct FormulaTests {
    @Test(arguments: [
        ("CC(=O)Oc1ccccc1C(=O)O", "C9H8O4", 180.159), ("[NH4+]", "H4N+", 18.039), ("OB(O)O", "H3BO3", 61.833), ("[Fe+3]", "Fe+3", 55.845),
        ("[O-]C(=O)C(=O)[O-]", "C2O4-2", 88.018), ("[2H]C", "CH4", 17.049), ("[13CH4]", "CH4", 17.035), ("*CC", "C2H5*", 29.062),
        ("[Na+].[Cl-]", "ClNa", 58.443), ("", "", 0), ("[99C]", "C", 99),
    ])
    func formulaAndWeight(_ smiles: String, _ formula: String, _ weight: Double) throws {
        let molecule = try Molecule(smiles: smiles)
        #expect(molecule.formula == formula)
        #expect(abs(molecule.weight - weight) < 0.0006)
    }

    @Test func fragmentsAreNumberedByTheirFirstAtoms() throws {
        let fragments = try Molecule(smiles: "CC.O.C1.N1").fragments
        #expect(fragments.count == 3)
        #expect(fragments.ofAtom == [0, 0, 1, 2, 2])
    }

    @Test func elementsAreComplete() {
        #expect(Element.table.count == 119)
        #expect(Element.named("Cl")?.atomicNumber == 17)
        #expect(Element.numbered(118).name == "oganesson")
        #expect(Element.numbered(16).valences == [2, 4, 6])
        #expect(Element.named("Xx") == nil)
        #expect(Set(Element.table.map(\.symbol)).count == 119)
    }
}
