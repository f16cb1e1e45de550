import FileFormats
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Ctrl-C in mid-run: what has been trained is kept and said.
@Suite struct InterruptTests {
    @Test(arguments: [true, false], [SIGINT, SIGTERM]) func inMidRun(json: Bool, signal: Int32) throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        var waited = 0
        let outcome = try Tool.run(
            ["train", trained.path("net"), "--protocol", "pyg", "--epochs", "1000000", "--out", "kept"]
                + (json ? ["--json"] : []),
            in: folder,
            meanwhile: { said in
                // the line on the split comes when Ctrl-C is listened to; then some epochs
                if said.contains("split ") { waited += 1 }
                return waited > 50 ? signal : nil
            })
        #expect(outcome.code == 130)
        #expect(outcome.error.hasSuffix("interrupted: what was trained until then is kept in kept\n"))
        #expect(
            try folder.list("kept") == ["config.json", "metrics.jsonl", "model.safetensors", "predictions.csv", "result.json"])
        let lines = try folder.text("kept/metrics.jsonl").split(separator: "\n").count
        #expect(lines > 0 && lines < 1_000_000)
        if json {
            let result = try outcome.json()
            #expect(result["interrupted"]?.bool == true)
            #expect(result["runs"]?.array?.count == 1)
            #expect(result["runs"]?.array?.first?["epochs"]?.int == lines)
            #expect(result["weights_sha256"]?.string == SHA256.hex(try folder.read("kept/model.safetensors")))
        } else {
            #expect(outcome.output.contains("test accuracy") && outcome.output.hasSuffix("run folder: kept\n"))
        }
        // it can be used
        try folder.gcn("evaluate", "kept").expectSuccess()
    }

    /// Of several trainings those that were done are kept, and the one that was interrupted.
    @Test func betweenRuns() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder)
        let outcome = try folder.gcn(
            "train", "tiny", "--runs", "100000", "--epochs", "300", "--out", "kept", "--json",
            meanwhile: { $0.contains("split ") ? SIGINT : nil })
        #expect(outcome.code == 130)
        let result = try outcome.json()
        let runs = try #require(result["runs"]?.array)
        #expect(runs.count < 100_000 && runs.map { $0["seed"]?.int } == runs.indices.map { $0 })
        // also where the last of them came to its end
        #expect(result["interrupted"]?.bool == true)
    }
}
