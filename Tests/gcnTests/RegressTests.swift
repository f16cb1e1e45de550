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
            (["ring", "--value", "id"], 65, "expected a number"),
        ] as [([String], Int32, String)] {
            let outcome = try Tool.run(["regress"] + arguments, in: folder)
            #expect(outcome.code == code && outcome.error.contains(text), "\(arguments): \(outcome.code) \(outcome.error)")
        }
    }
}
