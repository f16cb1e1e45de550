import FileFormats
import Molecules
import TestSupport
import Testing

@Suite struct ShippedRulesTests {
    @Test(arguments: [
        ("CC(=O)O", [1, 2, 3]),  // carboxylic
        ("OC(=O)CCC(=O)O", [0, 1, 2, 5, 6, 7]),
        ("CS(=O)(=O)O", [1, 2, 3, 4]),
        ("OS(=O)c1ccccc1", [0, 1, 2]),
        ("CCCCOP(=O)(O)OCCCC", [5, 6, 7]),  // the hydroxyl that is left
        ("OP(=O)(O)O", [0, 1, 2, 3, 4]),
        ("[Na+].N[C@@H](CCC(=O)O)C(=O)[O-]", [5, 6, 7]),  // half a salt
        ("NC(=O)O", [1, 2, 3]),
    ]) func namesTheGroup(_ smiles: String, _ atoms: [Int]) throws {
        #expect(try Molecule(smiles: smiles).acidicAtoms == atoms)
    }

    @Test(arguments: [
        "CC(=O)OC", "CC(N)=O", "CC(=O)OC(C)=O", "CC(=O)[O-].[Na+]", "CC(=O)OO", "CC(=O)NO", "CC(=O)S", "CC=O", "CCO",
        "O",
        "Oc1ccccc1", "OB(O)c1ccccc1", "c1nnn[nH]1", "COS(=O)(=O)OC", "NS(=O)(=O)c1ccccc1", "COP(=O)(OC)OC",
        "C[N+](=O)[O-]", "O=c1cccccc1O", "OCC(C)=O", "O=C1NS(=O)(=O)c2ccccc12", "N(=O)O",
    ]) func namesNothingElse(_ smiles: String) throws {
        #expect(try Molecule(smiles: smiles).acidicAtoms == [])
    }

    @Test(
        arguments: [
            ("CC(=O)[O-]", [0, 0, 17, 23]), ("OCCOC", [20, 0, 0, 9, 0]), ("c1ccoc1", [0, 0, 0, 13, 0]),
            ("c1c[nH]cn1", [0, 0, 16, 0, 13]), ("Cn1cccc1", [0, 4, 0, 0, 0, 0]), ("CC#N", [0, 0, 24]),
            ("CN=[N+]=[N-]", [0, 12, 14, 12]), ("CC=N", [0, 0, 24]), ("CC=NC", [0, 0, 12, 0]),
            ("C[N+](=O)[O-]", [0, 3, 17, 23]), ("NCNCN(C)C", [26, 0, 12, 0, 3, 0, 0]), ("CC(=O)S", [0, 0, 17, 0]),
        ] as [(String, [Double])]) func addsUp(_ smiles: String, _ areas: [Double]) throws
    {
        #expect(try Molecule(smiles: smiles).polarAreas == areas)
    }

    /// Every row of the shipped file: the columns are what the rules say, and no name stands there twice.
    @Test func theShippedSetFollowsTheRules() throws {
        var reader = try CSVReader(
            bytes: try Files.read("\(PackageFolder.root)/Data/molecules/compounds.csv"), file: "compounds.csv")
        #expect(
            reader.header == ["name", "smiles", "kind", "acidic", "acidic_atoms", "polar_area", "polar_atoms"])
        var names = Set<String>()
        var (rows, acids) = (0, 0)
        while let row = try reader.next() {
            let (name, molecule) = (row.string(at: 0), try Molecule(smiles: row.string(at: 1)))
            let (acidic, areas) = (molecule.acidicAtoms, molecule.polarAreas)
            #expect(names.insert(name).inserted, "\(name) twice")
            #expect(row.int(at: 3) == (acidic.isEmpty ? 0 : 1), "\(name)")
            #expect(row.string(at: 4) == list(acidic), "\(name)")
            #expect(row.double(at: 5) == areas.reduce(0, +), "\(name)")
            #expect(row.string(at: 6) == list(areas.indices.filter { areas[$0] > 0 }), "\(name)")
            rows += 1
            acids += acidic.isEmpty ? 0 : 1
        }
        #expect(rows == 499 && acids == 229)
    }

    private func list(_ atoms: [Int]) -> String { atoms.map(String.init).joined(separator: " ") }
}
