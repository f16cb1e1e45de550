import GraphLearning

/// `gcn explain` of a run on nodes.
extension Explain {
    func explain(
        _ name: String, _ run: TrainedRun, _ loaded: LoadedGraph, _ explanations: NodeExplanations,
        _ explainer: any Explainer
    ) throws {
        let graph = loaded.graph, classNames = run.classifier.classNames
        guard let node = (0..<graph.nodeCount).first(where: { graph.name(of: $0) == name }) else {
            throw Failure(
                Failure.usage,
                "--node \(name): \(loaded.name) has no such node; its \(graph.nodeCount) nodes are \(graph.name(of: 0)) to \(graph.name(of: graph.nodeCount - 1))")
        }
        let target = try target(classNames)
        let subject = try explanations.subject(node)
        let explanation = try explainer.explain(subject, target: target)
        let groups = subject.graph.nodes.map { label(of: $0, graph, classNames) }
        let answer = ExplainedAnswer(
            kind: "node", name: name, dataset: loaded.name, run: self.subject.folder, subject: subject,
            explanation: explanation, top: top, classNames: classNames, truth: label(of: node, graph, classNames),
            nodeNames: subject.graph.nodes.map { graph.name(of: $0) }, nodeGroups: groups,
            featureNames: loaded.featureNames)
        try answer.finish(
            folder: out ?? "\(self.subject.folder)/explanations/\(ExplainedAnswer.fileName(name))", seed: general.seed, picture, general)
    }

    /// The class of a node as the network numbers classes.
    private func label(of node: Int, _ graph: Graph, _ classNames: [String]) -> Int? {
        guard let labels = graph.labels, labels.values[node] >= 0 else { return nil }
        return classNames.firstIndex(of: labels.classNames[Int(labels.values[node])])
    }

    func explainAll(
        _ run: TrainedRun, _ loaded: LoadedGraph, _ explanations: NodeExplanations, _ explainer: any Explainer
    ) throws {
        let graph = loaded.graph
        let truth = try motifs(loaded)
        let motifOfNode = truth?.motifOfNode(graph)
        let nodes = limited((0..<graph.nodeCount).filter { node in motifOfNode.map { $0[node] >= 0 } ?? true })
        var summary = ExplanationSummary()
        for (place, node) in nodes.enumerated() {
            if !general.quiet { Output.progress("explained \(place) of \(nodes.count) nodes") }
            let subject = try explanations.subject(node)
            let explanation = try explainer.explain(subject, target: nil)
            var area: Double?
            if let truth, let own = motifOfNode?[node] {
                area = Self.area(explanation, subject, graph, truth, own)
            }
            let actual = label(of: node, graph, run.classifier.classNames)
            summary.add(
                ExplanationMetrics(explanation, of: subject, top: top), area: area,
                group: actual.map { run.classifier.classNames[$0] } ?? "-", isRight: actual == explanation.target)
        }
        Output.clearProgress()
        summary.show(
            what: truth == nil ? "nodes" : "nodes of motifs",
            ties: "ties of a node's own motif against the others that the network sees from it", dataset: loaded.name, run: subject.folder,
            method: method.rawValue, isJSON: general.json)
    }

    /// The area under the ROC curve of the ties among all nodes that the network sees, as GNNExplainer's paper and PyG's example
    /// take it (the k-hop subgraph); ties that carry no message to the node weigh 0.
    private static func area(
        _ explanation: Explanation, _ subject: ExplanationSubject, _ graph: Graph, _ truth: MotifTruth, _ own: Int
    ) -> Double? {
        struct Pair: Hashable { let first, second: Int32 }
        func pair(_ edge: Int) -> Pair {
            let (s, t) = (graph.edges.sources[edge], graph.edges.targets[edge])
            return Pair(first: min(s, t), second: max(s, t))
        }
        var weights: [Pair: Float] = [:]
        var isTrue: [Pair: Bool] = [:]
        for edge in 0..<graph.edges.count
        where subject.graph.place(of: Int(graph.edges.sources[edge])) != nil
            && subject.graph.place(of: Int(graph.edges.targets[edge])) != nil
        {
            weights[pair(edge)] = 0
            isTrue[pair(edge)] = truth.motifOfEdge[edge] == own
        }
        for tie in explanation.ties(subject.edges) {
            weights[pair(subject.graph.edgeNumbers[tie.edges[0]])] = abs(tie.weight)
        }
        let pairs = Array(weights.keys)
        let area = RankingMetrics.rocAUC(
            scores: pairs.map { weights[$0] ?? 0 }, isPositive: pairs.map { isTrue[$0] ?? false })
        return area.isNaN ? nil : area
    }

    private func motifs(_ loaded: LoadedGraph) throws -> MotifTruth? {
        if let truth { return try MotifTruth.read(truth, for: loaded.graph) }
        let usual = "\(loaded.folder)/\(MotifWriter.truthFile)"
        return Files.exists(usual) ? try MotifTruth.read(usual, for: loaded.graph) : nil
    }
}
