import GraphLearning

/// What a report of a run on nodes has beyond the common.
extension ReportedRun {
    /// Reads the data again and asks the kept network; where that fails the report says why.
    func addNodes(to report: inout RunReport, _ data: DataOptions, _ general: GeneralOptions) throws {
        _ = try AnswerTable(folder.predictionsFile)
        do {
            let run = try TrainedRun(folder.path)
            let loaded = try run.load(nil, data, general)
            addDegrees(of: loaded.graph, to: &report)
            guard let labels = loaded.graph.labels else { return }
            addStatistics(of: loaded.graph, to: &report)
            try addNodes(to: &report, run, loaded, labels, try run.split(of: loaded.graph))
        } catch {
            report.warnings.append("The data could not be read again, so there is no confusion matrix and no list of mistakes: \(error)")
        }
    }

    /// How many edges lead to each node.
    static func degrees(_ graph: Graph) -> [Int] {
        graph.edges.targets.reduce(into: [Int](repeating: 0, count: graph.nodeCount)) { $0[Int($1)] += 1 }
    }

    func addDegrees(of graph: Graph, to report: inout RunReport) {
        let edges = graph.edges.isUndirected ? "edges at a node" : "edges that lead to a node"
        report.dataPictures.append(.init(
            DegreeChart(title: "Degrees: \(edges)", degrees: Self.degrees(graph)), width: 560,
            caption: "How many nodes have how many \(graph.edges.isUndirected ? "edges" : "edges that lead to them")."))
    }

    /// What `gcn data info` says of a graph, and its classes as bars.
    private func addStatistics(of graph: Graph, to report: inout RunReport) {
        let statistics = GraphStatistics(graph)
        report.data += [
            ("isolated nodes", "\(statistics.isolatedNodes)"), ("components", "\(statistics.components)"),
            ("features not zero", statistics.features > 0 ? Output.percent(statistics.featureDensity) : nil),
            ("nodes without a label", statistics.unlabelled > 0 ? "\(statistics.unlabelled)" : nil),
            ("edges between nodes of a class (homophily)", statistics.homophily.map { Output.percent($0) }),
        ]
        guard (2...40).contains(statistics.classes.count) else { return }
        report.dataPictures.append(.init(
            BarChart(title: "Nodes of each class", names: statistics.classes.map(\.name), values: statistics.classes.map { Double($0.count) }), width: 560,
            caption: "How many nodes are of each class."))
    }

    private func addNodes(
        to report: inout RunReport, _ run: TrainedRun, _ loaded: LoadedGraph, _ labels: NodeLabels, _ split: NodeSplit
    ) throws {
        let graph = loaded.graph, names = run.classifier.classNames
        let actual = labels.values.map { Int($0) }
        report.data += [
            ("training nodes", "\(split.train.count)"), ("validation nodes", "\(split.validation.count)"), ("test nodes", "\(split.test.count)"),
        ]
        let prediction = try run.classifier.predict(graph)
        let isTest = !split.test.isEmpty
        let nodes = isTest ? split.test : actual.indices.filter { actual[$0] >= 0 }
        if !isTest { report.warnings.append("The split has no test nodes: what follows is of all labelled nodes, those of the training among them.") }
        let items = JudgedItems(
            actual: nodes.map { actual[$0] }, predicted: nodes.map { prediction.labels[$0] },
            probabilities: prediction.probabilities.gatheringRows(nodes), classNames: names,
            what: isTest ? "test nodes" : "labelled nodes", how: "by the kept network" + (keptSeed.map { " (seed \($0))" } ?? ""))
        if let then = keptTest, isTest, abs(then - items.judged.accuracy) > 0.5 / Double(items.count) {
            report.warnings.append(
                "The test nodes or their labels are not those of the training: \(Output.percent(then)) were right then, \(Output.percent(items.judged.accuracy)) are now. What follows is of the data as they are now.")
        }
        add(items, to: &report)
        addBaseline(to: &report, graph, labels, split)
        let vectors = try run.classifier.embed(graph)
        if let picture = ReportCharts.embedding(
            vectors, .classes(actual, names: names), seed: keptSeed ?? 0, what: "nodes, coloured by their class")
        {
            report.embeddings.append(picture)
        }
        let degrees = Self.degrees(graph), wrong = items.wrong
        report.mistakesNote = items.mistakesNote + (model == "mlp" ? "" : " `gcn explain \(folder.path) --node NAME` says what an answer rests on.")
        report.mistakes = HTMLTable(
            header: ["node"] + JudgedItems.columns + ["edges"],
            rows: wrong.prefix(Self.mistakeCount).map { item in
                [.text(graph.name(of: nodes[item]))] + items.cells(item) + [.number("\(degrees[nodes[item]])")]
            })
        // nothing is to be explained where no edge is, and little to be seen where there are many
        func tied(_ items: [Int], _ range: ClosedRange<Int>) -> [Int] { items.filter { range.contains(degrees[nodes[$0]]) } }
        let few = tied(items.right, 2...8), right = few + tied(items.right, 1...Int.max)
        let mistakes = tied(wrong, 1...Int.max).prefix(2)
        addExplanations(to: &report, run, loaded, (mistakes + right.prefix(1)).map { nodes[$0] })
        if !report.explanations.isEmpty {
            report.explanationsNote = Self.explanationsNote(
                "ties", mistakes: mistakes.count, ofMistakes: "that has edges", ofRight: few.isEmpty ? "that has edges" : "with two to eight edges")
        }
    }

    /// Logistic regression on the nodes' own features, blind to edges, where that takes no more than a moment.
    private func addBaseline(to report: inout RunReport, _ graph: Graph, _ labels: NodeLabels, _ split: NodeSplit) {
        if case .identity = graph.features { return }
        guard (1...5000).contains(split.train.count), !split.test.isEmpty, graph.features.width > 0 else { return }
        let probe = LinearProbe(graph.features, labels: labels, split: split)
        guard probe.testAccuracy.isFinite else { return }
        report.scores.insert(
            .init(
                name: "without edges", value: Output.percent(probe.testAccuracy),
                interval: ConfidenceInterval.wilson(
                    right: Int((probe.testAccuracy * Double(split.test.count)).rounded()), of: split.test.count
                ).map { interval($0.low, $0.high) + " (Wilson)" } ?? "",
                note: "logistic regression on the nodes' own features, same split"), at: min(1, report.scores.count))
    }

    /// Explains what the network says of these nodes; a network that reads no edges has nothing to explain.
    private func addExplanations(to report: inout RunReport, _ run: TrainedRun, _ loaded: LoadedGraph, _ nodes: [Int]) {
        guard let explanations = try? run.classifier.explanations(loaded.graph) else { return }
        let graph = loaded.graph, names = run.classifier.classNames
        let classes = graph.labels?.values.map { $0 >= 0 ? Int($0) : nil } ?? []
        for node in nodes {
            guard let subject = try? explanations.subject(node), (1...Self.mostExplained).contains(subject.edges.count),
                let explanation = try? Self.explainer.explain(subject, target: nil)
            else { continue }
            let answer = ExplainedAnswer(
                kind: "node", name: graph.name(of: node), dataset: loaded.name, run: folder.path, subject: subject,
                explanation: explanation, top: nil, classNames: names, truth: classes.isEmpty ? nil : classes[node],
                nodeNames: subject.graph.nodes.map { graph.name(of: $0) },
                nodeGroups: subject.graph.nodes.map { classes.isEmpty ? nil : classes[$0] }, featureNames: loaded.featureNames)
            report.explanations.append(answer.reported)
        }
    }

    /// Integrated gradients: the same each time, and quick.
    static var explainer: IntegratedGradients { IntegratedGradients(steps: 24) }

    /// How many edges a network may see from an item that is explained.
    static var mostExplained: Int { 20_000 }

    /// - Parameters:
    ///   - parts: what is weighted, in the plural.
    ///   - mistakes: how many mistakes are explained.
    ///   - ofMistakes: which of the mistakes the worst are.
    ///   - ofRight: of which items the right answer is the surest.
    static func explanationsNote(_ parts: String, mistakes: Int, ofMistakes: String = "", ofRight: String = "") -> String {
        let right = "the surest right answer" + (ofRight.isEmpty ? "" : " on an item " + ofRight)
        let wrong = mistakes == 1 ? "The surest mistake" : "The \(mistakes) surest mistakes"
        let what = mistakes == 0 ? right.capitalizedFirst : "\(wrong)\(ofMistakes.isEmpty ? "" : " on an item " + ofMistakes), and \(right)"
        return "\(what), explained by integrated gradients: blue \(parts) speak for the answer, red ones against it."
    }
}

extension ExplainedAnswer {
    /// Its picture in a report.
    var reported: RunReport.Picture {
        let truth = truth.map { $0 == answer ? "rightly" : "in truth \(classNames[$0])" }
        let drawn = picture(), isSmall = drawn.nodes.count <= 25
        var picture = RunReport.Picture(
            drawn, width: isSmall ? 480 : 860,
            caption: "\(kind.capitalizedFirst) \(name): called \(classNames[answer])\(truth.map { ", " + $0 } ?? "").")
        picture.sharesRow = isSmall
        return picture
    }
}

extension String {
    /// "node" as "Node".
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
