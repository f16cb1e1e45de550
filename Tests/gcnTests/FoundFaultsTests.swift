import FileFormats
import Testing

/// Faults that a reader of the tool found, each by its name.
struct FoundFaultsTests {
    @Test func aDivergedTrainingIsSaid() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net", words: 60)
        let outcome = try folder.gcn("train", "net", "--lr", "1e30", "--out", "run")
        #expect(outcome.code == 65 && outcome.error.contains("diverged: its loss was no number after epoch"))
        #expect(!Files.exists(folder.path + "/run"))
    }

    @Test func runsOfAnotherKindAreRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("run/config.json", "{\"format\": 99}")
        try folder.gcn("evaluate", "run").expectFailure(
            65, "run/config.json: entry format: found 99; expected 1; a newer gcn wrote this run: use that one")
        try folder.write("run/config.json", "{\"format\": 1, \"task\": \"graph-regression\"}")
        #expect(try folder.gcn("predict", "run").code == 65)
    }

    @Test func aPlaceWhereNoFolderCanBe() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net", words: 60)
        #expect(try folder.gcn("train", "net", "--epochs", "1", "--out", "/proc/x").code == 74)
    }

    @Test func numbersAtTheEdgeAreUsageErrors() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net", words: 60)
        #expect(try folder.gcn("train", "net", "--seed", "9223372036854775807").code == 64)
        #expect(try folder.gcn("train", "net", "--split", "random:5:9223372036854775807").code == 64)
        #expect(try folder.gcn("train", "net", "--out", "").code == 64)
        let huge = try folder.gcn("train", "net", "--hidden", "65536", "--layers", "200")
        #expect(huge.code == 64 && huge.error.contains("lower --hidden or --layers"))
    }

    /// One column in its own unit says everything here; divided by its own sum it would say nothing.
    @Test func measurementsAreStandardized() throws {
        let folder = try TemporaryFolder()
        var nodes = "id,label,age\n"
        for node in 0..<200 { nodes += "n\(node),\(node % 2 == 0 ? "young" : "old"),\(node % 2 == 0 ? 20 + node % 10 : 60 + node % 10)\n" }
        try folder.write("age/nodes.csv", nodes)
        try folder.write("age/edges.csv", "source,target\nn0,n2\n")
        let outcome = try folder.gcn("train", "age", "--json", "--quiet", "--out", "run")
        let result = try JSONValue.parse(Array(outcome.output.utf8), file: "stdout")
        #expect((result["test_mean"]?.double ?? 0) > 0.95)
        #expect(result["protocol"]?.string == "kipf+scale-features=columns")
        try folder.gcn("evaluate", "run").expectSuccess()
        let rows = try folder.gcn("train", "age", "--json", "--quiet", "--scale-features", "rows", "--out", "rows")
        #expect((try JSONValue.parse(Array(rows.output.utf8), file: "stdout")["test_mean"]?.double ?? 1) < 0.7)
    }
}
