import FileFormats
@testable import Molecules
import Testing

@Suite struct MoleculeJSONTests {
    @Test func aMoleculeIsOneLine() throws {
        let smiles = Array("C[O-] a \"name\"".utf8)
        let molecule = try Molecule(smilesBytes: smiles)
        var bytes: [UInt8] = []
        molecule.appendJSON(to: &bytes, smiles: smiles.prefix(5), extra: [("name", molecule.name)])
        #expect(String(decoding: bytes, as: UTF8.self) == """
            {"smiles":"C[O-]","formula":"CH3O-","mol_weight":31.034,"rings":0,"fragments":1,"name":"a \\"name\\"","atoms":\
            [[6,0,3,1,0,0,"SP3","CHI_UNSPECIFIED",0],[8,-1,0,1,0,0,"SP3","CHI_UNSPECIFIED",0]],"bonds":[[0,1,"SINGLE",0,0,"STEREONONE"]]}
            """)
    }

    @Test func anErrorIsOneLine() throws {
        let error = try #require(throws: SMILESError.self) { try Molecule(smiles: "C\u{7}\\(") }
        var bytes: [UInt8] = []
        Molecule.appendJSON(error: error, smiles: Array("C\u{7}\\(".utf8), to: &bytes)
        let value = try JSONValue.parse(bytes, file: "line")
        #expect(value["smiles"]?.string == "C\u{7}\\(")
        #expect(value["character"]?.int == 2)
        #expect(value["error"]?.string?.contains("unexpected byte 7 at character 2") == true)
    }

    /// The static text that JSON takes is the name that everyone sees.
    @Test func namesAreTheSame() {
        for one in Hybridization.allCases { #expect("\(one.letters)" == one.name) }
        for one in Chirality.allCases { #expect("\(one.letters)" == one.name) }
        for one in BondKind.allCases { #expect("\(one.letters)" == one.name) }
        for one in BondStereo.allCases { #expect("\(one.letters)" == one.name) }
    }
}
