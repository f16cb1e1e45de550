import FileFormats
import Testing

@Suite struct PredictTests {
    @Test func predictions() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let run = trained.path("run")
        let table = try folder.gcn("predict", run).expectSuccess()
        #expect(table.error == "")
        // the run's own file says the same
        #expect(table.output == (try trained.folder.text("run/predictions.csv")))
        let lines = table.output.split(separator: "\n")
        try #require(lines.count == 901)
        let header = lines[0].split(separator: ",").map(String.init)
        #expect(header.count == 5 && Array(header.prefix(2)) == ["node", "label"])
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",").map(String.init)
            try #require(cells.count == 5)
            let probabilities = cells.dropFirst(2).compactMap { Double($0) }
            #expect(probabilities.count == 3 && abs(probabilities.reduce(0, +) - 1) < 3e-6, "\(line)")
            let best = probabilities.max() ?? 0
            let place = header.dropFirst(2).firstIndex(of: cells[1]) ?? 0
            #expect(abs((Double(cells[place]) ?? 0) - best) < 2e-6, "\(line)")
        }
        #expect(lines[1].hasPrefix("p0001,"))

        let written = try folder.gcn("predict", run, "--out", "p.csv")
        #expect(written.code == 0 && written.output == "" && written.error == "written: p.csv\n")
        #expect(try folder.text("p.csv") == table.output)
        let quiet = try folder.gcn("predict", run, "--out", "p.csv", "--quiet")
        #expect(quiet.code == 0 && quiet.output == "" && quiet.error == "")
        let json = try folder.gcn("predict", run, "--out", "p.csv", "--json").expectSuccess().json()
        #expect(json["nodes"]?.int == 900 && json["out"]?.string == "p.csv")
        #expect(json["counts"]?.array?.compactMap(\.int).reduce(0, +) == 900)
    }

    /// Data without labels, in which nothing but the features is known.
    @Test func dataWithoutLabels() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let lines = try trained.folder.text("net/nodes.csv").split(separator: "\n")
        let bare = lines.prefix(51).map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return ([cells[0]] + cells.dropFirst(3)).joined(separator: ",")
        }
        try folder.write("bare/nodes.csv", bare.joined(separator: "\n") + "\n")
        try folder.write("bare/edges.csv", "source,target\n")
        let outcome = try folder.gcn("predict", trained.path("run"), "bare")
        #expect(outcome.code == 0 && outcome.output.split(separator: "\n").count == 51)
        #expect(outcome.error == "note: bare/edges.csv has no edges\n")
        try folder.gcn("evaluate", trained.path("run"), "bare", "-q").expectFailure(
            65,
            "bare, from bare/nodes.csv and bare/edges.csv has no labels to judge by; use `gcn predict` for data without labels"
        )
    }

    @Test func embeddings() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let run = trained.path("run")
        let table = try folder.gcn("embed", run).expectSuccess()
        let lines = table.output.split(separator: "\n")
        try #require(lines.count == 901)
        #expect(lines[0] == "node," + (0..<16).map { "d\($0)" }.joined(separator: ","))
        var positive = 0
        for line in lines.dropFirst() {
            let values = line.split(separator: ",").dropFirst().compactMap { Double($0) }
            #expect(values.count == 16 && values.allSatisfy { $0 >= 0 }, "after ReLU: \(line)")
            positive += values.count { $0 > 0 }
        }
        #expect(positive > 900)
        let json = try folder.gcn("embed", run, "--out", "e.csv", "--json").expectSuccess().json()
        #expect(json["dimensions"]?.int == 16 && json["nodes"]?.int == 900)
        #expect(try folder.text("e.csv") == table.output)
    }

    /// A table and an object do not go together into standard output.
    @Test func jsonNeedsAFile() throws {
        let trained = try Trained.get()
        for command in ["predict", "embed"] {
            try trained.folder.gcn(command, "run", "--json").expectFailure(
                64, "--json prints one object and no table: name a file for the table with --out")
        }
    }
}
