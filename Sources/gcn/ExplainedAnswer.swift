import GraphLearning

/// One explained answer: what is printed of it, and the two files.
struct ExplainedAnswer {
    /// "node" or "graph".
    let kind: String
    let name: String
    let dataset: String
    let run: String
    let subject: ExplanationSubject
    let explanation: Explanation
    let classNames: [String]
    /// The class that the data say, where they do.
    let truth: Int?
    let nodeNames: [String]
    /// For each node of the part its class, for its colour.
    let nodeGroups: [Int?]
    let featureNames: [String]?
    private let probabilities: [Float]
    private let ties: [Explanation.Tie]
    private let metrics: ExplanationMetrics
    /// How many rows the printed tables have.
    private static let shown = 10

    init(
        kind: String, name: String, dataset: String, run: String, subject: ExplanationSubject, explanation: Explanation,
        top: Int?, classNames: [String], truth: Int?, nodeNames: [String], nodeGroups: [Int?], featureNames: [String]?
    ) {
        self.kind = kind
        self.name = name
        self.dataset = dataset
        self.run = run
        self.subject = subject
        self.explanation = explanation
        self.classNames = classNames
        self.truth = truth
        self.nodeNames = nodeNames
        self.nodeGroups = nodeGroups
        self.featureNames = featureNames
        probabilities = subject.probabilities()
        ties = explanation.ties(subject.edges)
        metrics = ExplanationMetrics(explanation, of: subject, top: top)
    }

    /// The name as that of a file: other signs than letters, digits, point, hyphen and underscore become underscores.
    static func fileName(_ name: String) -> String {
        let plain = String(
            name.prefix(100).map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_.".contains($0) ? $0 : "_" })
        return plain.isEmpty || plain.allSatisfy({ $0 == "." }) ? "_" : plain
    }

    /// Writes both files and prints the result.
    func finish(folder: String, seed: Int, _ options: PictureOptions, _ general: GeneralOptions) throws {
        try Files.makeDirectory(folder)
        let files = ["\(folder)/explanation.json", "\(folder)/explanation.svg"]
        try Files.write(json(isWhole: true).encoded(pretty: true) + "\n", to: files[0])
        let drawing = picture().svg(key: RandomKey(seed: seed).child("layout"))
        try Files.write(drawing, to: files[1])
        try options.present(drawing)
        if general.json {
            Output.json(.object((json(isWhole: false).object ?? []) + [("files", .array(files.map { .string($0) }))]))
        } else {
            Output.result(text())
            general.say("written: \(files.joined(separator: ", "))")
        }
    }

    var answer: Int { probabilities.indices.max { (probabilities[$0], -$0) < (probabilities[$1], -$1) } ?? 0 }

    private func tieName(_ tie: Explanation.Tie) -> String {
        if tie.isMutual || tie.first == tie.second { return "\(nodeNames[tie.first]) – \(nodeNames[tie.second])" }
        let (s, t) = ends(tie)
        return "\(nodeNames[s]) → \(nodeNames[t])"
    }

    private func ends(_ tie: Explanation.Tie) -> (Int, Int) {
        let edge = tie.edges[0]
        return (Int(subject.edges.sources[edge]), Int(subject.edges.targets[edge]))
    }

    private func featureName(_ column: Int) -> String {
        featureNames.flatMap { column < $0.count ? $0[column] : nil } ?? "feature \(column)"
    }

    /// The places of the largest weights, none of weight 0.
    private func largest(_ weights: [Float], _ count: Int) -> [Int] {
        Array(
            weights.indices.filter { weights[$0] != 0 }.sorted { (-abs(weights[$0]), $0) < (-abs(weights[$1]), $1) }
                .prefix(count))
    }

    private func text() -> String {
        let explained = explanation.target
        var lines = [
            "\(kind) \(name) of \(dataset): \(classNames[answer]), probability \(Output.fixed(Double(probabilities[answer]), 4))"
                + (truth.map { $0 == answer ? "; rightly" : "; in truth \(classNames[$0])" } ?? "")
        ]
        if explained != answer {
            lines.append(
                "explained: why \(classNames[explained]), probability \(Output.fixed(Double(probabilities[explained]), 4))")
        }
        lines.append(
            "\(explanation.method); the network sees \(subject.nodeCount) nodes and \(ties.count) ties from there")
        var rows = [["tie", "weight"]]
        rows += ties.prefix(Self.shown).map { [tieName($0), Output.fixed(Double($0.weight), 4)] }
        lines += ["", Output.table(rows)]
        rows = [["node", "weight"]]
        rows += largest(explanation.nodeWeights, Self.shown).map {
            [nodeNames[$0], Output.fixed(Double(explanation.nodeWeights[$0]), 4)]
        }
        lines += ["", Output.table(rows)]
        if let features = explanation.featureWeights, features.count > 1 {
            rows = [["feature", "weight"]]
            rows += largest(features, Self.shown).map { [featureName($0), Output.fixed(Double(features[$0]), 4)] }
            lines += ["", Output.table(rows)]
        }
        lines += [
            "",
            "top \(metrics.chosen) of \(metrics.ties) ties (sparsity \(Output.fixed(metrics.sparsity, 2))): fidelity+ \(Output.fixed(metrics.fidelityPlus, 4)), fidelity- \(Output.fixed(metrics.fidelityMinus, 4)), unfaithfulness \(Output.fixed(metrics.unfaithfulness, 4))",
            "without them the answer \(metrics.fidelityPlusAccuracy == 1 ? "changes" : "stays"); with them alone it \(metrics.fidelityMinusAccuracy == 1 ? "changes" : "stays")",
        ]
        return lines.joined(separator: "\n")
    }

    private func json(isWhole: Bool) -> JSONValue {
        let limit = isWhole ? Int.max : Self.shown
        var members: [(key: String, value: JSONValue)] = [
            (kind, .string(name)), ("dataset", .string(dataset)), ("run", .string(run)),
            ("method", .string(explanation.method)), ("answer", .string(classNames[answer])),
            ("truth", truth.map { .string(classNames[$0]) } ?? .null),
            ("explained_class", .string(classNames[explanation.target])),
            (
                "probabilities",
                .object(classNames.indices.map { (classNames[$0], .number(probabilities[$0])) })
            ), ("nodes_seen", .int(subject.nodeCount)), ("ties_seen", .int(ties.count)),
        ]
        members.append(
            (
                "metrics",
                .object([
                    ("top", .int(metrics.chosen)), ("sparsity", .double(metrics.sparsity)),
                    ("fidelity_plus", .double(metrics.fidelityPlus)), ("fidelity_minus", .double(metrics.fidelityMinus)),
                    ("fidelity_plus_accuracy", .double(metrics.fidelityPlusAccuracy)),
                    ("fidelity_minus_accuracy", .double(metrics.fidelityMinusAccuracy)),
                    ("unfaithfulness", .double(metrics.unfaithfulness)),
                ])
            ))
        members.append(
            (
                "ties",
                .array(
                    ties.prefix(limit).map { tie in
                        let (s, t) = ends(tie)
                        return .object([
                            ("source", .string(nodeNames[s])), ("target", .string(nodeNames[t])),
                            ("both_ways", .bool(tie.isMutual)), ("weight", .number(tie.weight)),
                        ])
                    })
            ))
        members.append(
            (
                "nodes",
                .array(
                    largest(explanation.nodeWeights, limit).map {
                        .object([("node", .string(nodeNames[$0])), ("weight", .number(explanation.nodeWeights[$0]))])
                    })
            ))
        if let features = explanation.featureWeights {
            members.append(
                (
                    "features",
                    .array(
                        largest(features, limit).map {
                            .object([("feature", .string(featureName($0))), ("weight", .number(features[$0]))])
                        })
                ))
        }
        return .object(members)
    }

    /// The strongest ties, with at most 60 nodes and 90 ties.
    func picture() -> GraphPicture {
        var kept: [Int] = subject.node.map { [$0] } ?? []
        var seen = Set(kept)
        var drawn: [Int] = []
        for number in ties.indices where drawn.count < 90 {
            let tie = ties[number]
            let new = [tie.first, tie.second].filter { !seen.contains($0) }
            if Set(new).count + kept.count > 60 { continue }
            for node in new where seen.insert(node).inserted { kept.append(node) }
            drawn.append(number)
        }
        if subject.nodeCount <= 60 { for node in 0..<subject.nodeCount where seen.insert(node).inserted { kept.append(node) } }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
        let edges = drawn.map { number -> GraphPicture.Edge in
            let tie = ties[number]
            let (s, t) = ends(tie)
            return GraphPicture.Edge(
                source: places[s] ?? 0, target: places[t] ?? 0, weight: Double(tie.weight),
                isDirected: !tie.isMutual && tie.first != tie.second && isDirectedGraph, isChosen: number < metrics.chosen)
        }
        var notes = [
            "top \(metrics.chosen) of \(metrics.ties) ties: fidelity+ \(Output.fixed(metrics.fidelityPlus, 3)), fidelity- \(Output.fixed(metrics.fidelityMinus, 3)), unfaithfulness \(Output.fixed(metrics.unfaithfulness, 3))"
        ]
        if kept.count < subject.nodeCount || drawn.count < ties.count {
            notes.append(
                "drawn: \(kept.count) of \(subject.nodeCount) nodes and the \(drawn.count) strongest of \(ties.count) ties; the others are left out")
        }
        let chosen = explanation.target == answer ? "" : "; explained: why \(classNames[explanation.target])"
        return GraphPicture(
            title: "\(kind == "node" ? "Node" : "Graph") \(name) of \(dataset): \(classNames[answer])",
            subtitle:
                "probability \(Output.fixed(Double(probabilities[answer]), 3))\(truth.map { ", in truth \(classNames[$0])" } ?? "")\(chosen); \(explanation.method)\(nodeGroups.contains { $0 != nil } ? "; colours are the nodes' classes in the data" : "")",
            nodes: kept.map { GraphPicture.Node(name: nodeNames[$0], group: nodeGroups[$0], isMarked: $0 == subject.node) },
            edges: edges, classNames: nodeGroups.contains { $0 != nil } ? classNames : [], notes: notes,
            weightTitle: "weight of a tie")
    }

    /// Whether ties that are not mutual are so in the data, and not only because the answer rests on one direction.
    private var isDirectedGraph: Bool { !ties.contains { $0.isMutual } }
}
