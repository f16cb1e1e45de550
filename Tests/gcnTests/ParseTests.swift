import FileFormats
import Testing

/// `gcn parse`, `gcn fingerprint` and `gcn draw`.
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

    @Test func draws() throws {
        let folder = try TemporaryFolder()
        try folder.gcn("draw", "CC(=O)Oc1ccccc1C(=O)O", "--highlight", "0,1", "--out", "a.svg", "--quiet").expectSuccess()
        let svg = try folder.text("a.svg")
        #expect(svg.hasPrefix("<") && svg.contains("<svg") && svg.contains("</svg>"))
        try folder.write("m.smi", "CCO ethanol\nC( bad\nc1ccccc1 benzene\n")
        let outcome = try folder.gcn("draw", "--input", "m.smi", "--out", "b.svg", "--json")
        outcome.expectSuccess()
        #expect(try outcome.json()["molecules"]?.int == 2)
        #expect(try outcome.json()["refused"]?.array?.count == 1)
        #expect(try folder.text("b.svg").contains("benzene"))
        #expect(try folder.gcn("draw", "C(", "--out", "c.svg").code == 65)
        #expect(try folder.gcn("draw", "CC", "--highlight", "7", "--out", "c.svg").code == 64)
        #expect(try !folder.list().contains("c.svg"))
    }

    /// The ending of the name says the format, and a picture is shown where a terminal can do so alone.
    @Test func drawsPixels() throws {
        let folder = try TemporaryFolder()
        let drawn = try folder.gcn("draw", "CCO", "--out", "a.png")
        if PictureFile.missingLibrary == nil {
            drawn.expectSuccess()
            let picture = try ImageFile(path: folder.path + "/a.png")
            #expect(picture.width > 100 && picture.channels == 4 && Set(picture.pixels).count > 20)
        } else {
            #expect(drawn.code == 65 && drawn.error.contains("install librsvg2-2"))
        }
        for (arguments, words) in [
            (["CCO", "--out", "a.jpg"], "--out a.jpg: expected a name that ends in .svg or .png"), (["CCO"], "expected --out FILE.svg or FILE.png, or --show"),
            (["CCO", "--show"], "--show: found no terminal that shows pictures"), (["CCO", "--show", "--json"], "--show: the drawing would stand in the JSON"),
        ] {
            let refused = try Tool.run(["draw"] + arguments, in: folder)
            #expect(refused.code == 64 && refused.error.contains(words), "\(refused.error)")
        }
        #expect(try !folder.list().contains("a.jpg"))
    }
}
