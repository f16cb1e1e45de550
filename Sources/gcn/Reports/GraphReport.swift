import GraphLearning

/// What a report of a run on whole graphs has beyond the common.
extension ReportedRun {
    /// What each fold's network said of graphs that it had not seen, from `predictions.csv`; with the data, where they can be
    /// read again, sizes, vectors and explanations.
    func addGraphs(to report: inout RunReport, _ data: DataOptions, _ general: GeneralOptions) throws {
        let table = try AnswerTable(folder.predictionsFile)
        let graphs = try table.numbers(table.column("graph")).map { Int($0.isFinite ? $0 : -1) }
        let isFolded = Set(table.texts(try table.column("fold"))).count > 1
        let how = isFolded ? "each by the network of the fold that had not seen it" : "by a network that had not seen them"
        let names = config["model"]?["classes"]?.array?.compactMap(\.string) ?? []
        var chosen: [Int] = [], mistakes = 0
        if names.isEmpty {
            chosen = try addGraphNumbers(to: &report, table, graphs, how)
        } else {
            let said = try table.column("predicted")
            let items = JudgedItems(
                actual: try table.classes(table.column("label"), names), predicted: try table.classes(said, names),
                probabilities: try table.matrix(names.indices.map { try table.column(number: said + 1 + $0, of: names[$0]) }),
                classNames: names, what: isFolded ? "graphs" : "test graphs", how: how)
            add(items, to: &report)
            let wrong = items.wrong
            report.mistakesNote = items.mistakesNote + " `gcn explain \(folder.path) --graph N` says what the kept network's answer rests on."
            report.mistakes = HTMLTable(
                header: ["graph", "fold"] + JudgedItems.columns,
                rows: wrong.prefix(Self.mistakeCount).map { item in
                    [.text("graph \(graphs[item])"), .text(table.rows[item][1])] + items.cells(item)
                })
            mistakes = wrong.prefix(2).count
            chosen = (wrong.prefix(2) + items.right.prefix(1)).map { graphs[$0] }
        }
        do {
            guard let run = try TrainedGraphRun(folder.path) else { return }
            try addStructure(to: &report, run, run.load(nil, data, general), chosen, mistakes)
        } catch {
            report.warnings.append("The data could not be read again, so there are no sizes, no vectors and no explanations: \(error)")
        }
    }

    /// The graphs that were foretold worst, by their numbers.
    private func addGraphNumbers(to report: inout RunReport, _ table: AnswerTable, _ graphs: [Int], _ how: String) throws -> [Int] {
        let width = (table.header.count - 2) / 2
        for target in 0..<min(6, max(1, width)) {
            let actual = try table.numbers(table.column("target\(target)")), said = try table.numbers(table.column("predicted\(target)"))
            addNumbers(to: &report, actual, said, width > 1 ? "target \(target)" : "target", how)
            guard width == 1 else { continue }
            let worst = Self.worst(actual, said)
            report.mistakesNote = "The largest errors, \(how)."
            report.mistakes = HTMLTable(
                header: ["graph", "fold", "is", "said", "error"],
                rows: worst.prefix(Self.mistakeCount).map { item in
                    [
                        .text("graph \(graphs[item])"), .text(table.rows[item][1]), .number(Output.fixed(Double(actual[item]), 3)),
                        .number(Output.fixed(Double(said[item]), 3)), .number(Output.fixed(Double(said[item] - actual[item]), 3)),
                    ]
                })
        }
        return []
    }

    private func addStructure(to report: inout RunReport, _ run: TrainedGraphRun, _ loaded: LoadedGraphSet, _ chosen: [Int], _ mistakes: Int) throws {
        let set = loaded.set, names = run.predictor.classNames
        let sizes = (0..<set.count).map { Double(set.nodeStarts[$0 + 1] - set.nodeStarts[$0]) }
        let labels = set.labels?.map { names.firstIndex(of: set.classNames[Int($0)]) ?? -1 }
        let groups: [Histogram.Group]
        if let labels, names.count <= 4 {
            groups = names.indices.map { kind in .init(name: names[kind], values: sizes.indices.filter { labels[$0] == kind }.map { sizes[$0] }) }
        } else {
            groups = [.init(name: "", values: sizes)]
        }
        report.dataPictures.append(.init(
            Histogram(title: "Sizes of the graphs", groups: groups, xTitle: "nodes", yTitle: "graphs"), width: 560,
            caption: "How many nodes the graphs have" + (groups.count > 1 ? ", class by class." : ".")))
        let kept = "of the kept network (\(config["kept"]?.string ?? "the first"))"
        let places = ReportCharts.sample(set.count, seed: keptSeed ?? 0)
        let vectors = try run.predictor.embed(places.count == set.count ? set : set.selecting(places))
        let colouring: ReportCharts.Colouring
        if let labels {
            colouring = .classes(places.map { labels[$0] }, names: names)
        } else if let targets = set.targets {
            colouring = .numbers(places.map { Double(targets.elements[$0 * targets.columns]) })
        } else {
            colouring = .none
        }
        let what = labels == nil ? "graphs, coloured by the target, in the readout \(kept)" : "graphs, coloured by their class, in the readout \(kept)"
        if let picture = ReportCharts.embedding(vectors, colouring, seed: keptSeed ?? 0, what: what, of: set.count) {
            report.embeddings.append(picture)
        }
        guard !names.isEmpty, let explanations = try? run.predictor.explanations(set) else { return }
        for graph in chosen where (0..<set.count).contains(graph) {
            guard let subject = try? explanations.subject(graph), (1...Self.mostExplained).contains(subject.edges.count),
                let explanation = try? Self.explainer.explain(subject, target: nil)
            else { continue }
            let answer = ExplainedAnswer(
                kind: "graph", name: "\(graph)", dataset: loaded.name, run: folder.path, subject: subject, explanation: explanation,
                top: nil, classNames: names, truth: labels.flatMap { $0[graph] >= 0 ? $0[graph] : nil },
                nodeNames: (0..<subject.nodeCount).map { "\($0)" }, nodeGroups: [Int?](repeating: nil, count: subject.nodeCount),
                featureNames: nil)
            report.explanations.append(answer.reported)
        }
        if !report.explanations.isEmpty {
            report.explanationsNote = Self.explanationsNote("ties", mistakes: mistakes)
                + " Explained is what the kept network says, which may have seen these graphs and answer otherwise than the fold's network did."
        }
    }
}

extension AnswerTable {
    /// A column by its place, which must bear this name.
    func column(number: Int, of name: String) throws -> Int {
        guard number < header.count, header[number] == name else { return try column(name) }
        return number
    }
}
