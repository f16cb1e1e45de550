import ArgumentParser
import GraphLearning

/// The ways to explain, by the names of `--method`.
enum ExplanationMethod: String, ExpressibleByArgument, CaseIterable {
    case saliency
    case integratedGradients = "integrated-gradients"
    case gnnexplainer
    case occlusion
    case attention

    /// What results call it is the raw value.
    func explainer(_ options: GNNExplainerOptions, seed: Int, model: String) -> any Explainer {
        switch self {
        case .saliency: return Saliency()
        case .integratedGradients: return IntegratedGradients()
        case .gnnexplainer:
            return GNNExplainer(
                epochs: options.epochs, rate: options.rate, edgeSize: options.edgeSize, edgeEntropy: options.edgeEntropy,
                key: RandomKey(seed: seed).child("gnnexplainer"))
        case .occlusion: return Occlusion()
        case .attention: return AttentionExplainer(model: model)
        }
    }
}

/// What only `--method gnnexplainer` reads. Defaults are PyG's, but for the number of steps, which its examples raise too.
struct GNNExplainerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Steps of Adam.", valueName: "N"))
    var epochs = 200

    @Option(help: ArgumentHelp("Adam's learning rate.", valueName: "RATE"))
    var rate: Float = 0.01

    @Option(help: ArgumentHelp("The penalty on the mask's sum.", valueName: "W"))
    var edgeSize: Float = 0.005

    @Option(help: ArgumentHelp("The penalty on the mask's entropy.", valueName: "W"))
    var edgeEntropy: Float = 1

    func validate() throws {
        if epochs < 1 || epochs > 1_000_000 { throw ValidationError("--epochs \(epochs): expected 1 to 1000000") }
        if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate \(rate): expected a positive number") }
        for (flag, value) in [("edge-size", edgeSize), ("edge-entropy", edgeEntropy)] where !(value >= 0 && value.isFinite) {
            throw ValidationError("--\(flag) \(value): expected 0 or more")
        }
    }
}

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain an answer of a trained network: the edges, nodes and features that it rests on.",
        discussion: """
            Looks at what the network sees from the node. Prints the answer, the most important ties, nodes and features, \
            and how far the answer rests on them: fidelity+ (what the answer loses without the top ties), fidelity- (what \
            it loses with them alone) and unfaithfulness. Writes explanation.json and explanation.svg.

            With --all many nodes: of a set with motif_edges.csv those of the motifs, and the area under the ROC curve of \
            the weights against the motifs' edges.

            Examples: gcn explain runs/papers --node p0017 --method gnnexplainer
                      gcn explain runs/shapes --all --method integrated-gradients
            """)

    @OptionGroup var subject: RunSubject

    @Option(help: ArgumentHelp("The node: its id.", valueName: "NODE"))
    var node: String?

    @Flag(help: "Explain many nodes and print the means.")
    var all = false

    @Option(help: ArgumentHelp(
        "saliency, integrated-gradients, gnnexplainer, occlusion or attention.", valueName: "METHOD"))
    var method: ExplanationMethod = .gnnexplainer

    @Option(name: .customLong("class"), help: ArgumentHelp(
        "The class whose score is explained (the network's answer).", valueName: "CLASS"))
    var className: String?

    @Option(help: ArgumentHelp("How many ties count as important (a fifth of them).", valueName: "K"))
    var top: Int?

    @Option(help: ArgumentHelp("--all: at most N nodes, drawn by the seed.", valueName: "N"))
    var limit: Int?

    @Option(help: ArgumentHelp(
        "--all: a CSV file with source, target, in_motif (and motif); motif_edges.csv of the data's folder, if there is one.",
        valueName: "FILE"))
    var truth: String?

    @Option(help: ArgumentHelp("The folder to write into (explanations/NODE in the run's folder).", valueName: "DIR"))
    var out: String?

    @OptionGroup(title: "GNNExplainer") var learning: GNNExplainerOptions
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if (node == nil) == !all { throw ValidationError("expected one of --node NODE and --all") }
        if let top, top < 1 { throw ValidationError("--top \(top): expected 1 or more") }
        if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
        if out == "" { throw ValidationError("--out \"\": expected the name of a folder") }
        if all, out != nil || className != nil {
            throw ValidationError("--all explains the network's own answers and writes no files: leave out --out and --class")
        }
        if !all, truth != nil || limit != nil { throw ValidationError("--truth and --limit go with --all") }
    }

    func run() throws {
        let (run, loaded) = try subject.open(data, general)
        let explanations = try run.classifier.explanations(loaded.graph)
        let explainer = method.explainer(
            learning, seed: general.seed, model: run.classifier.configuration.model)
        if let node {
            try explain(node, run, loaded, explanations, explainer)
        } else {
            try explainAll(run, loaded, explanations, explainer)
        }
    }

    // MARK: One node

    private func explain(
        _ name: String, _ run: TrainedRun, _ loaded: LoadedGraph, _ explanations: NodeExplanations,
        _ explainer: any Explainer
    ) throws {
        let graph = loaded.graph, classNames = run.classifier.classNames
        guard let node = (0..<graph.nodeCount).first(where: { graph.name(of: $0) == name }) else {
            throw Failure(
                Failure.usage,
                "--node \(name): \(loaded.name) has no such node; its \(graph.nodeCount) nodes are \(graph.name(of: 0)) to \(graph.name(of: graph.nodeCount - 1))")
        }
        let target = try className.map { name -> Int in
            guard let place = classNames.firstIndex(of: name) else {
                throw Failure(Failure.usage, "--class \(name): expected one of \(classNames.joined(separator: ", "))")
            }
            return place
        }
        let subject = try explanations.subject(node)
        let explanation = try explainer.explain(subject, target: target)
        let groups = subject.graph.nodes.map { label(of: $0, graph, classNames) }
        let answer = ExplainedAnswer(
            kind: "node", name: name, dataset: loaded.name, run: self.subject.folder, subject: subject,
            explanation: explanation, top: top, classNames: classNames, truth: label(of: node, graph, classNames),
            nodeNames: subject.graph.nodes.map { graph.name(of: $0) }, nodeGroups: groups,
            featureNames: loaded.featureNames)
        try answer.finish(
            folder: out ?? "\(self.subject.folder)/explanations/\(ExplainedAnswer.fileName(name))", seed: general.seed, general)
    }

    /// The class of a node as the network numbers classes.
    private func label(of node: Int, _ graph: Graph, _ classNames: [String]) -> Int? {
        guard let labels = graph.labels, labels.values[node] >= 0 else { return nil }
        return classNames.firstIndex(of: labels.classNames[Int(labels.values[node])])
    }

    // MARK: Many nodes

    private func explainAll(
        _ run: TrainedRun, _ loaded: LoadedGraph, _ explanations: NodeExplanations, _ explainer: any Explainer
    ) throws {
        let graph = loaded.graph
        let truth = try motifs(loaded)
        let motifOfNode = truth?.motifOfNode(graph)
        var nodes = (0..<graph.nodeCount).filter { node in motifOfNode.map { $0[node] >= 0 } ?? true }
        if let limit, nodes.count > limit {
            let order = RandomKey(seed: general.seed).child("limit").permutation(nodes.count)
            nodes = order.prefix(limit).map { nodes[$0] }.sorted()
        }
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
            what: truth == nil ? "nodes" : "nodes of motifs", dataset: loaded.name, run: subject.folder,
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
        return RankingQuality.areaUnderROC(pairs.map { weights[$0] ?? 0 }, pairs.map { isTrue[$0] ?? false })
    }

    private func motifs(_ loaded: LoadedGraph) throws -> MotifTruth? {
        if let truth { return try MotifTruth.read(truth, for: loaded.graph) }
        let usual = "\(loaded.folder)/\(MotifWriter.truthFile)"
        return Files.exists(usual) ? try MotifTruth.read(usual, for: loaded.graph) : nil
    }
}
