import GraphLearning

/// What a report of a run on links has beyond the common.
extension ReportedRun {
    /// Figures beside scores that need no training, vectors, and the links foretold.
    func addLinks(to report: inout RunReport, _ data: DataOptions, _ general: GeneralOptions) throws {
        let figures: [(key: String, title: String)] = [
            ("auc", "AUC"), ("ap", "AP"), ("mrr", "MRR"), ("hits@10", "Hits@10"), ("hits@50", "Hits@50"), ("hits@100", "Hits@100"),
        ]
        if let test = result?["test"] {
            let shown = figures.filter { test[$0.key]?["mean"]?.double != nil }
            func row(_ name: String, _ value: JSONValue) -> [String] {
                [name] + shown.map { Output.percent(value[$0.key]?["mean"]?.double ?? .nan) }
            }
            let others = result?["baselines"]?.object ?? []
            report.details = HTMLTable(
                header: [""] + shown.map(\.title),
                texts: [row(model, test)] + others.map { row($0.key.replacing("_", with: " "), $0.value) },
                caption: "Test edges among as many pairs that no edge joins, means over the trainings; below the network, scores that need no training")
            if let best = others.max(by: { ($0.value["auc"]?["mean"]?.double ?? 0) < ($1.value["auc"]?["mean"]?.double ?? 0) }),
                let value = best.value["auc"]?["mean"]?.double
            {
                report.scores.append(.init(
                    name: "without training", value: self.shown(value), note: "ROC-AUC of \(best.key.replacing("_", with: " ")), the best of these scores"))
            }
        }
        if testValues.count == 1, let count = result?["test_edges"]?.int, !report.scores.isEmpty,
            let interval = ConfidenceInterval.area(testMean, positives: count, negatives: count)
        {
            report.scores[0].interval = "\(self.interval(interval.low, interval.high)) (Hanley & McNeil, \(count) edges and as many pairs without)"
        }
        let vectors = try AnswerTable(folder.path + "/embeddings.csv")
        let matrix = try vectors.matrix(Array(1..<max(2, vectors.header.count)))
        var colouring = ReportCharts.Colouring.none, by = ""
        do {
            if let graph = try reloaded(data, general) {
                addDegrees(of: graph, to: &report)
                if let labels = graph.labels, labels.values.count == matrix.rows {
                    (colouring, by) = (.classes(labels.values.map { Int($0) }, names: labels.classNames), ", coloured by their class, which the network was not told")
                }
            }
        } catch {
            report.warnings.append("The data could not be read again, so there are no degrees and no classes: \(error)")
        }
        if let picture = ReportCharts.embedding(matrix, colouring, seed: keptSeed ?? 0, what: "nodes\(by)") { report.embeddings.append(picture) }
        guard Files.exists(folder.path + "/links.csv") else { return }
        let links = try AnswerTable(folder.path + "/links.csv")
        report.answers = HTMLTable(
            header: ["source", "target", "probability"],
            rows: links.rows.prefix(Self.mistakeCount).map { row in [.text(row[0]), .text(row[1]), .number(row[2])] },
            caption: "The \(min(Self.mistakeCount, links.rows.count)) most probable missing links of \(links.rows.count) in links.csv")
    }

    /// The graph of the training, where the folder says which it was.
    private func reloaded(_ data: DataOptions, _ general: GeneralOptions) throws -> Graph? {
        guard let record = DataRecord(config["dataset"]) else { return nil }
        return try (data.dataRoot.map { record.replacing(root: $0) } ?? record).load(general).graph
    }

    // MARK: Numbers of nodes

    /// A table of node, prediction and actual number.
    func addNodeNumbers(to report: inout RunReport, _ data: DataOptions, _ general: GeneralOptions) throws {
        let table = try AnswerTable(folder.predictionsFile)
        let actual = try table.numbers(table.column("actual")), said = try table.numbers(table.column("prediction"))
        let nodes = table.texts(try table.column("node"))
        var judged = Array(actual.indices), how = "all nodes whose number is known, those of the training among them"
        do {
            if let run = try TrainedRegression(folder.path) {
                let graph = try run.open(nil, data, general).loaded.graph
                addDegrees(of: graph, to: &report)
                let vectors = try run.regressor.embed(graph)
                if actual.count == graph.nodeCount,
                    let picture = ReportCharts.embedding(vectors, .numbers(actual.map { Double($0) }), seed: keptSeed ?? 0, what: "nodes, coloured by their number")
                { report.embeddings.append(picture) }
                let split = try run.split(of: graph, known: actual.indices.filter { !actual[$0].isNaN })
                report.data += [
                    ("training nodes", "\(split.train.count)"), ("validation nodes", "\(split.validation.count)"), ("test nodes", "\(split.test.count)"),
                ]
                if !split.test.isEmpty { (judged, how) = (split.test, "the test nodes, by the kept network (seed \(keptSeed ?? 0))") }
            }
        } catch {
            report.warnings.append("The data could not be read again, so there are no degrees and no vectors, and the figures are of all nodes: \(error)")
        }
        let (truth, says, names) = (judged.map { actual[$0] }, judged.map { said[$0] }, judged.map { nodes[$0] })
        if let mean = result?["baseline"]?["rmse"]?["mean"]?.double {
            report.scores.append(.init(
                name: "without a network", value: Output.fixed(mean, 4), note: "test RMSE of saying the training nodes' mean for every node"))
        }
        let column = config["target"]?["column"]?.string ?? "value"
        let name = config["target"]?["log"]?.bool == true ? "log(1 + \(column))" : column
        addNumbers(to: &report, truth, says, name, how)
        report.mistakesNote = "The largest errors; \(how)."
        report.mistakes = HTMLTable(
            header: ["node", "is", "said", "error"],
            rows: Self.worst(truth, says).prefix(Self.mistakeCount).map { row in
                [
                    .text(names[row]), .number(Output.fixed(Double(truth[row]), 3)), .number(Output.fixed(Double(says[row]), 3)),
                    .number(Output.fixed(Double(says[row] - truth[row]), 3)),
                ]
            })
    }
}
