import Testing

@testable import Molecules

@Suite struct HydrogenBondingTests {
    /// What RDKit's basic features say of these, by atom number.
    @Test(arguments: [
        ("C(=O)(OC(C)(C)C)CCCc1ccc(cc1)N(CCCl)CCCl", [], [1, 2]),
        ("Cc1onc(c2ccccc2Cl)c1C(=O)N", [15], [3, 14]),
        ("[O-]C(=O)C", [], [2]), ("CN=O", [], []), ("C[N+](=O)[O-]", [], []), ("CN(C)c1ccccc1", [], []),
        ("c1ccoc1", [], []), ("CN(C)C", [1], []), ("CC(=O)O", [3], [2, 3]), ("CCS", [2], []), ("C#N", [], []),
        // pyrazole, imidazole: N beside, and across a carbon from, an N with its hydrogen
        ("c1cn[nH]c1", [2, 3], [2]), ("c1cnc[nH]1", [2, 4], [2]), ("c1ccncc1", [], [3]),
        // one fluorine, three of them, one at an aromatic carbon
        ("CCF", [], [2]), ("CC(F)(F)F", [], []), ("Fc1ccccc1", [], [0]), ("CC[NH3+]", [2], []),
        ("O", [], []),
    ]) func asRDKit(_ smiles: String, _ donors: [Int], _ acceptors: [Int]) throws {
        let found = try Molecule(smiles: smiles).hydrogenBonding
        #expect(found.indices.filter { found[$0].isDonor } == donors)
        #expect(found.indices.filter { found[$0].isAcceptor } == acceptors)
    }
}
