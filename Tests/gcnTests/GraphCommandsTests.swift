import FileFormats
import Testing

/// `gcn train`, `evaluate`, `predict` and `embed` on a set of many graphs.
@Suite struct GraphCommandsTests {
    /// Rings (class 3) and stars (class 8) of 5 to 8 nodes in TU's form, with two node labels.
    static func write(_ folder: TemporaryFolder, name: String = "SHAPES", count: Int = 40) throws {
        var edges = "", indicator = "", labels = "", nodes = "", first = 1
        for graph in 0..<count {
            let size = 5 + graph / 2 % 4, isStar = graph % 2 == 1
            for node in 0..<size {
                let other = isStar ? 0 : (node + 1) % size
                if isStar, node == 0 { continue }
                edges += "\(first + node), \(first + other)\n\(first + other), \(first + node)\n"
            }
            for node in 0..<size {
                indicator += "\(graph + 1)\n"
                nodes += "\(node % 2)\n"
            }
            labels += isStar ? "8\n" : "3\n"
            first += size
        }
        try folder.write("\(name)/\(name)_A.txt", edges)
        try folder.write("\(name)/\(name)_graph_indicator.txt", indicator)
        try folder.write("\(name)/\(name)_graph_labels.txt", labels)
        try folder.write("\(name)/\(name)_node_labels.txt", nodes)
    }

    @Test func trainJudgeApply() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let trained = try folder.gcn(
            "train", "SHAPES", "--data-root", ".", "--model", "gin", "--epochs", "15", "--hidden", "8", "--folds", "4",
            "--readout", "mean", "--batch", "8", "--set", "jumping=last", "--out", "run", "--json", "--quiet"
        ).expectSuccess().json()
        #expect(trained["task"]?.string == "graph-classification" && trained["metric"]?.string == "accuracy")
        #expect(
            trained["protocol"]?.string == "fixed+hidden=8,epochs=15,batch=8,folds=4,readout=mean,jumping=last")
        #expect(trained["folds"]?.array?.count == 4 && trained["graphs"]?.int == 40)
        #expect((trained["test_mean"]?.double ?? 0) > 0.9)
        #expect((trained["baseline"]?["test_mean"]?.double ?? 1) < 0.8)
        #expect(try folder.list("run").sorted() == ["config.json", "metrics.jsonl", "model.safetensors", "predictions.csv", "result.json"])
        #expect(try folder.text("run/metrics.jsonl").split(separator: "\n").count == 4 * 15)

        // the folds' own answers, judged again
        let judged = try folder.gcn("evaluate", "run", "--json").expectSuccess().json()
        #expect(judged["count"]?.int == 40)
        let mean = try #require(trained["test_mean"]?.double), accuracy = try #require(judged["accuracy"]?.double)
        #expect(abs(mean - accuracy) < 1e-9)
        #expect(try folder.gcn("evaluate", "run").expectSuccess().output.contains("that had not seen it: 40"))
        // the kept network on all graphs
        let all = try folder.gcn("evaluate", "run", "SHAPES", "--data-root", ".", "--json").expectSuccess().json()
        #expect((all["accuracy"]?.double ?? 0) > 0.9)
        let table = try folder.gcn("predict", "run").expectSuccess().output.split(separator: "\n")
        #expect(table[0] == "graph,label,3,8" && table.count == 41 && table[1].hasPrefix("0,3,"))
        let vectors = try folder.gcn("embed", "run").expectSuccess().output.split(separator: "\n")
        #expect(vectors.count == 41 && vectors[0].hasPrefix("graph,d0,d1"))
        // drawn: with --plot alone there is no table
        let drawn = try folder.gcn("embed", "run", "--plot", "tsne.svg", "--json").expectSuccess().json()
        #expect(drawn["plot"]?.string == "tsne.svg" && drawn["plot_method"]?.string == "tsne" && drawn["iterations"]?.int != nil)
        let picture = try folder.text("tsne.svg")
        #expect(picture.hasPrefix("<svg") && picture.contains("40 vectors of") && picture.contains(">3</text>"))
        try folder.gcn("embed", "run", "--plot", "pca.svg", "--plot-method", "pca", "--out", "v.csv").expectSuccess()
        let components = try folder.text("pca.svg"), written = try folder.text("v.csv")
        #expect(components.contains("first component") && written.hasPrefix("graph,d0,d1"))
        let refused = try folder.gcn("embed", "run", "--plot-method", "pca")
        #expect(refused.code == 64 && refused.error.contains("belong to --plot"))

        // the same again from its own configuration, bit for bit
        let again = try folder.gcn("train", "--config", "run/config.json", "--out", "again", "--json", "-q")
            .expectSuccess().json()
        #expect(again["weights_sha256"] == trained["weights_sha256"] && again["test_mean"] == trained["test_mean"])
        #expect(again["settings"] == trained["settings"])
        let other = try folder.gcn(
            "train", "--config", "run", "--seed", "9", "--epochs", "2", "--out", "other", "--json", "-q"
        ).expectSuccess().json()
        #expect(other["settings"]?["epochs"]?.int == 2 && other["settings"]?["hidden"]?.int == 8)
        #expect(other["folds"]?.array?.first?["seed"]?.int == 9)
    }

    @Test func oneSplit() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let trained = try folder.gcn(
            "train", "SHAPES/SHAPES_A.txt", "--split", "60/20/20", "--protocol", "holdout", "--epochs", "5", "--runs", "2",
            "--out", "run", "--json", "-q"
        ).expectSuccess().json()
        let folds = try #require(trained["folds"]?.array)
        #expect(folds.count == 2)
        #expect(folds.allSatisfy { $0["train_graphs"]?.int == 24 && $0["validation_graphs"]?.int == 8 && $0["test_graphs"]?.int == 8 })
        #expect(trained["test_std_over"]?.string == "runs")
    }

    @Test func whatIsNotForGraphs() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder, count: 12)
        let cases: [([String], String)] = [
            (["--protocol", "kipf"], "--protocol kipf is for nodes"),
            (["--model", "appnp"], "--model appnp tells the classes of nodes"),
            (["--scale-features", "rows"], "--scale-features is for sets of one graph"),
            (["--split", "public"], "--split public: a set of graphs takes fractions"),
            (["--set", "hiden=3"], "the setting \"hiden\" is unknown here"),
            (["--set", "hidden=many"], "the setting \"hidden\" is \"many\"; expected a whole number"),
            (["--readout", "median"], "--readout median: expected mean, sum"),
            (["--folds", "1"], "--folds 1: expected 2 to 1000"),
        ]
        for (flags, message) in cases {
            let end = try Tool.run(["train", "SHAPES", "--data-root", ".", "--out", "run"] + flags, in: folder)
            #expect(end.code == 64 && end.error.contains(message), "\(flags): \(end.error)")
        }
        #expect(try folder.list() == ["SHAPES"])
        // more folds than graphs
        let many = try folder.gcn("train", "SHAPES", "--data-root", ".", "--folds", "13", "--out", "run")
        #expect(many.code == 65 && many.error.contains("13 folds of 12 graphs"))
        // and what is for graphs alone
        let trained = try Trained.get()
        let nodes = try trained.folder.gcn("train", "net", "--readout", "sum", "--out", "never")
        #expect(nodes.code == 64 && nodes.error.contains("--readout is for sets of many graphs"))
        let model = try trained.folder.gcn("train", "net", "--model", "diffpool", "--out", "never")
        #expect(model.code == 64 && model.error.contains("--model diffpool tells the classes of whole graphs"))
    }

    @Test func nodeRunsComeFromTheirConfiguration() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let again = try folder.gcn("train", "--config", trained.folder.path + "/run", "--out", "again", "--json", "-q")
            .expectSuccess().json()
        #expect(again["weights_sha256"] == trained.result["weights_sha256"])
        #expect(again["protocol"] == trained.result["protocol"])
        try folder.write("mine.json", "{\"dataset\": \"karate\", \"settings\": {\"hidden\": 0}}")
        let bad = try folder.gcn("train", "--config", "mine.json")
        #expect(bad.code == 65 && bad.error.contains("mine.json: entry settings.hidden: found 0; expected a whole number from 1 to 65536"), "\(bad.error)")
        try folder.write("empty.json", "{}")
        let none = try folder.gcn("train", "--config", "empty.json")
        #expect(none.code == 64 && none.error.contains("names no data set"))
        #expect(try folder.gcn("train", "--config", "nowhere.json").code == 66)
    }

    @Test func mangledRuns() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder, count: 12)
        try folder.gcn("train", "SHAPES", "--data-root", ".", "--epochs", "1", "--folds", "2", "--out", "run", "-q").expectSuccess()
        let config = try folder.text("run/config.json")
        for (old, new, message) in [
            ("\"hidden\": 32", "\"hidden\": 6000000", "model.hidden"), ("\"inputs\": 2", "\"inputs\": 3", "convs.0"),
            ("\"type\": \"gcn\"", "\"type\": \"gnc\"", "model.type"), ("\"readout\": \"sum\"", "\"readout\": \"most\"", "model.readout"),
        ] {
            // only in the network's description, which comes last
            let place = try #require(config.range(of: old, after: "\"model\": {"))
            var mangled = config
            mangled.replaceSubrange(place, with: new)
            try folder.write("run/config.json", mangled)
            let end = try folder.gcn("predict", "run")
            #expect(end.code == 65 && end.error.contains(message), "\(new): \(end.error)")
        }
    }
}

extension String {
    /// The first place of `text` behind `mark`.
    fileprivate func range(of text: String, after mark: String) -> Range<Index>? {
        var seen = false
        for index in indices {
            let rest = self[index...]
            if rest.hasPrefix(mark) { seen = true }
            if seen, rest.hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
        }
        return nil
    }
}

/// `gcn train --sampler`.
@Suite struct SamplerCommandsTests {
    @Test(arguments: [("neighbours:5,5", "sage"), ("clusters:8:2", "gat"), ("walks:100:3", "gcn")])
    func trains(sampler: String, model: String) throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let run = try folder.gcn(
            "train", trained.folder.path + "/net", "--model", model, "--sampler", sampler, "--batch", "32", "--epochs", "15",
            "--out", "run", "--json", "-q"
        ).expectSuccess().json()
        #expect(run["sampler"]?.string == sampler && (run["test_mean"]?.double ?? 0) > 0.6)
        let judged = try folder.gcn("evaluate", "run", "--json").expectSuccess().json()
        #expect(abs((judged["accuracy"]?.double ?? 0) - (run["test_mean"]?.double ?? 1)) < 0.005)
        let again = try folder.gcn("train", "--config", "run", "--out", "again", "--json", "-q").expectSuccess().json()
        #expect(again["weights_sha256"] == run["weights_sha256"])
    }

    @Test func whatCannotBeSampled() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        for (flags, message) in [
            (["--sampler", "neighbors"], "neighbors"),
            (["--sampler", "neighbours:5,5", "--model", "gat"], "gat cannot be trained with neighbours:5,5"),
            (["--sampler", "neighbours:5"], "found 1 fan-outs; gcn hears from its neighbours 2 times"), (["--batch", "32"], "--batch is for sets of many graphs"),
        ] {
            let end = try Tool.run(["train", trained.folder.path + "/net", "--out", "run"] + flags, in: folder)
            #expect(end.code == 64 && end.error.contains(message), "\(flags): \(end.error)")
        }
    }
}

/// What a reader's review found.
@Suite struct GraphTrainingRefusalTests {
    @Test func whatWouldBeIgnoredIsRefused() throws {
        let folder = try TemporaryFolder()
        try GraphCommandsTests.write(folder, count: 16)
        for (flags, code, message) in [
            (["--model", "diffpool", "--readout", "max"], 64, "diffpool has a form of its own and knows no readout"),
            (["--model", "gat", "--hidden", "30"], 64, "a multiple of 4 for gat"),
            (["--model", "topk", "--set", "options={\"ratio\":1e30}"], 64, "numbers from 0 to 1e6"),
            (["--set", "layers=0"], 64, "a whole number from 1 to 256"),
            (["--split", "80/0/20", "--folds", "3"], 64, "choose one"),
            (["--split", "99.9/0/0.1"], 65, "no test graphs"), (["--hidden", "65536", "--layers", "256"], 64, "GiB"),
        ] as [([String], Int32, String)] {
            let end = try Tool.run(["train", "SHAPES", "--data-root", ".", "--out", "run"] + flags, in: folder)
            #expect(end.code == code && end.error.contains(message), "\(flags): \(end.code) \(end.error)")
        }
        #expect(try folder.list() == ["SHAPES"])
    }

    /// Flags go before the grid, and --patience chooses by validation.
    @Test func flagsAreObeyed() throws {
        let folder = try TemporaryFolder()
        try GraphCommandsTests.write(folder, count: 24)
        let run = try folder.gcn(
            "train", "SHAPES", "--data-root", ".", "--protocol", "errica", "--hidden", "5", "--epochs", "2", "--folds", "2",
            "--set", "repeats=1", "--out", "run", "--json", "-q"
        ).expectSuccess().json()
        #expect(run["settings"]?["grid"]?.array?.count == 2 && run["settings"]?["hidden"]?.int == 5)
        #expect(run["folds"]?.array?.allSatisfy { $0["chosen"]?["hidden"]?.int == 5 } == true)
        let patient = try folder.gcn(
            "train", "SHAPES", "--data-root", ".", "--patience", "1", "--epochs", "9", "--folds", "2", "--out", "p", "--json", "-q"
        ).expectSuccess().json()
        #expect(patient["settings"]?["selection"]?.string == "validation")
    }

    @Test func oneClassAndHugeTargets() throws {
        let folder = try TemporaryFolder()
        try GraphCommandsTests.write(folder, count: 12)
        try folder.write("SHAPES/SHAPES_graph_labels.txt", String(repeating: "1\n", count: 12))
        let one = try folder.gcn("train", "SHAPES", "--data-root", ".", "--out", "run")
        #expect(one.code == 65 && one.error.contains("one class"))
        try Files.remove(folder.path + "/SHAPES/SHAPES_graph_labels.txt")
        try folder.write("SHAPES/SHAPES_graph_attributes.txt", String(repeating: "1e16\n2.5\n", count: 6))
        let huge = try folder.gcn("train", "SHAPES", "--data-root", ".", "--out", "run")
        #expect(huge.code == 65 && huge.error.contains("at most 1e15"))
        try folder.write("SHAPES/SHAPES_graph_attributes.txt", String(repeating: "1e12\n-2.5e12\n", count: 6))
        let large = try folder.gcn("train", "SHAPES", "--data-root", ".", "--epochs", "2", "--folds", "2", "--out", "run")
        #expect(large.code == 0 && large.output.contains("test RMSE"))
    }

    /// A label's columns are found by its value: another set with other labels cannot pass for the same.
    @Test func labelsAreMatchedByValue() throws {
        let folder = try TemporaryFolder()
        try GraphCommandsTests.write(folder, count: 16)
        try GraphCommandsTests.write(folder, name: "OTHER", count: 16)
        try folder.gcn("train", "SHAPES", "--data-root", ".", "--epochs", "2", "--folds", "2", "--out", "run", "-q").expectSuccess()
        let same = try folder.gcn("predict", "run", "OTHER", "--data-root", ".").expectSuccess().output
        #expect(try folder.gcn("predict", "run").expectSuccess().output == same)
        let labels = try folder.text("OTHER/OTHER_node_labels.txt")
        // only the label 1: the other column stays 0
        try folder.write("OTHER/OTHER_node_labels.txt", labels.map { $0 == "0" ? "1" : String($0) }.joined())
        try folder.gcn("predict", "run", "OTHER", "--data-root", ".").expectSuccess()
        try folder.write("OTHER/OTHER_node_labels.txt", labels.map { $0 == "0" ? "7" : String($0) }.joined())
        let unknown = try folder.gcn("predict", "run", "OTHER", "--data-root", ".")
        #expect(unknown.code == 65 && unknown.error.contains("label0=7, which the network was not trained with"))
    }

    @Test func configurationsOfOtherTasks() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        try folder.write("link.json", "{\"task\": \"link-prediction\", \"dataset\": \"karate\"}")
        let link = try folder.gcn("train", "--config", "link.json")
        #expect(link.code == 65 && link.error.contains("node-classification, graph-classification, graph-regression"))
        let both = try folder.gcn("train", "--config", trained.folder.path + "/run", "--protocol", "pyg")
        #expect(both.code == 64 && both.error.contains("choose one"))
        try folder.write("mine.json", "{\"dataset\": \"karate\", \"settings\": {\"epochs\": 2}}")
        let mine = try folder.gcn("train", "--config", "mine.json", "--out", "m", "--json", "-q").expectSuccess().json()
        #expect(mine["protocol"]?.string == "file" && mine["runs"]?.array?.first?["epochs"]?.int == 2)
    }

    /// The run's own transform is done again for evaluation.
    @Test func transforms() throws {
        let trained = try Trained.get(), folder = try TemporaryFolder()
        let run = try folder.gcn(
            "train", trained.folder.path + "/net", "--transform", "largest-component+laplacian:3", "--epochs", "20", "--out",
            "run", "--json", "-q"
        ).expectSuccess().json()
        let judged = try folder.gcn("evaluate", "run", "--json").expectSuccess().json()
        #expect(judged["accuracy"] == run["runs"]?.array?.first?["test"])
        let bad = try folder.gcn("train", "karate", "--transform", "nosuch", "--out", "x")
        #expect(bad.code == 64 && bad.error.contains("nosuch"))
    }
}
