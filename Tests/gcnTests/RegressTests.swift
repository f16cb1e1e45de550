import FileFormats
import Testing

@Suite struct RegressTests {
    /// 60 nodes in a ring; the number is the sum of the neighbours' x, blank for node n7.
    static func write(_ folder: TemporaryFolder) throws {
        var nodes = "id,x,y,label,sum\n", edges = "source,target\n"
        let x = (0..<60).map { Double(($0 * 37) % 17) - 8 }
        for n in 0..<60 {
            let sum = x[(n + 59) % 60] + x[(n + 1) % 60]
            nodes += "n\(n),\(x[n]),\(n % 3),\(n % 2),\(n == 7 ? "" : "\(100 + 10 * sum)")\n"
            edges += "n\(n),n\((n + 1) % 60)\n"
        }
        try folder.write("ring/nodes.csv", nodes)
        try folder.write("ring/edges.csv", edges)
    }

    @Test func resultAndRunFolder() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let arguments = [
            "regress", "ring", "--value-column", "sum", "--model", "sage", "--hidden", "16", "--dropout", "0", "--epochs",
            "200", "--patience", "200", "--out", "run", "--json", "-q",
        ]
        let outcome = try Tool.run(arguments, in: folder)
        let result = try outcome.expectSuccess().json()
        #expect(result["task"]?.string == "node-regression" && result["model"]?.string == "sage")
        let error = try #require(result["test"]?["rmse"]?["mean"]?.double)
        let baseline = try #require(result["baseline"]?["rmse"]?["mean"]?.double)
        #expect(error < baseline / 2, "\(error) \(baseline)")
        #expect((result["test"]?["r2"]?["mean"]?.double ?? 0) > 0.7)
        #expect(try folder.list("run") == ["config.json", "metrics.jsonl", "model.safetensors", "predictions.csv", "result.json"])
        let config = try JSONValue.parse(try folder.read("run/config.json"), file: "config.json")
        #expect(config["task"]?.string == "node-regression" && config["target"]?["column"]?.string == "sum")
        // the column to predict is no feature
        #expect(config["dataset"]?["features"]?.int == 2)
        #expect(SHA256.hex(try folder.read("run/model.safetensors")) == result["weights_sha256"]?.string)
        let lines = try folder.text("run/predictions.csv").split(separator: "\n", omittingEmptySubsequences: true)
        #expect(lines.count == 61 && lines[0] == "node,prediction,actual")
        let blank = try #require(lines.first { $0.hasPrefix("n7,") })
        #expect(blank.hasSuffix(",") && lines[1].split(separator: ",").count == 3)
        let again = try Tool.run(arguments + ["--threads", "1"], in: folder).expectSuccess().json()
        #expect(again["weights_sha256"] != nil && again["weights_sha256"] == result["weights_sha256"])
    }

    /// A run is applied as other runs are: to its own data and to others, with the column of numbers or without.
    @Test func runsAreApplied() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let trained = try folder.gcn(
            "regress", "ring", "--value", "sum", "--model", "sage", "--epochs", "60", "--split", "50/20/30", "--runs", "2", "--seed", "5", "--out", "run", "--json", "-q"
        ).expectSuccess().json()
        let kept = try #require(trained["kept_seed"]?.int)
        let run = try #require(trained["runs"]?.array?.first { $0["seed"]?.int == kept })
        let judged = try folder.gcn("evaluate", "run", "--json").expectSuccess().json()
        for name in ["rmse", "mae", "r2"] {
            let difference = abs((judged[name]?.double ?? .nan) - (run["test_" + name]?.double ?? .nan))
            #expect(difference < 1e-4, "\(name)")
        }
        #expect(judged["nodes"]?.int == 17 && judged["target"]?.string == "sum")
        #expect(try folder.gcn("evaluate", "run", "--part", "all", "--json").expectSuccess().json()["nodes"]?.int == 59)
        let again = try folder.gcn("predict", "run", "-q").expectSuccess().output
        #expect(again == (try folder.text("run/predictions.csv")))
        let vectors = try folder.gcn("embed", "run", "-q").expectSuccess().output
        #expect(vectors.hasPrefix("node,d0,") && vectors.split(separator: "\n").count == 61)
        let drawn = try folder.gcn("embed", "run", "--plot", "v.svg", "--perplexity", "500", "--json").expectSuccess()
        #expect(drawn.error.contains("60 vectors allow 19.7") && (try drawn.json()["perplexity"]?.double ?? 0) < 20)
        #expect(try folder.text("v.svg").contains("perplexity 20") && !folder.text("v.svg").contains("perplexity 500"))
        #expect(try folder.gcn("info", "run").expectSuccess().output.contains("parameters"))

        // other data: the same nodes without the numbers, then with half of the ring
        let lines = try folder.text("ring/nodes.csv").split(separator: "\n")
        let blind = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast().joined(separator: ",") }
        try folder.write("blind/nodes.csv", blind.joined(separator: "\n") + "\n")
        try folder.write("blind/edges.csv", try folder.text("ring/edges.csv"))
        let unseen = try folder.gcn("predict", "run", "blind", "-q").expectSuccess().output.split(separator: "\n")
        #expect(unseen[1].hasSuffix(",") && unseen[1].dropLast() == again.split(separator: "\n")[1].split(separator: ",").dropLast().joined(separator: ","))
        let refused = try folder.gcn("evaluate", "run", "blind")
        #expect(refused.code == 65 && refused.error.contains("there is no column \"sum\" to judge by"))
        try Self.write(folder)
        #expect(try folder.gcn("evaluate", "run", "ring", "--json").expectSuccess().json()["part"]?.string == "all")

        // numbers that changed, or a run of another kind, are refused
        try folder.write("ring/nodes.csv", lines.dropLast().joined(separator: "\n") + "\nn59,1,2,1,\n")
        #expect(try folder.gcn("evaluate", "run").error.contains("a split that changed since the training"))
        #expect(try folder.gcn("explain", "run", "--node", "n1").code == 65)
    }

    @Test func text() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let output = try folder.gcn("regress", "ring", "--value", "sum", "--epochs", "2", "--runs", "2", "-q").expectSuccess().output
        let lines = output.split(separator: "\n")
        #expect(lines[0] == "ring: sum of 12 test nodes (mean and deviation of 2 seeds from 0)")
        let isTable = lines[1].contains("RMSE") && lines[2].hasPrefix("gcn") && lines[3].hasPrefix("training mean")
        #expect(isTable && lines.last?.hasPrefix("run folder: runs/ring-regress-") == true)
    }

    @Test func badArguments() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        for (arguments, code, text) in [
            (["ring"], 64, "--value-column"), (["ring", "--value", "sum", "--loss", "l3"], 64, "--loss l3: expected mse, mae or huber"),
            (["ring", "--value", "sum", "--feature-columns", "x,sum"], 64, "columns other than the one to predict"),
            (["ring", "--value", "nothing"], 65, "no column \"nothing\"; the columns are id, x, y, label, sum"),
            (["ring", "--value", "sum", "--split", "random:3"], 64, "numbers have no classes"),
            (["nowhere", "--value", "sum"], 66, "nowhere"),
            (["ring", "--value", "x", "--log-value", "--exclude-columns", "sum"], 65, "--log-value expects 0 or more"),
            (["ring", "--value", "id"], 65, "expected a finite number"),
        ] as [([String], Int32, String)] {
            let outcome = try Tool.run(["regress"] + arguments, in: folder)
            #expect(outcome.code == code && outcome.error.contains(text), "\(arguments): \(outcome.code) \(outcome.error)")
        }
    }
}
