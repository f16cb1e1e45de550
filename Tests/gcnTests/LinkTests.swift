import FileFormats
import Testing

@Suite struct LinkTests {
    @Test func resultAndRunFolder() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let outcome = try folder.gcn(
            "link", trained.path("net"), "--epochs", "20", "--runs", "2", "--predict", "7", "--out", "run", "--json", "-q")
        outcome.expectSuccess()
        let result = try outcome.json()
        #expect(outcome.error == "")
        #expect(result["task"]?.string == "link-prediction" && result["model"]?.string == "vgae")
        for part in ["test", "validation"] {
            for key in ["auc", "ap", "mrr", "hits@10", "hits@50", "hits@100"] {
                let mean = try #require(result[part]?[key]?["mean"]?.double, "\(part) \(key)")
                #expect(mean >= 0 && mean <= 1)
            }
        }
        #expect((result["test"]?["auc"]?["mean"]?.double ?? 0) > 0.55)
        #expect(result["baselines"]?["adamic-adar"]?["auc"]?["mean"]?.double != nil)
        #expect(result["baselines"]?["feature-cosine"]?["ap"]?["std"]?.double != nil)
        #expect(result["runs"]?.array?.compactMap { $0["seed"]?.int } == [0, 1])
        #expect(result["links"]?.int == 7 && result["interrupted"]?.bool == false)
        #expect(
            try folder.list("run")
                == ["config.json", "embeddings.csv", "links.csv", "metrics.jsonl", "model.safetensors", "result.json"])
        let config = try JSONValue.parse(try folder.read("run/config.json"), file: "config.json")
        #expect(config["task"]?.string == "link-prediction" && config["model"]?["dimensions"]?.int == 16)
        #expect(config["weights_sha256"] == result["weights_sha256"])
        #expect(SHA256.hex(try folder.read("run/model.safetensors")) == result["weights_sha256"]?.string)
        #expect(try folder.text("run/metrics.jsonl").split(separator: "\n").count == 40)
        #expect(try folder.text("run/embeddings.csv").split(separator: "\n").count == 901)
        let links = try folder.text("run/links.csv").split(separator: "\n")
        #expect(links.count == 8 && links[0] == "source,target,probability")
        let probabilities = links.dropFirst().compactMap { Double($0.split(separator: ",")[2]) }
        #expect(probabilities == probabilities.sorted(by: >) && probabilities.count == 7)
        #expect((result["test_edges"]?.int ?? 0) > 10 && result["summary"]?.string?.isEmpty == false)
        let drawn = try folder.gcn("embed", "run", "--plot", "v.svg", "--plot-method", "pca", "--out", "v.csv").expectSuccess()
        #expect(drawn.error.contains("drawn: v.svg"))
        #expect(try folder.text("v.csv") == folder.text("run/embeddings.csv"))
        // a later run without --predict leaves no list of the earlier one behind
        try folder.gcn("link", trained.path("net"), "--epochs", "1", "--out", "run", "-q", "--model", "gae").expectSuccess()
        #expect(try !folder.list("run").contains("links.csv"))
    }

    @Test func sameForAnyThreads() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let found = try ["1", "2", "3"].map {
            try folder.gcn(
                "link", trained.path("net"), "--epochs", "3", "--threads", $0, "--out", "t\($0)", "--json", "-q"
            ).expectSuccess().json()["weights_sha256"]?.string
        }
        #expect(found[0] != nil && Set(found).count == 1)
    }

    @Test func text() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let lines = try folder.gcn("link", trained.path("net"), "--epochs", "2", "-q").expectSuccess().output.split(
            separator: "\n")
        #expect(lines[0] == "net: test edges among as many pairs without one, per cent (seed 0)")
        let isTable = lines[1].contains("AUC") && lines[2].hasPrefix("vgae") && lines[3].hasPrefix("adamic-adar")
        #expect(isTable && lines[4].hasPrefix("feature-cosine"))
        #expect(lines.last?.hasPrefix("run folder: runs/net-link-") == true)
    }

    @Test func badArguments() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder)
        for (arguments, text) in [
            (["--model", "xyz"], "--model xyz: expected gae or vgae"),
            (["--encoder", "xyz"], "--encoder xyz: expected gcn"), (["--test", "0"], "--test 0.0: expected per cent, above 0"),
            (["--validation", "60", "--test", "40"], "--test 40.0: expected validation and test together below 100"),
            (["--predict", "0"], "--predict 0: expected 1 to"), (["--epochs", "0"], "--epochs 0: expected 1 to"),
            (["--encoder", "gatv2", "--hidden", "12"], "--hidden 12: expected a multiple of 8 for gatv2"),
        ] {
            let outcome = try Tool.run(["link", "tiny"] + arguments, in: folder)
            #expect(outcome.code == 64 && outcome.error.contains(text), "\(arguments): \(outcome.error)")
        }
        // two edges: ten per cent of them is none
        let few = try folder.gcn("link", "tiny")
        #expect(few.code == 65 && few.error.contains("10.0 % of 2 edges is no test edge"), "\(few.error)")
        #expect(try folder.gcn("link", "nowhere").code == 66)
        try folder.write("file", "x")
        #expect(try folder.gcn("link", "tiny", "--out", "file").code == 74)
    }

    /// A run of another task is no classifier.
    @Test func otherCommandsRefuseTheRun() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        try folder.gcn("link", trained.path("net"), "--epochs", "1", "--out", "run", "-q").expectSuccess()
        let outcome = try folder.gcn("evaluate", "run")
        #expect(outcome.code == 65 && outcome.error.contains("link-prediction"), "\(outcome.error)")
    }
}
