import FileFormats
import Testing

@Suite struct EvaluateTests {
    @Test func theSameAsTrainingSaid() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let run = try #require(trained.result["runs"]?.array?.first)
        for part in ["test", "validation", "train"] {
            let report = try folder.gcn("evaluate", trained.path("run"), "--part", part, "--json").expectSuccess()
                .json()
            #expect(report["accuracy"] == run[part], "\(part)")
            #expect(report["part"]?.string == part && report["dataset"]?.string == "net")
        }
    }

    @Test func reportAsJSON() throws {
        let trained = try Trained.get()
        let report = try trained.folder.gcn("evaluate", "run", "--json").expectSuccess().json()
        #expect(report["count"]?.int == 340 && report["part"]?.string == "test")
        #expect(report["micro_f1"] == report["accuracy"])
        let classes = try #require(report["classes"]?.array)
        #expect(classes.count == 3 && classes.compactMap { $0["support"]?.int }.reduce(0, +) == 340)
        let f1 = classes.compactMap { $0["f1"]?.double }
        #expect(abs(f1.reduce(0, +) / 3 - (report["macro_f1"]?.double ?? 0)) < 1e-12)
        let confusion = try #require(report["confusion"]?.array).map { $0.array?.compactMap(\.int) ?? [] }
        try #require(confusion.map(\.count) == [3, 3, 3])
        #expect(confusion.flatMap { $0 }.reduce(0, +) == 340)
        let right = (0..<3).reduce(0) { $0 + confusion[$1][$1] }
        #expect(report["accuracy"]?.double == Double(right) / 340)
    }

    @Test func reportAsText() throws {
        let trained = try Trained.get()
        let outcome = try trained.folder.gcn("evaluate", "run").expectSuccess()
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count > 2)
        #expect(lines[0] == "net, test nodes: 340")
        #expect(lines[1].hasPrefix("accuracy ") && lines[1].contains("macro F1 0.") && lines[1].contains("micro F1 0."))
        #expect(outcome.output.contains("class") && outcome.output.contains("precision"))
        #expect(outcome.output.contains("actual \\ predicted"))
        #expect(outcome.error == "")
    }

    @Test func otherData() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "other")
        let all = try folder.gcn("evaluate", trained.path("run"), "other", "--part", "all", "--json").expectSuccess()
            .json()
        #expect(all["count"]?.int == 300 && all["part"]?.string == "all" && all["dataset"]?.string == "other")
        let split = try folder.gcn(
            "evaluate", trained.path("run"), "other", "--split", "random:20:100:100", "--json"
        ).expectSuccess().json()
        #expect(split["count"]?.int == 100 && split["part"]?.string == "test")
    }
}
