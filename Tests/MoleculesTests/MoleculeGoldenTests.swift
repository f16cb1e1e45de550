import FileFormats
import Molecules
import Testing

@Suite struct MoleculeGoldenTests {
    /// Every field of every atom and bond equals RDKit's for at least 99.9 % of the molecules. Chirality and double-bond
    /// stereo are counted apart.
    @Test func moleculesEqualRDKits() throws {
        guard let bytes = try MoleculeGolden.file("molecules.jsonl.gz") else { return }
        var (read, equal, stereoDiffers) = (0, 0, 0)
        var disagreements: [String] = []
        for line in bytes.split(separator: 10) {
            let value = try JSONValue.parse(Array(line), file: "molecules.jsonl.gz")
            guard let smiles = value["smiles"]?.string else { continue }
            read += 1
            let molecule = try? Molecule(smiles: smiles)
            var fields: Set<String> = []
            if let molecule, value["error"] == nil {
                fields = MoleculeGolden.differences(molecule, value)
            } else if (molecule == nil) != (value["error"] != nil) {
                fields = ["verdict"]
            }
            if !fields.isDisjoint(with: ["chirality", "stereo"]) { stereoDiffers += 1 }
            fields.subtract(["chirality", "stereo"])
            if fields.isEmpty { equal += 1 } else { disagreements.append("\(smiles): \(fields.sorted())") }
        }
        print("molecules.jsonl.gz: \(equal) of \(read) equal apart from stereo; stereo differs in \(stereoDiffers)")
        for disagreement in disagreements.prefix(20) { print("  \(disagreement)") }
        #expect(read > 0)
        #expect(Double(equal) >= 0.999 * Double(read))
    }

    /// The same verdict as RDKit on damaged SMILES, but for what a strict reader should refuse.
    @Test func badSMILESAreRefused() throws {
        guard let bytes = try MoleculeGolden.file("bad_smiles.json") else { return }
        let cases = try JSONValue.parse(bytes, file: "bad_smiles.json")["cases"]?.array ?? []
        var agreed = 0
        for one in cases {
            guard let smiles = one["smiles"]?.string, let refused = one["refused"]?.bool else { continue }
            let molecule = try? Molecule(smiles: smiles)
            if (molecule == nil) == refused {
                agreed += 1
            } else {
                print("bad_smiles.json: \(smiles.prefix(60)): RDKit \(refused ? "refuses" : "accepts")")
            }
            if let molecule, !refused {
                #expect(molecule.atomCount == one["atoms"]?.int)
                #expect(molecule.bondCount == one["bonds"]?.int)
                #expect(molecule.formula == one["formula"]?.string)
            }
        }
        #expect(cases.count > 0)
        #expect(Double(agreed) >= 0.99 * Double(cases.count))
    }
}
