import FileFormats
import Testing

@Suite struct ReportTests {
    private func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
        String(decoding: try Files.read("\(folder.path)/\(name)"), as: UTF8.self)
    }

    @Test func ofARunOnNodes() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn("report", trained.path("run"), "--out", "page/r.html").expectSuccess()
        #expect(outcome.output == "report: page/r.html\n")
        let page = try text(folder, "page/r.html")
        for part in ["What was asked", "Data", "Training", "Figures", "How right it is", "Worst mistakes", "Machine and files"] {
            #expect(page.contains(">\(part)</h2>"), "\(part)")
        }
        #expect(page.contains("gcn train") && page.contains("(Wilson, 340 nodes)") && page.contains("Confusion matrix"))
        for outside in ["http://", "https://", "<script", "src=\"/", "url(http"] { #expect(!page.contains(outside), "\(outside)") }
    }

    @Test func dataThatAreGoneAreSaid() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net")
        try folder.gcn("train", "net", "--epochs", "3", "--quiet", "--out", "run").expectSuccess()
        try Files.remove("\(folder.path)/net/nodes.csv")
        try folder.gcn("report", "run").expectSuccess()
        let page = try text(folder, "run/report.html")
        #expect(page.contains("The data could not be read again") && page.contains(">Training</h2>"))
        #expect(!page.contains("Worst mistakes"))
    }

    @Test func trainMakesItAtOnceAndRunsAreCompared() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net")
        for (model, run) in [("gcn", "a"), ("mlp", "b")] {
            let outcome = try folder.gcn("train", "net", "--split", "60/20/20", "--model", model, "--runs", "2", "--epochs", "4", "--report", "--out", run)
            #expect(outcome.expectSuccess().error.contains("report: \(run)/report.html"))
            #expect(try text(folder, "\(run)/report.html").contains("--model \(model) --runs 2 --epochs 4 --report --out \(run)"))
        }
        let json = try folder.gcn("report", "a", "b/", "--json").expectSuccess().json()
        #expect(json["report"]?.string == "comparison.html" && json["runs"]?.array?.count == 2)
        let page = try text(folder, "comparison.html")
        #expect(page.contains("<tr><th scope=\"row\">model</th><td>gcn</td><td>mlp</td></tr>"))
        #expect(page.contains("± ") && page.contains("<strong>") && page.contains("95 % intervals of the mean"))
        #expect(json["bytes"]?.int == page.utf8.count)
    }

    @Test func ofMoleculesWithTheirDrawings() throws {
        let folder = try TemporaryFolder()
        var table = "smiles,y\n"
        for i in 1...40 { table += String(repeating: "C", count: 1 + i % 9) + (i % 2 == 0 ? "O" : "N") + ",\(i % 9).\(i % 2)\n" }
        try Files.write(table, to: "\(folder.path)/m.csv")
        try folder.gcn(
            "train", "m.csv", "--target-columns", "y", "--task", "regression", "--split", "random", "--epochs", "2", "--quiet", "--report", "--out", "run"
        ).expectSuccess()
        let page = try text(folder, "run/report.html")
        #expect(page.contains("molecule regression</h1>") && page.contains("<td class=\"picture\"><svg"))
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        try folder.gcn("report", "nowhere").expectFailure(
            66, "nowhere: no such folder; expected the folder of a training run; `gcn train` prints where it put its run; --out chooses the place")
        #expect(try folder.gcn("report").code == 64)
        try Files.makeDirectory("\(folder.path)/run")
        try Files.write("{\"format\": 2}", to: "\(folder.path)/run/config.json")
        try folder.gcn("report", "run").expectFailure(
            65, "run/config.json: entry format: found 2; expected 1; a newer gcn wrote this run: use that one")
        try Files.write("{\"format\": 1}", to: "\(folder.path)/run/config.json")
        try Files.write("{\"epoch\": 1}\nnonsense\n", to: "\(folder.path)/run/metrics.jsonl")
        try folder.gcn("report", "run").expectFailure(
            65, "run/metrics.jsonl:2: found no JSON; expected an epoch as an object; restore the file, or train again")
    }

    /// A folder that holds little more than its configuration makes a page all the same.
    @Test func ofAnEmptyRun() throws {
        let folder = try TemporaryFolder()
        try Files.makeDirectory("\(folder.path)/run")
        try Files.write("{\"format\": 1, \"task\": \"<task>\"}", to: "\(folder.path)/run/config.json")
        try folder.gcn("report", "run").expectSuccess()
        #expect(try text(folder, "run/report.html").contains("data: &lt;task&gt;</h1>"))
    }
}
