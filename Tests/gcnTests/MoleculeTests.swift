import FileFormats
import TestSupport
import Testing

/// The tool on tables of molecules.
@Suite struct MoleculeCommandTests {
    private static let compounds = PackageFolder.root + "/Data/molecules/compounds.csv"

    /// A run on the shipped compounds, made once.
    struct Run {
        let folder: TemporaryFolder
        let result: JSONValue

        static func get() throws -> Run { try made.get() }

        private static let made = Result {
            let folder = try TemporaryFolder()
            let outcome = try folder.gcn(
                "train", MoleculeCommandTests.compounds, "--target-columns", "acidic", "--split", "random", "--epochs", "12", "--out", "run",
                "--json", "--quiet")
            outcome.expectSuccess()
            return Run(folder: folder, result: try outcome.json())
        }
    }

    @Test func trains() throws {
        let run = try Run.get()
        #expect(run.result["task"]?.string == "molecule-classification")
        #expect(run.result["metric"]?.string == "roc_auc")
        #expect(run.result["test_mean"]?.double ?? 0 > 0.95)
        #expect(run.result["molecules"]?.int == 499)
        #expect(run.result["leaks"]?.int == 0)
        #expect(run.result["baselines"]?["ecfp_linear"]?["test_mean"]?.double ?? 0 > 0.8)
        #expect(run.result["baselines"]?["ecfp_forest"]?["test_mean"]?.double ?? 0 > 0.8)
        #expect(try run.folder.list("run") == ["config.json", "metrics.jsonl", "model.safetensors", "predictions.csv", "result.json"])
    }

    /// The run's own config.json trains the same network again.
    @Test func repeatsByItsConfiguration() throws {
        let run = try Run.get()
        let outcome = try run.folder.gcn("train", "--config", "run", "--out", "again", "--json", "--quiet", "--no-baseline")
        outcome.expectSuccess()
        #expect(try outcome.json()["weights_sha256"] == run.result["weights_sha256"])
        let evaluation = try run.folder.gcn("evaluate", "run", "--json")
        #expect(try evaluation.json()["roc_auc"]?.double == run.result["test_mean"]?.double)
        let all = try run.folder.gcn("evaluate", "run", Self.compounds, "--json")
        #expect(try all.json()["rows"]?.int == 499)
        #expect(try all.json()["judged"]?.string?.contains("on which it was trained") == true)
    }

    /// All columns stay, every row keeps its place, and what cannot be read says why.
    @Test func predicts() throws {
        let run = try Run.get()
        try run.folder.write(
            "new.csv", "name,smiles,note\nacetic acid,CC(=O)O,\"a, b\"\nbroken,CC(C,\nshort\nwater,O,x\nempty,,y\nethane,CC,z\n")
        let outcome = try run.folder.gcn("predict", "run", "new.csv", "--out", "out.csv", "--json")
        outcome.expectSuccess()
        #expect(try outcome.json()["rows"]?.int == 6)
        #expect(try outcome.json()["refused"]?.int == 3)
        let lines = try run.folder.text("out.csv").split(separator: "\n").map(String.init)
        #expect(lines.count == 7)
        #expect(lines[0] == "name,smiles,note,predicted_acidic,error")
        #expect(lines[1].hasPrefix("acetic acid,CC(=O)O,\"a, b\",0.") || lines[1].hasPrefix("acetic acid,CC(=O)O,\"a, b\",1.0"))
        #expect(lines[2] == "broken,CC(C,,,CC(C: unclosed branch opened at character 3")
        #expect(lines[3] == "short,,,,\"1 fields, expected 3\"")
        #expect(lines[5].hasPrefix("empty,,y,,"))
        #expect(lines[5].contains("empty SMILES"))
        // the same molecules one way or the other
        let again = try run.folder.gcn("predict", "run", "new.csv", "--quiet")
        #expect(again.output == (try run.folder.text("out.csv")))
    }

    /// A long table goes through piece by piece and gives each molecule what it gets alone.
    @Test func predictsInPieces() throws {
        let run = try Run.get()
        let smiles = ["CC(=O)O", "CCO", "c1ccccc1", "CCCCCC(=O)O", "CN"]
        try run.folder.write("long.csv", "smiles\n" + (0..<3000).map { smiles[$0 % 5] + "\n" }.joined())
        let outcome = try run.folder.gcn("predict", "run", "long.csv", "--out", "long-out.csv", "--quiet")
        outcome.expectSuccess()
        let lines = try run.folder.text("long-out.csv").split(separator: "\n").map(String.init)
        #expect(lines.count == 3001)
        // a row's place in its piece may change the last digit
        func number(_ line: String) -> Double { Double(line.split(separator: ",")[1]) ?? .nan }
        for place in 0..<3000 { #expect(abs(number(lines[1 + place]) - number(lines[1 + place % 5])) < 2e-6) }
    }

    @Test func explains() throws {
        let run = try Run.get()
        let outcome = try run.folder.gcn("explain", "run", "--smiles", "CC(=O)Oc1ccccc1C(=O)O", "--out", "aspirin", "--json")
        outcome.expectSuccess()
        let json = try outcome.json()
        #expect(json["atoms"]?.array?.count == 13)
        #expect(json["bonds"]?.array?.count == 13)
        #expect(json["target"]?.string == "acidic")
        #expect(try run.folder.text("aspirin/explanation.svg").contains("<svg"))
        let all = try run.folder.gcn(
            "explain", "run", Self.compounds, "--all", "--truth", "acidic_atoms", "--limit", "40", "--json", "--quiet")
        all.expectSuccess()
        #expect(try all.json()["count"]?.int == 40)
        #expect(try all.json()["auc"]?.double ?? 0 > 0.9)
    }

    @Test func embeds() throws {
        let run = try Run.get()
        try run.folder.write("two.csv", "smiles,acidic\nCC(=O)O,1\nCCO,0\n")
        let outcome = try run.folder.gcn("embed", "run", "two.csv", "--quiet")
        outcome.expectSuccess()
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("line,id,smiles,d0,"))
    }

    @Test func describesATable() throws {
        let folder = try TemporaryFolder()
        try folder.write("t.csv", "smiles,active,weight\nc1ccccc1C,1,92.1\nC1=CC=CC=C1C,0,92.1\nC(,1,3\nCCO,,46\n")
        let json = try folder.gcn("data", "info", "t.csv", "--json").json()
        #expect(json["rows"]?.int == 4)
        #expect(json["molecules"]?.int == 3)
        #expect(json["duplicates"]?.array?.first?["lines"]?.array?.compactMap(\.int) == [2, 3])
        #expect(json["refused"]?.array?.first?["line"]?.int == 4)
        #expect(json["scaffolds"]?.int == 1)
        #expect(json["without_rings"]?.int == 1)
        let text = try folder.gcn("data", "info", "t.csv").output
        #expect(text.contains("line 4: C(: unclosed branch opened at character 2"))
        let features = try folder.gcn("data", "features", "--json").json()
        #expect(features["schemes"]?.array?.count == 7)
    }

    @Test func crossValidatesAndSplits() throws {
        let folder = try TemporaryFolder()
        func train(_ arguments: String...) throws -> JSONValue {
            let outcome = try Tool.run(
                ["train", Self.compounds, "--target-columns", "polar_area", "--epochs", "2", "--json", "--quiet", "--no-baseline"] + arguments,
                in: folder)
            outcome.expectSuccess()
            return try outcome.json()
        }
        let folds = try train("--folds", "3", "--out", "folds")
        #expect(folds["runs"]?.array?.count == 3)
        #expect(folds["runs"]?.array?.compactMap { $0["test_rows"]?.int }.reduce(0, +) == 499)
        #expect(folds["metric"]?.string == "rmse")
        #expect(try folder.gcn("evaluate", "folds", "--json").json()["rows"]?.int == 499)
        let again = try folder.gcn("train", "--config", "folds", "--out", "again", "--json", "--quiet", "--no-baseline")
        #expect(try again.json()["weights_sha256"] == folds["weights_sha256"])
        #expect(try again.json()["runs"]?.array?.count == 3)
        // a file that names rows by their ids, one of which is a line's number
        try folder.write("ids.csv", "key,smiles,y\n2,C,1\nb,CC,2\nc,CCC,3\nd,CCCC,4\ne,CO,5\nf,CN,6\n")
        try folder.write("parts.csv", "id,split\n2,train\nb,train\nc,train\nd,train\ne,valid\nf,test\n")
        try folder.gcn(
            "train", "ids.csv", "--target-columns", "y", "--id-column", "key", "--split", "parts.csv", "--epochs", "1", "--no-baseline",
            "--out", "ids", "--quiet"
        ).expectSuccess()
        #expect(try train("--split", "scaffold-balanced:70/15/15", "--out", "a")["split"]?.string == "scaffold-balanced 70/15/15")
        #expect(try train("--split", "stratified", "--metric", "mae", "--ensemble", "2", "--out", "b")["metric"]?.string == "mae")
        #expect(try folder.list("b").contains("model-2.safetensors"))
    }

    @Test func refuses() throws {
        let folder = try TemporaryFolder()
        try folder.write("t.csv", "smiles,y,part\nC,1,train\nCC,0,train\nCCC,1,train\nCCCC,0,valid\nCO,1,nonsense\n")
        let cases: [([String], Int32, String)] = [
            (["train", "t.csv", "--target-columns", "z"], 65, "no column \"z\""),
            (["train", "t.csv", "--split", "nonsense"], 64, "--split nonsense: expected random"),
            (["train", "t.csv", "--target-columns", "y", "--split", "column:part"], 65, "nonsense"),
            (["train", "t.csv", "--target-columns", "y", "--split", "random:50/50"], 65, "no test"),
            (["train", "t.csv", "--target-columns", "y", "--metric", "rmse"], 64, "--metric rmse is not for"),
            (["train", "t.csv", "--atom-features", "nonsense"], 64, "--atom-features nonsense"),
            (["train", "t.csv", "--model", "sgc", "--protocol", "kipf"], 64, "--protocol kipf is not for molecules"),
            (["train", "none.csv", "--smiles-column", "smiles"], 66, "none.csv"),
            (["train", "t.csv", "--sampler", "neighbours:2"], 64, "--sampler is not for molecules"),
        ]
        for (arguments, expected, text) in cases {
            let outcome = try Tool.run(arguments, in: folder)
            #expect(outcome.code == expected, "\(arguments): \(outcome.error)")
            #expect(outcome.error.contains(text), "\(arguments): \(outcome.error)")
        }
        #expect(try folder.list().filter { $0 != "t.csv" }.isEmpty)
    }
}
