import FileFormats
import Testing

/// `gcn parse` and `gcn fingerprint`.
@Suite struct ParseTests {
    @Test func parsesWordsAndFiles() throws {
        let folder = try TemporaryFolder()
        let words = try folder.gcn("parse", "CC(=O)Oc1ccccc1C(=O)O", "CC(C", "--quiet")
        words.expectSuccess()
        #expect(words.output == """
            CC(=O)Oc1ccccc1C(=O)O  C9H8O4  180.159 u  13 atoms, 13 bonds, 1 ring, 1 fragment
            error: CC(C: unclosed branch opened at character 3

            """)
        let wrong = try folder.gcn("parse", "CC(C")
        #expect(wrong.code == 65)
        try folder.write("m.csv", "name,SMILES\n\"a, b\",CCO\nshort\nbad,C1\n")
        let json = try folder.gcn("parse", "--input", "m.csv", "--json", "--quiet")
        json.expectSuccess()
        let lines = try json.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8), file: "line") }
        #expect(lines.count == 3)
        #expect(lines[0]["formula"]?.string == "C2H6O")
        #expect(lines[0]["canonical"]?.string?.isEmpty == false)
        #expect(lines[0]["atoms"]?.array?.count == 3)
        #expect(lines[0]["bonds"]?.array?.first?.array?.count == 6)
        #expect(lines[2]["error"]?.string?.contains("ring 1 opened at character 2") == true)
        try folder.write("m.smi", "CCO ethanol\n\nc1ccccc1\tbenzene\n")
        let list = try folder.gcn("parse", "--input", "m.smi").output
        #expect(list.split(separator: "\n").count == 2)
        #expect(list.contains("ethanol"))
        #expect(try folder.gcn("parse", "--input", "none.smi").code == 66)
        let column = try folder.gcn("parse", "--input", "m.csv", "--smiles-column", "x")
        #expect(column.code == 65)
        #expect(column.error.contains("m.csv:1: found no column \"x\"; the columns are name, SMILES"))
    }

    @Test func fingerprints() throws {
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn("fingerprint", "CCO", "OCC", "--bits", "256", "--quiet")
        outcome.expectSuccess()
        let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").last.map(String.init) ?? "" }
        #expect(lines.count == 2)
        #expect(lines[0] == lines[1])
        try folder.write("m.csv", "smiles\nCCO\nC(\n")
        try folder.gcn("fingerprint", "--input", "m.csv", "--bits", "64", "--out", "f.csv", "--quiet").expectSuccess()
        let rows = try folder.text("f.csv").split(separator: "\n")
        #expect(rows.count == 3)
        #expect(rows[0].split(separator: ",").count == 66)
        #expect(rows[2].contains("unclosed branch"))
    }
}
