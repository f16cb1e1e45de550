import GraphLearning

/// What reports of the single kinds of runs have beyond the common.
extension ReportedRun {
    private static var mistakeCount: Int { 12 }

    // MARK: Nodes

    /// Reads the data again and asks the kept network; where that fails the report says why.
    func addNodes(to report: inout RunReport, _ data: DataOptions, _ general: GeneralOptions) {
        do {
            let run = try TrainedRun(folder.path)
            let loaded = try run.load(nil, data, general)
            guard let labels = loaded.graph.labels, let split = try run.split(of: loaded.graph) else { return }
            try addNodes(to: &report, run, loaded.graph, labels, split)
        } catch {
            report.warnings.append("The data could not be read again, so there is no confusion matrix and no list of mistakes: \(error)")
        }
    }

    private func addNodes(to report: inout RunReport, _ run: TrainedRun, _ graph: Graph, _ labels: NodeLabels, _ split: NodeSplit) throws {
        let names = run.classifier.classNames
        let actual = labels.values.map { Int($0) }
        report.data += [
            ("training nodes", "\(split.train.count)"), ("validation nodes", "\(split.validation.count)"), ("test nodes", "\(split.test.count)"),
        ]
        let prediction = try run.classifier.predict(graph)
        let isTest = !split.test.isEmpty
        let nodes = isTest ? split.test : actual.indices.filter { actual[$0] >= 0 }
        if !isTest { report.warnings.append("The split has no test nodes: what follows is of all labelled nodes, those of the training among them.") }
        let what = isTest ? "test nodes" : "labelled nodes"
        let judged = ClassificationReport(
            actual: nodes.map { actual[$0] }, predicted: nodes.map { prediction.labels[$0] }, classNames: names)
        let right = judged.classes.indices.reduce(0) { $0 + judged.confusion[$1][$1] }
        if isTest, let wilson = ConfidenceInterval.wilson(right: right, of: judged.count) {
            report.scores.append(.init(
                name: "accuracy of the kept network", value: Output.percent(judged.accuracy),
                interval: "\(Output.fixed(wilson.low * 100, 2)) to \(Output.percent(wilson.high)) (Wilson, \(judged.count) nodes)",
                note: keptSeed.map { "seed \($0), \(right) of \(judged.count) right" } ?? ""))
        }
        report.scores.append(.init(name: "macro F1", value: Output.fixed(judged.macroF1, 4), note: "the kept network on the \(what)"))
        report.scores.append(.init(name: "Matthews' correlation", value: Output.fixed(judged.matthews, 4), note: "the kept network on the \(what)"))
        report.details = ReportCharts.classes(judged)
        if let picture = ReportCharts.confusion(judged, caption: "The \(what): rows are what they are, columns what the kept network calls them.") {
            report.judgements.append(picture)
        }
        let values = prediction.probabilities.elements, width = names.count
        if width == 2 {
            report.judgements += ReportCharts.binary(
                isPositive: nodes.map { actual[$0] == 1 }, scores: nodes.map { values[$0 * 2 + 1] }, name: names[1])
        }
        let vectors = try run.classifier.embed(graph)
        if let picture = ReportCharts.embedding(
            vectors, labels: actual, classNames: names, seed: keptSeed ?? 0, what: "nodes, coloured by their class")
        {
            report.embeddings.append(picture)
        }
        var degrees = [Int](repeating: 0, count: graph.nodeCount)
        for target in graph.edges.targets { degrees[Int(target)] += 1 }
        func sureness(_ node: Int) -> Float { values[node * width + prediction.labels[node]] }
        let wrong = nodes.filter { prediction.labels[$0] != actual[$0] }
            .sorted { a, b in sureness(a) == sureness(b) ? a < b : sureness(a) > sureness(b) }
        report.mistakesNote = "\(wrong.count) of \(nodes.count) \(what) are called what they are not; these the kept network was surest of. `gcn explain \(folder.path) --node NAME` says what an answer rests on."
        report.mistakes = HTMLTable(
            header: ["node", "is", "called", "probability", "of its class", "edges"],
            rows: wrong.prefix(Self.mistakeCount).map { (node: Int) -> [HTMLTable.Cell] in
                [
                    .text(graph.name(of: node)), .text(names[actual[node]]), .text(names[prediction.labels[node]]),
                    .number(Output.percent(Double(sureness(node)))),
                    .number(Output.percent(Double(values[node * width + actual[node]]))), .number("\(degrees[node])"),
                ]
            })
    }

    // MARK: Whole graphs

    /// What each fold's network said of graphs that it had not seen, from `predictions.csv`.
    func addGraphs(to report: inout RunReport) throws {
        guard Files.exists(folder.predictionsFile) else { return }
        var reader = try CSVReader(bytes: Files.read(folder.predictionsFile), file: folder.predictionsFile)
        let header = reader.header
        let names = config["model"]?["classes"]?.array?.compactMap(\.string) ?? []
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append((0..<row.count).map { row.string(at: $0) }) }
        let how = "each graph by the network of the fold that had not seen it"
        if names.isEmpty {
            let width = (header.count - 2) / 2
            for target in 0..<max(0, min(6, width)) {
                let actual = rows.map { Float($0[2 + target]) ?? .nan }, said = rows.map { Float($0[2 + width + target]) ?? .nan }
                addNumbers(to: &report, actual, said, width > 1 ? "target \(target)" : "target", how)
            }
            return
        }
        guard header.count == 4 + names.count else { return }
        let places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let known = rows.filter { places[$0[2]] != nil && places[$0[3]] != nil }
        addClasses(
            to: &report, actual: known.compactMap { places[$0[2]] }, predicted: known.compactMap { places[$0[3]] },
            probabilities: known.map { row in row[4...].map { Float($0) ?? 0 } }, names: names, how: how,
            items: known.map { ["graph \($0[0])", "fold \($0[1])"] }, header: ["graph", "fold"], pictures: nil)
    }

    /// Classes of items other than nodes: figures, confusion matrix, the worst mistakes.
    private func addClasses(
        to report: inout RunReport, actual: [Int], predicted: [Int], probabilities: [[Float]], names: [String], how: String,
        items: [[String]], header: [String], pictures: ((Int) -> HTMLTable.Cell)?
    ) {
        let judged = ClassificationReport(actual: actual, predicted: predicted, classNames: names)
        let right = names.indices.reduce(0) { $0 + judged.confusion[$1][$1] }
        if let wilson = ConfidenceInterval.wilson(right: right, of: judged.count) {
            report.scores.append(.init(
                name: "accuracy over all", value: Output.percent(judged.accuracy),
                interval: "\(Output.fixed(wilson.low * 100, 2)) to \(Output.percent(wilson.high)) (Wilson, \(judged.count) items)", note: how))
        }
        report.scores.append(.init(name: "macro F1", value: Output.fixed(judged.macroF1, 4), note: how))
        report.details = ReportCharts.classes(judged)
        if let picture = ReportCharts.confusion(judged, caption: "Rows are what they are, columns what was said; \(how).") { report.judgements.append(picture) }
        if names.count == 2, probabilities.allSatisfy({ $0.count == 2 }) {
            report.judgements += ReportCharts.binary(isPositive: actual.map { $0 == 1 }, scores: probabilities.map { $0[1] }, name: names[1])
        }
        func sureness(_ place: Int) -> Float { predicted[place] < probabilities[place].count ? probabilities[place][predicted[place]] : 0 }
        let wrong = actual.indices.filter { actual[$0] != predicted[$0] }.sorted { a, b in sureness(a) == sureness(b) ? a < b : sureness(a) > sureness(b) }
        report.mistakesNote = "\(wrong.count) of \(actual.count) are called what they are not; \(how). These it was surest of."
        report.mistakes = HTMLTable(
            header: header + ["is", "called", "probability"] + (pictures == nil ? [] : ["structure"]),
            rows: wrong.prefix(Self.mistakeCount).map { (place: Int) -> [HTMLTable.Cell] in
                let cells: [HTMLTable.Cell] = items[place].map { .text($0) } + [
                    .text(names[actual[place]]), .text(names[predicted[place]]), .number(Output.percent(Double(sureness(place)))),
                ]
                return cells + (pictures.map { [$0(place)] } ?? [])
            })
    }

    /// Numbers foretold: RMSE, MAE, R² and the picture of agreement.
    private func addNumbers(to report: inout RunReport, _ actual: [Float], _ said: [Float], _ name: String, _ how: String) {
        let known = actual.indices.filter { actual[$0].isFinite && said[$0].isFinite }
        guard !known.isEmpty else { return }
        let (a, s) = (known.map { actual[$0] }, known.map { said[$0] })
        let metrics = RegressionMetrics(actual: a, predicted: s)
        for (label, value) in [("RMSE", metrics.rmse), ("MAE", metrics.mae), ("R²", metrics.r2)] {
            if Output.fixed(value, 4) == report.scores.first?.value { continue }  // said already
            report.scores.append(.init(name: "\(name): \(label)", value: Output.fixed(value, 4), note: "\(known.count) items, \(how)"))
        }
        if let picture = ReportCharts.agreement(actual: a, predicted: s, name: name) { report.judgements.append(picture) }
    }

    // MARK: Molecules

    /// The test rows of the kept run (of folds, all), from `predictions.csv`.
    func addMolecules(to report: inout RunReport) throws {
        let file = folder.predictionsFile
        guard Files.exists(file) else { return }
        var reader = try CSVReader(bytes: Files.read(file), file: file)
        let header = reader.header
        let (runColumn, idColumn, smilesColumn) = try (reader.column(named: "run"), reader.column(named: "id"), reader.column(named: "smiles"))
        let isFolds = config["folds"]?.int != nil
        let keptRun = config["kept_run"]?.int ?? 0
        var rows: [[String]] = []
        while let row = try reader.next() {
            if !isFolds, row.int(at: runColumn) != keptRun { continue }
            rows.append((0..<row.count).map { row.string(at: $0) })
        }
        let how = isFolds ? "each molecule by the fold's network that had not seen it" : "the test rows of the kept network's split"
        let items = rows.map { [$0[idColumn]] }
        func picture(_ row: Int) -> HTMLTable.Cell {
            guard let molecule = try? Molecule(smiles: rows[row][smilesColumn]) else { return .code(rows[row][smilesColumn]) }
            return .picture(
                svg: MoleculePicture(molecule, style: DrawingStyle(theme: .transparent)).svg(), alt: rows[row][smilesColumn])
        }
        func column(_ name: String) -> [Float]? {
            header.firstIndex(of: name).map { place in rows.map { Float($0[place]) ?? .nan } }
        }
        let names = config["model"]?["classes"]?.array?.compactMap(\.string) ?? []
        if let actual = header.firstIndex(of: "actual"), let said = header.firstIndex(of: "predicted"), !names.isEmpty {
            let places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
            addClasses(
                to: &report, actual: rows.map { places[$0[actual]] ?? 0 }, predicted: rows.map { places[$0[said]] ?? 0 },
                probabilities: rows.map { row in row[(said + 1)...].map { Float($0) ?? 0 } }, names: names, how: how, items: items,
                header: ["molecule"], pictures: picture)
            return
        }
        let targets = config["dataset"]?["target_columns"]?.array?.compactMap(\.string) ?? []
        for target in targets.prefix(6) {
            guard let actual = column(target), let said = column("predicted \(target)") else { continue }
            if task == "molecule-regression" {
                addNumbers(to: &report, actual, said, target, how)
                guard targets.count == 1 else { continue }
                let worst = actual.indices.filter { actual[$0].isFinite }.sorted { abs(actual[$0] - said[$0]) > abs(actual[$1] - said[$1]) }
                report.mistakesNote = "The largest errors; \(how)."
                report.mistakes = HTMLTable(
                    header: ["molecule", "is", "said", "error", "structure"],
                    rows: worst.prefix(Self.mistakeCount).map { (row: Int) -> [HTMLTable.Cell] in
                        [
                            .text(items[row][0]), .number(Output.fixed(Double(actual[row]), 2)), .number(Output.fixed(Double(said[row]), 2)),
                            .number(Output.fixed(Double(said[row] - actual[row]), 2)), picture(row),
                        ]
                    })
                continue
            }
            let known = actual.indices.filter { actual[$0].isFinite }
            guard targets.count == 1 else {
                report.judgements += ReportCharts.binary(
                    isPositive: known.map { actual[$0] > 0.5 }, scores: known.map { said[$0] }, name: target)
                continue
            }
            let items = known.map { items[$0] }
            addClasses(
                to: &report, actual: known.map { actual[$0] > 0.5 ? 1 : 0 }, predicted: known.map { said[$0] > 0.5 ? 1 : 0 },
                probabilities: known.map { [1 - said[$0], said[$0]] }, names: ["not \(target)", target], how: how, items: items,
                header: ["molecule"], pictures: { picture(known[$0]) })
        }
    }

    // MARK: Others

    /// A table of node, prediction and actual number, where there is one.
    func addNumbers(to report: inout RunReport) throws {
        guard Files.exists(folder.predictionsFile) else { return }
        var reader = try CSVReader(bytes: Files.read(folder.predictionsFile), file: folder.predictionsFile)
        let header = reader.header
        guard let said = header.firstIndex(of: "prediction"), let actual = header.firstIndex(of: "actual") else { return }
        var (a, s): ([Float], [Float]) = ([], [])
        while let row = try reader.next() {
            a.append(Float(row.string(at: actual)) ?? .nan)
            s.append(Float(row.string(at: said)) ?? .nan)
        }
        addNumbers(to: &report, a, s, "prediction", "all nodes whose number is known, those of the training among them")
    }
}
