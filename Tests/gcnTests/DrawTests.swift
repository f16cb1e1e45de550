import FileFormats
import Testing

/// `gcn draw`.
@Suite struct DrawTests {
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

    /// `--show` without a terminal that shows pictures: the file that was asked for is written, and that is said.
    @Test func showIsAlso() throws {
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn("draw", "CCO", "--out", "new/a.svg", "--show").expectSuccess()
        #expect(outcome.output == "new/a.svg: 1 molecule\n")
        #expect(outcome.error.hasPrefix("note: --show: found no terminal that shows pictures, expected kitty"))
        #expect(outcome.error.hasSuffix("; the file is written all the same\n"))
        #expect(try folder.text("new/a.svg").contains("<svg"))
        #expect(try folder.gcn("draw", "CCO", "--out", "b.svg", "--show", "--json").code == 64)
        let run = try Trained.get().path("run")
        let embedded = try folder.gcn("embed", run, "--plot", "plots/p.svg", "--plot-method", "pca", "--show").expectSuccess()
        #expect(embedded.error.contains("note: --show: ") && embedded.error.contains("drawn: plots/p.svg"))
        let table = try folder.gcn("embed", run, "--out", "deep/er/v.csv", "--show").expectSuccess()
        #expect(table.error.contains("written: deep/er/v.csv") && !table.error.contains("drawn"))
        #expect(try folder.gcn("embed", run, "--show").code == 64)
        #expect(try folder.list() == ["deep", "new", "plots"])
    }

    /// Two results under one name would leave one of them.
    @Test(arguments: ["a.svg", "./a.svg", "d/../a.svg"]) func oneNameForTwo(out: String) throws {
        let folder = try TemporaryFolder()
        try Files.makeDirectory(folder.path + "/d")
        let outcome = try folder.gcn("embed", try Trained.get().path("run"), "--plot", "a.svg", "--out", out)
        #expect(outcome.code == 64 && outcome.error.contains("expected two files"), "\(outcome.error)")
        #expect(try folder.list() == ["d"])
    }

    /// A page is no picture, and a folder's name is none either.
    @Test func namesThatMeanSomethingElse() throws {
        let folder = try TemporaryFolder(), run = try Trained.get().path("run")
        for name in ["x.png", "page", "x.svg", "html"] {
            let outcome = try folder.gcn("report", run, "--out", name)
            #expect(outcome.code == 64 && outcome.error.contains("--out \(name): expected a name that ends in .html"), "\(outcome.error)")
        }
        for name in ["ex.png", "d/ex.SVG"] {
            let outcome = try folder.gcn("explain", run, "--node", "p0001", "--out", name)
            #expect(outcome.code == 64 && outcome.error.contains("--out \(name): expected the name of a folder"), "\(outcome.error)")
        }
        #expect(try folder.list() == [])
    }

    @Test func moreThanTheLimit() throws {
        let folder = try TemporaryFolder()
        try folder.write("m.smi", "CCO a\nCC b\nC c\n")
        let outcome = try folder.gcn("draw", "--input", "m.smi", "--limit", "2", "--out", "a.svg").expectSuccess()
        #expect(outcome.error == "note: the first 2 of 3 molecules are drawn; --limit N draws more\n")
        #expect(outcome.output == "a.svg: 2 molecules\n")
        #expect(try folder.gcn("draw", "--input", "m.smi", "--limit", "3", "--out", "a.svg").expectSuccess().error == "")
    }

    /// A column `name` gives the titles; a table of the data folders goes by its name.
    @Test func namesOfATable() throws {
        let folder = try TemporaryFolder()
        try folder.write("m.csv", "Name, smiles\n ethanol ,CCO\n,CC\n")
        try folder.gcn("draw", "--input", "m.csv", "--out", "a.svg").expectSuccess()
        #expect(try folder.text("a.svg").contains(">ethanol</text>"))
        let known = try folder.gcn("draw", "--input", "compounds", "--limit", "3", "--out", "b.svg").expectSuccess()
        #expect(known.output == "b.svg: 3 molecules\n")
    }

    /// Names in Latin-1 would be titles with marks in place of letters.
    @Test(arguments: ["m.smi", "m.csv"]) func latin1IsRefused(name: String) throws {
        let folder = try TemporaryFolder()
        let text = name == "m.smi" ? "CCO caf" : "smiles,name\nCCO,caf"
        try folder.write(name, Array(text.utf8) + [0xE9, 10])
        for command in [["draw", "--out", "a.svg"], ["parse"], ["fingerprint"]] {
            let outcome = try Tool.run(command + ["--input", name], in: folder)
            #expect(outcome.code == 65 && outcome.output == "", "\(command)")
            #expect(outcome.error.contains("caf\\xe9\"") && outcome.error.contains("expected UTF-8; convert it: iconv -f latin1 -t utf-8 \(name) > NEW"))
        }
        #expect(try folder.list() == [name])
    }

    @Test func nothingToDraw() throws {
        let folder = try TemporaryFolder()
        try folder.gcn("draw", "", "--out", "a.svg").expectFailure(65, "\"\": found no atom; expected a SMILES, such as CCO")
        try folder.write("m.csv", "smiles\n\"\"\nCC\n")
        let some = try folder.gcn("draw", "--input", "m.csv", "--out", "b.svg").expectSuccess()
        #expect(some.error.hasPrefix("not drawn: m.csv:2: found no atom") && some.output == "b.svg: 1 molecule\n")
        #expect(try folder.list() == ["b.svg", "m.csv"])
    }
}
