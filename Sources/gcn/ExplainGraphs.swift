import GraphLearning

/// `gcn explain` of a run on whole graphs.
extension Explain {
    func explainGraphs(_ run: TrainedGraphRun) throws {
        let classNames = run.predictor.classNames
        if node != nil {
            throw Failure(Failure.usage, "--node is for runs on nodes; \(subject.folder) is on whole graphs: say --graph")
        }
        if classNames.isEmpty {
            throw Failure(Failure.usage, "\(subject.folder) tells numbers; answers that are classes can be explained")
        }
        let loaded = try run.load(subject.dataset, data, general)
        let explanations = try run.predictor.explanations(loaded.set)
        let explainer = explainer(of: run.predictor.configuration.model)
        if let graph {
            try explain(graph, loaded, classNames, explanations, explainer)
        } else {
            try explainAllGraphs(loaded, classNames, explanations, explainer)
        }
    }

    private func explain(
        _ graph: Int, _ loaded: LoadedGraphSet, _ classNames: [String], _ explanations: GraphExplanations,
        _ explainer: any Explainer
    ) throws {
        guard graph >= 0, graph < loaded.set.count else {
            throw Failure(
                Failure.usage, "--graph \(graph): \(loaded.name) has \(loaded.set.count) graphs, 0 to \(loaded.set.count - 1)")
        }
        let target = try target(classNames)
        let subject = try explanations.subject(graph)
        let explanation = try explainer.explain(subject, target: target)
        let answer = ExplainedAnswer(
            kind: "graph", name: "\(graph)", dataset: loaded.name, run: self.subject.folder, subject: subject,
            explanation: explanation, top: top, classNames: classNames, truth: label(of: graph, loaded.set, classNames),
            nodeNames: (0..<subject.nodeCount).map { "\($0)" },
            nodeGroups: [Int?](repeating: nil, count: subject.nodeCount), featureNames: nil)
        try answer.finish(
            folder: out ?? "\(self.subject.folder)/explanations/graph-\(graph)", seed: general.seed, picture, general)
    }

    /// The class of a graph as the network numbers classes.
    private func label(of graph: Int, _ set: GraphSet, _ classNames: [String]) -> Int? {
        set.labels.flatMap { classNames.firstIndex(of: set.classNames[Int($0[graph])]) }
    }

    private func explainAllGraphs(
        _ loaded: LoadedGraphSet, _ classNames: [String], _ explanations: GraphExplanations, _ explainer: any Explainer
    ) throws {
        let set = loaded.set
        if truth != nil {
            throw Failure(Failure.usage, "--truth is for runs on nodes; of a set of graphs NAME_edge_motif.txt beside its files is read")
        }
        let isThere = Files.exists("\(loaded.path)/\(loaded.name)_edge_motif.txt")
        let truths = isThere ? try MotifTruth.read(loaded.name, in: loaded.path, for: set) : nil
        let graphs = limited(Array(0..<set.count))
        var summary = ExplanationSummary()
        for (place, graph) in graphs.enumerated() {
            if !general.quiet { Output.progress("explained \(place) of \(graphs.count) graphs") }
            let subject = try explanations.subject(graph)
            let explanation = try explainer.explain(subject, target: nil)
            var area: Double?
            if let truth = truths?[graph] {
                let ties = explanation.ties(subject.edges)
                let found = RankingMetrics.rocAUC(
                    scores: ties.map { abs($0.weight) },
                    isPositive: ties.map { $0.edges.contains { truth.motifOfEdge[$0] >= 0 } })
                area = found.isNaN ? nil : found
            }
            let actual = label(of: graph, set, classNames)
            summary.add(
                ExplanationMetrics(explanation, of: subject, top: top), area: area,
                group: actual.map { classNames[$0] } ?? "-", isRight: actual == explanation.target)
        }
        Output.clearProgress()
        summary.show(
            what: "graphs", ties: "the motif's ties against the graph's others", dataset: loaded.name, run: subject.folder,
            method: method.rawValue, isJSON: general.json)
    }
}
