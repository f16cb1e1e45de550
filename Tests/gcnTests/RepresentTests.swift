import FileFormats
import Testing

@Suite struct RepresentTests {
    @Test(arguments: ["dgi", "node2vec"]) func vectorsAndProbe(method: String) throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let quick = method == "dgi" ? ["--epochs", "30", "--lr", "0.01"] : ["--walks", "2", "--walk-length", "20"]
        let arguments = ["represent", trained.path("net"), "--method", method, "--dimensions", "24", "-q"] + quick
        let outcome = try Tool.run(arguments + ["--out", "v.csv", "--json"], in: folder)
        let result = try outcome.expectSuccess().json()
        #expect(result["task"]?.string == "representation" && result["method"]?.string == method)
        #expect(result["dimensions"]?.int == 24 && result["seeds"]?.int == 1)
        #expect((result["probe"]?["test_mean"]?.double ?? 0) > 0.34)
        #expect((result["probe_raw_features"]?["test_mean"]?.double ?? 0) > 0.34)
        let lines = try folder.text("v.csv").split(separator: "\n")
        #expect(lines.count == 901 && lines[0].hasPrefix("node,d0,") && lines[0].hasSuffix(",d23"))
        // the same bytes with another number of threads
        try Tool.run(arguments + ["--out", "w.csv", "--threads", "1"], in: folder).expectSuccess()
        #expect(try folder.read("v.csv") == folder.read("w.csv"))
        let text = try Tool.run(arguments, in: folder).expectSuccess().output
        #expect(text.contains("linear probe on the vectors: test accuracy "))
        #expect(text.contains("linear probe on the raw features: test accuracy "))
    }

    @Test func withoutLabels() throws {
        let folder = try TemporaryFolder()
        try folder.write("bare/nodes.csv", "id\na\nb\nc\n")
        try folder.write("bare/edges.csv", "source,target\na,b\nb,c\n")
        let refused = try folder.gcn("represent", "bare", "--method", "node2vec")
        #expect(refused.code == 64 && refused.error.contains("no labels to judge vectors by"), "\(refused.error)")
        let outcome = try folder.gcn(
            "represent", "bare", "--method", "node2vec", "--dimensions", "2", "--walks", "1", "--out", "v.csv", "--json",
            "-q")
        #expect(try outcome.expectSuccess().json()["probe"]?.double == nil)
        #expect(try folder.text("v.csv").split(separator: "\n").count == 4)
    }

    @Test func badArguments() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder)
        for (arguments, text) in [
            (["--p", "2"], "--p: dgi has no such setting"), (["--method", "node2vec", "--patience", "3"], "--patience: node2vec"),
            (["--method", "node2vec", "--p", "0"], "--p 0.0: expected a number from 1e-6"),
            (["--method", "node2vec", "--dimensions", "5000"], "--dimensions 5000: expected 1 to 1024"),
            (["--epochs", "0"], "--epochs 0: expected"), (["--method", "word2vec"], "word2vec"),
        ] {
            let outcome = try Tool.run(["represent", "tiny"] + arguments, in: folder)
            #expect(outcome.code == 64 && outcome.error.contains(text), "\(arguments): \(outcome.error)")
        }
        #expect(try folder.gcn("represent", "nowhere").code == 66)
    }
}
