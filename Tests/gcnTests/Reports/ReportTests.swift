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
        for part in [
            "What was asked", "Data", "Training", "Figures", "How right it is", "What the network sees", "Worst mistakes", "Why it says so",
            "Machine and files",
        ] {
            #expect(page.contains(">\(part)</h2>"), "\(part)")
        }
        #expect(page.contains("gcn train") && page.contains("(Wilson, 340 test nodes)") && page.contains("Confusion matrix"))
        for part in ["Degrees: edges at a node", "Calibration", "each class against the rest", "without edges", "integrated gradients", "t-SNE"] {
            #expect(page.contains(part), "\(part)")
        }
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
        // two trainings of four epochs leave wide intervals: none is called the best
        #expect(page.contains("± ") && page.contains("None is called the best") && !page.contains("<strong>") && page.contains("95 % intervals: of the mean"))
        #expect(json["bytes"]?.int == page.utf8.count)
        // another split is another question: side by side, but none the best
        try folder.gcn("train", "net", "--split", "80/10/10", "--epochs", "2", "--quiet", "--out", "c").expectSuccess()
        try folder.gcn("report", "a", "c", "--out", "unlike.html").expectSuccess()
        let unlike = try text(folder, "unlike.html")
        #expect(unlike.contains("none is the better one") && !unlike.contains("<strong>"))
    }

    /// A page of what the folder held before goes with a new training; labels that changed since are said.
    @Test func pagesDoNotOutliveTheirRuns() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net")
        func train(_ more: String...) throws {
            try Tool.run(["train", "net", "--split", "60/20/20", "--epochs", "30", "--out", "run", "-q"] + more, in: folder).expectSuccess()
        }
        try train("--report")
        let page = try text(folder, "run/report.html")
        #expect(page.contains("Nodes of each class") && page.contains("homophily") && page.contains("(Wilson") && page.contains("(bootstrap)"))
        #expect(page.contains("hidden units") && page.contains("The mark, where validation was best, chose nothing.") != page.contains("best epoch: 30"))
        try train()
        #expect(try !folder.list("run").contains("report.html"))
        let lines = try folder.text("net/nodes.csv").split(separator: "\n")
        let label = try #require(lines[0].split(separator: ",").firstIndex(of: "label"))
        let first = lines[1].split(separator: ",", omittingEmptySubsequences: false)[label]
        // every node says the first one's class, so most test nodes have another than in the training
        let changed = lines.enumerated().map { number, line in
            var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            if number > 1, number % 3 > 0 { fields[label] = first }
            return fields.joined(separator: ",")
        }
        try folder.write("net/nodes.csv", changed.joined(separator: "\n") + "\n")
        let outcome = try folder.gcn("report", "run").expectSuccess()
        #expect(outcome.error.contains("note: "), "\(outcome.error)")
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder(), run = "\(folder.path)/run"
        let who = "reports are made of the folders that gcn image train, gcn link, gcn regress, gcn train leave; gcn represent leaves none"
        try folder.gcn("report", "nowhere").expectFailure(
            66, "nowhere: no such folder; expected the folder of a training run; `gcn train` prints where it put its run; --out chooses the place")
        #expect(try folder.gcn("report").code == 64)
        try folder.write("vectors.csv", "node,d0\na,1\n")
        try folder.gcn("report", "vectors.csv").expectFailure(
            65, "vectors.csv: found a file; expected the folder of a training run; \(who)")
        try folder.write("run/config.json", "{\"format\": 2}")
        try folder.gcn("report", "run").expectFailure(
            65, "run/config.json: entry format: found 2; expected 1; a newer gcn wrote this run: use that one")
        for (text, found) in [("{\"format\": 1}", "nothing"), ("{\"task\": \"painting\"}", "\"painting\"")] {
            try folder.write("run/config.json", text)
            let outcome = try folder.gcn("report", "run")
            #expect(outcome.code == 65 && outcome.error.contains("entry task: found \(found); expected graph-classification, "))
            #expect(outcome.error.hasSuffix(who + "\n"))
        }
        try folder.write("run/config.json", "{\"format\": 1, \"task\": \"node-classification\"}")
        try folder.gcn("report", "run").expectFailure(
            66, "run/metrics.jsonl: no such file; expected an epoch a line; restore it, or train again")
        try folder.write("run/metrics.jsonl", "{\"epoch\": 1}\n{\"epoch\": 2, \"tra")
        try folder.gcn("report", "run").expectFailure(
            65, "run/metrics.jsonl:2: found what is no JSON; expected an epoch as an object; restore the file, or train again")
        try folder.write("run/metrics.jsonl", "")
        try folder.gcn("report", "run").expectFailure(
            65, "run/metrics.jsonl: found no epoch; expected an epoch a line; restore it, or train again")
        try folder.write("run/metrics.jsonl", "{\"epoch\": 1}\n")
        try folder.gcn("report", "run").expectFailure(
            66, "run/predictions.csv: no such file; expected the answers of the run; restore it, or train again")
        try folder.write("run/predictions.csv", "node,label\n")
        try folder.gcn("report", "run").expectFailure(
            65, "run/predictions.csv:1: found the names of columns and no row; expected an answer a line; restore it, or train again")
        try folder.write("run/result.json", "{\"test_mean\": 0.")
        let cut = try folder.gcn("report", "run")
        #expect(cut.code == 65 && cut.error.contains("run/result.json"), "\(cut.error)")
        // nothing was begun and left behind
        #expect(try Files.list(run).sorted() == ["config.json", "metrics.jsonl", "predictions.csv", "result.json"])
    }

    /// A folder that holds little more than its numbers makes a page all the same; what it says is escaped.
    @Test func ofARunWhoseDataAreUnknown() throws {
        let folder = try TemporaryFolder()
        try folder.write("run/config.json", "{\"task\": \"node-classification\", \"dataset\": {\"name\": \"<b>\"}}")
        try folder.write("run/metrics.jsonl", "{\"epoch\": 1, \"train_loss\": 2}\n{\"epoch\": 2, \"train_loss\": 1}\n")
        try folder.write("run/predictions.csv", "node,label\na,x\n")
        let outcome = try folder.gcn("report", "run", "--json", "--quiet").expectSuccess()
        #expect(outcome.error == "")
        #expect(try outcome.json()["report"]?.string == "run/report.html")
        let page = try folder.text("run/report.html")
        #expect(page.contains("&lt;b&gt;: node classification</h1>") && page.contains("The data could not be read again"))
    }

    /// The page is written aside and renamed: where that cannot be, the old one stays whole.
    @Test func theOldPageStaysWhereThereIsNoRoom() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        try folder.write("page.html", "old")
        let outcome = try folder.gcn("report", trained.path("run"), "--out", "page.html/r.html")
        #expect(outcome.code == 74 && outcome.error.contains("page.html"), "\(outcome.code) \(outcome.error)")
        #expect(try folder.text("page.html") == "old")
    }
}
