import Molecules
import Testing

@Suite struct MurckoScaffoldTests {
    /// Molecule and scaffold, from RDKit's `MurckoScaffoldSmiles`.
    @Test(arguments: [
        ("CC(=O)Oc1ccccc1C(=O)O", "c1ccccc1"), ("O=C(c1ccccc1)c1ccc(C)cc1", "O=C(c1ccccc1)c1ccccc1"),
        ("CN1CCC[C@H]1c1cccnc1", "c1cncc(C2CCCN2)c1"), ("Cn1cccc1", "c1cc[nH]c1"), ("O=C1CCCCC1", "O=C1CCCCC1"),
        ("CC=C1CCCC1", "C=C1CCCC1"), ("CS(=O)(=O)c1ccccc1", "c1ccccc1"), ("O=S(=O)(c1ccccc1)N1CCCC1", "O=S(=O)(c1ccccc1)N1CCCC1"),
        ("CC(C)CCN=C1CCCC1", "N=C1CCCC1"), ("C[N+]1(C)CCCC1", "C1CC[NH2+]C1"), ("F[C@H]1CC[C@@H](c2ccccc2)CC1", "c1ccc(C2CCCCC2)cc1"),
        ("c1ccccc1.CCO", "c1ccccc1"), ("C[n+]1ccccc1", "c1cc[nH+]cc1"), ("c1ccccc1CC#CC1CC1", "C(#CC1CC1)Cc1ccccc1"),
    ])
    func ringsAndWhatLinksThemAreKept(_ smiles: String, _ expected: String) throws {
        let scaffold = try #require(try Molecule(smiles: smiles).scaffold)
        #expect(scaffold.canonicalSMILES == (try Molecule(smiles: expected).canonicalSMILES))
        #expect(try Molecule(smiles: smiles).scaffoldSMILES == scaffold.canonicalSMILES)
    }

    @Test func withoutRingsThereIsNoScaffold() throws {
        #expect(try Molecule(smiles: "CCO").scaffold?.atomCount == nil)
        #expect(try Molecule(smiles: "CCO").scaffoldSMILES == "")
    }

    @Test func stereoAndIsotopesMakeNoGroups() throws {
        let first = try Molecule(smiles: "C1CC[13CH2]C1").scaffoldSMILES
        #expect(try Molecule(smiles: "C1CCCC1").scaffoldSMILES == first)
        #expect(try Molecule(smiles: "C(/c1ccccc1)=C/c1ccccc1").scaffoldSMILES == Molecule(smiles: "C(/c1ccccc1)=C\\c1ccccc1").scaffoldSMILES)
    }

    @Test func ringsAreThoseOfTheMolecule() throws {
        let scaffold = try #require(try Molecule(smiles: "CCC1CC1CC1CCC1").scaffold)
        #expect(scaffold.rings.map(\.count).sorted() == [3, 4])
        for ring in scaffold.rings {
            for place in ring.indices {
                #expect(scaffold.bond(between: Int(ring[place]), Int(ring[(place + 1) % ring.count])) != nil)
            }
        }
    }
}
