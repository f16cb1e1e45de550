import FileFormats
import Testing

@Suite struct TrainTests {
    /// Everything that `train --json` promises, with its type.
    @Test func resultAsJSON() throws {
        let result = try Trained.get().result
        for key in ["dataset", "task", "model", "protocol", "split", "metric", "weights_sha256", "run_folder"] {
            #expect(result[key]?.string?.isEmpty == false, "\(key)")
        }
        for key in [
            "test_mean", "test_std", "epoch_ms_median", "setup_s", "train_s", "total_s", "peak_mb",
        ] {
            #expect((result[key]?.double ?? -1) >= 0, "\(key)")
        }
        for key in ["peak_mb", "threads", "parameters"] { #expect((result[key]?.int ?? 0) > 0, "\(key)") }
        // one training says nothing of others
        #expect(result["test_ci95"]?.isNull == true)
        #expect(result["dataset"]?.string == "net" && result["task"]?.string == "node-classification")
        #expect(result["model"]?.string == "gcn" && result["metric"]?.string == "accuracy")
        #expect(result["protocol"]?.string == "kipf" && result["threads"]?.int == 2)
        // 60 · 16 + 16 + 16 · 3 + 3
        #expect(result["parameters"]?.int == 1027)
        #expect(result["interrupted"]?.bool == false)
        let runs = try #require(result["runs"]?.array)
        try #require(runs.count == 1)
        for key in ["train", "validation", "test"] {
            let value = try #require(runs[0][key]?.double)
            #expect(value > 0.5 && value <= 1, "\(key) is a fraction")
        }
        #expect(runs[0]["seed"]?.int == 0)
        let epochs = try #require(runs[0]["epochs"]?.int)
        let best = try #require(runs[0]["best_epoch"]?.int)
        #expect(epochs > 10 && epochs <= 200 && best == epochs)
        #expect(result["test_mean"] == runs[0]["test"] && result["test_std"]?.double == 0)
        let (setup, train, total) = (result["setup_s"]?.double, result["train_s"]?.double, result["total_s"]?.double)
        #expect((setup ?? 9) + (train ?? 9) <= (total ?? 0))
    }

    @Test func theRunFolder() throws {
        let trained = try Trained.get()
        let folder = trained.folder
        #expect(try folder.list("run") == ["config.json", "metrics.jsonl", "model.safetensors", "predictions.csv", "result.json"])
        let config = try JSONValue.parse(try folder.read("run/config.json"), file: "config.json")
        #expect(config["protocol"]?.string == "kipf" && config["training"]?["seed"]?.int == 0)
        #expect(config["dataset"]?["argument"]?.string == trained.path("net"))
        #expect(config["dataset"]?["nodes"]?.int == 900 && config["dataset"]?["features"]?.int == 60)
        #expect(config["model"]?["inputs"]?.int == 60 && config["model"]?["classes"]?.array?.count == 3)
        #expect(
            config["training"]?["lr"]?.encoded() == "0.01" && config["training"]?["weight_decay"]?.encoded() == "0.0005"
        )
        let bytes = try folder.read("run/model.safetensors")
        #expect(SHA256.hex(bytes) == trained.result["weights_sha256"]?.string)
        #expect(config["weights_sha256"] == trained.result["weights_sha256"])
        let model = try SafetensorsFile(bytes: bytes, file: "model.safetensors")
        #expect(
            model.entries.map(\.name) == ["convs.0.lin.weight", "convs.0.bias", "convs.1.lin.weight", "convs.1.bias"])
        #expect(model.entries.map(\.shape) == [[16, 60], [16], [3, 16], [3]])
        // a line an epoch, the last one what the result says
        let lines = try folder.text("run/metrics.jsonl").split(separator: "\n")
        let run = try #require(trained.result["runs"]?.array?.first)
        #expect(lines.count == run["epochs"]?.int)
        let last = try JSONValue.parse(Array(try #require(lines.last).utf8), file: "metrics.jsonl")
        for key in ["seed", "train", "validation", "test"] { #expect(last[key] == run[key], "\(key)") }
        let isFalling = (last["train_loss"]?.double ?? 9) < 1
        #expect(isFalling)
    }

    /// Held to, 4.
    @Test func sameWeightsForAnyThreads() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let expected = try #require(trained.result["weights_sha256"]?.string)
        for threads in [1, 2, 4] {
            let outcome = try folder.gcn(
                "train", trained.path("net"), "--threads", "\(threads)", "--out", "t\(threads)", "--json", "-q")
            let result = try outcome.expectSuccess().json()
            #expect(result["weights_sha256"]?.string == expected, "\(threads) threads")
            #expect(result["runs"] == trained.result["runs"], "\(threads) threads")
            #expect(result["threads"]?.int == threads)
            #expect(outcome.error == "", "--quiet")
            #expect(SHA256.hex(try folder.read("t\(threads)/model.safetensors")) == expected)
        }
        #expect(try folder.read("t1/predictions.csv") == folder.read("t4/predictions.csv"))
        #expect(try folder.read("t1/metrics.jsonl") == folder.read("t4/metrics.jsonl"))
        let other = try folder.gcn("train", trained.path("net"), "--seed", "1", "--out", "s1", "--json", "-q").json()
        #expect(other["weights_sha256"]?.string != expected && other["runs"]?.array?.first?["seed"]?.int == 1)
    }

    @Test func severalRuns() throws {
        let folder = try TemporaryFolder()
        let result = try folder.gcn(
            "train", try Trained.get().path("net"), "--runs", "3", "--seed", "5", "--epochs", "30", "--out", "run",
            "--json"
        ).expectSuccess().json()
        let runs = try #require(result["runs"]?.array)
        #expect(runs.map { $0["seed"]?.int } == [5, 6, 7])
        let tests = runs.compactMap { $0["test"]?.double }
        let mean = tests.reduce(0, +) / 3
        let deviation = (tests.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
        #expect(abs((result["test_mean"]?.double ?? 0) - mean) < 1e-12)
        #expect(abs((result["test_std"]?.double ?? 0) - deviation) < 1e-12)
        #expect(abs((result["test_ci95"]?.double ?? 0) - 4.3027 * deviation / 3.0.squareRoot()) < 1e-12)
        // the first with the highest validation accuracy is kept
        let validation = runs.compactMap { $0["validation"]?.double }
        let best = try #require(validation.max())
        #expect(result["kept_seed"]?.int == 5 + (validation.firstIndex(of: best) ?? -1))
        #expect(try folder.text("run/metrics.jsonl").split(separator: "\n").count == 90)
    }

    @Test func resultAsText() throws {
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn("train", try Trained.get().path("net"), "--epochs", "20")
        outcome.expectSuccess()
        let lines = outcome.output.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[0].hasPrefix("net: test accuracy ") && lines[0].hasSuffix(" % (seed 0)"))
        #expect(lines[1].hasPrefix("protocol kipf+epochs=20, split column split of nodes.csv, "))
        // a fresh folder below runs/
        let name = try #require(try folder.list("runs").first)
        #expect(name.hasPrefix("net-20") && lines[2] == "run folder: runs/\(name)")
        #expect(try folder.list("runs/\(name)").count == 5)
        // what the protocol fixes, and what came of it, goes to standard error
        let said = outcome.error.split(separator: "\n")
        try #require(said.count == 4)
        #expect(said[0].hasPrefix("net: 900 nodes, "))
        #expect(said[1].hasPrefix("protocol kipf+epochs=20: gcn, 2 layers, 16 hidden units, dropout 0.5, Adam at 0.01"))
        #expect(said[2] == "split column split of nodes.csv: 60 training, 500 validation, 340 test nodes")
        #expect(said[3].hasPrefix("seed 0: 20 epochs, judged at epoch 20: training "))
        // twice in the same second: another folder
        let again = try folder.gcn("train", try Trained.get().path("net"), "--epochs", "1", "--quiet")
        #expect(again.error == "" && again.code == 0)
        #expect(try folder.list("runs").count == 2)
    }

    @Test func protocolsAndFlags() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let pyg = try folder.gcn(
            "train", trained.path("net"), "--protocol", "PyG", "--epochs", "150", "--out", "pyg", "--json", "-q"
        ).json()
        #expect(pyg["protocol"]?.string == "pyg+epochs=150")
        #expect(pyg["runs"]?.array?.first?["epochs"]?.int == 150)
        #expect((pyg["runs"]?.array?.first?["best_epoch"]?.int ?? 999) < 150)

        let free = try folder.gcn(
            "train", trained.path("net"), "--hidden", "8", "--layers", "3", "--dropout", "0.25", "--lr", "0.02",
            "--weight-decay", "0.001", "--epochs", "50", "--patience", "5", "--split", "60/20/20", "--out", "free",
            "--json", "-q"
        ).expectSuccess().json()
        #expect(
            free["protocol"]?.string
                == "kipf+hidden=8,layers=3,dropout=0.25,lr=0.02,weight-decay=0.001,epochs=50,patience=5")
        #expect(free["split"]?.string == "random 60/20/20 stratified")
        #expect(free["parameters"]?.int == 60 * 8 + 8 + 8 * 8 + 8 + 8 * 3 + 3)
        let config = try JSONValue.parse(try folder.read("free/config.json"), file: "config.json")
        #expect(config["training"]?["stopping"]?["rule"]?.string == "patience")
        #expect(config["training"]?["selection"]?.string == "best-validation-accuracy")
        #expect(config["split"]?.string == "0.6/0.2" && config["model"]?["layers"]?.int == 3)
        // the random split is found again from the run
        let judged = try folder.gcn("evaluate", "free", "--json").expectSuccess().json()
        #expect(judged["accuracy"] == free["runs"]?.array?.first?["test"])
    }

    /// The sets that are shipped are found from anywhere, as `make run` does.
    @Test func shippedSets() throws {
        let folder = try TemporaryFolder()
        let result = try folder.gcn("train", "karate", "--out", "run", "--json", "-q").expectSuccess().json()
        #expect(result["dataset"]?.string == "karate")
        // the club has no validation members and no features
        #expect(result["runs"]?.array?.first?["validation"]?.isNull == true)
        #expect(result["parameters"]?.int == 34 * 16 + 16 + 16 * 2 + 2)
        #expect((result["test_mean"]?.double ?? 0) > 0.8)
        try folder.gcn("evaluate", "run").expectSuccess()
    }
}
