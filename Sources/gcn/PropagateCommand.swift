import ArgumentParser
import GraphLearning

struct Propagate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Spread known labels along edges, alone or to better a trained network's predictions.",
        discussion: """
            SUBJECT is a data set: label propagation from its training nodes, without features or training. Or it is the \
            folder of a run of `gcn train`: Correct & Smooth on that network's predictions, accuracy before and after.

            Examples: gcn propagate cora
                      gcn propagate runs/papers
            """)

    @Argument(
        help: ArgumentHelp("A data set (name or path), or the folder of a training run.", valueName: "SUBJECT"),
        completion: .file())
    var subject: String

    @Option(help: ArgumentHelp("Steps of label propagation.", valueName: "N"))
    var steps = 50

    @Option(help: ArgumentHelp("Label propagation: the weight of what neighbours say.", valueName: "ALPHA"))
    var alpha: Float = 0.9

    @Option(help: ArgumentHelp("Correct: steps.", valueName: "N"))
    var correctionSteps = 50

    @Option(help: ArgumentHelp("Correct: the weight of what neighbours say.", valueName: "ALPHA"))
    var correctionAlpha: Float = 0.8

    @Option(help: ArgumentHelp("Correct: how much of the spread error is added; found out for each node if not given.", valueName: "S"))
    var scale: Float?

    @Option(help: ArgumentHelp("Smooth: steps.", valueName: "N"))
    var smoothingSteps = 50

    @Option(help: ArgumentHelp("Smooth: the weight of what neighbours say.", valueName: "ALPHA"))
    var smoothingAlpha: Float = 0.8

    @Option(help: ArgumentHelp("The split of a data set, as for train.", valueName: "SPLIT"))
    var split: String?

    @Option(
        help: ArgumentHelp("Write node, label and a number for each class to this file.", valueName: "FILE"),
        completion: .file())
    var out: String?

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        for (flag, value) in [("steps", steps), ("correction-steps", correctionSteps), ("smoothing-steps", smoothingSteps)] {
            try require(flag, (0...100_000).contains(value), value, "0 to 100000")
        }
        for (flag, value) in [("alpha", alpha), ("correction-alpha", correctionAlpha), ("smoothing-alpha", smoothingAlpha)] {
            try require(flag, value >= 0 && value <= 1, value, "0 to 1")
        }
        if let scale { try require("scale", scale.isFinite, scale, "a number") }
        try require("out", out != "", "\"\"", "the name of a file")
    }

    func run() throws {
        general.apply()
        if Files.exists(subject + "/config.json") { try correctAndSmooth() } else { try propagateLabels() }
    }

    private func propagateLabels() throws {
        let loaded = try data.load(subject, general)
        let graph = loaded.graph
        let labels = try requireLabels(graph, why: "to spread")
        let split = try splitSpecification(split, for: graph).split(graph, seed: general.seed)
        try split.check(against: labels)
        let matrix = try graph.normalizedAdjacency(selfLoops: false)
        let start = Process.seconds
        let result = LabelPropagation(steps: steps, alpha: alpha)(
            labels: split.train.map { labels.values[$0] }, of: split.train, classes: labels.classCount, matrix)
        let seconds = Process.seconds - start
        let predicted = result.argmaxRows()
        let unreached = (0..<graph.nodeCount).count { node in
            (0..<labels.classCount).allSatisfy { result[node, $0] == 0 }
        }
        let truth = labels.values.map(Int.init)
        let (test, validation) = (accuracy(predicted, truth, split.test), accuracy(predicted, truth, split.validation))
        try write(result, predicted, graph, labels.classNames)
        if general.json {
            Output.json(.object([
                ("dataset", .string(loaded.name)), ("task", "label-propagation"), ("split", .string(split.name)),
                ("steps", .int(steps)), ("alpha", .number(alpha)), ("test", .double(test)),
                ("validation", .double(validation)), ("unreached_nodes", .int(unreached)), ("seconds", .double(seconds)),
                ("threads", .int(Threads.count)), ("out", out.map { .string($0) } ?? .null),
            ]))
        } else {
            Output.result(
                """
                \(loaded.name): label propagation, test accuracy \(Output.percent(test)), validation \(Output.percent(validation))
                \(steps) steps, alpha \(alpha), split \(split.name), \(unreached) of \(graph.nodeCount) nodes not reached, \(Output.fixed(seconds * 1000, 1)) ms
                """)
        }
    }

    private func correctAndSmooth() throws {
        if split != nil {
            throw Failure(Failure.usage, "--split: a run is judged by the split it was trained with; leave the flag out")
        }
        let run = try TrainedRun(subject)
        let loaded = try run.load(nil, data, general)
        let graph = loaded.graph
        _ = try requireLabels(graph, why: "to correct by")
        let split = try run.split(of: graph)
        let truth = try run.classifier.classes(of: graph)
        let z = try run.classifier.predict(graph).probabilities
        let matrix = try graph.normalizedAdjacency(selfLoops: false)
        let known = split.train.map { Int32(truth[$0]) }
        let method = CorrectAndSmooth(
            correction: LabelPropagation(steps: correctionSteps, alpha: correctionAlpha),
            smoothing: LabelPropagation(steps: smoothingSteps, alpha: smoothingAlpha), scale: scale)
        let start = Process.seconds
        let corrected = method.correct(z, labels: known, of: split.train, matrix)
        let smoothed = method.smooth(corrected, labels: known, of: split.train, matrix)
        let seconds = Process.seconds - start
        let stages = [("before", z), ("corrected", corrected), ("after", smoothed)].map { name, values in
            let predicted = values.argmaxRows()
            return (
                name: name, test: accuracy(predicted, truth, split.test),
                validation: accuracy(predicted, truth, split.validation)
            )
        }
        try write(smoothed, smoothed.argmaxRows(), graph, run.classifier.classNames)
        if general.json {
            Output.json(.object(
                [
                    ("dataset", .string(loaded.name)), ("task", "correct-and-smooth"), ("run", .string(subject)),
                    ("split", .string(split.name)), ("correction_steps", .int(correctionSteps)),
                    ("correction_alpha", .number(correctionAlpha)), ("scale", scale.map { .number($0) } ?? "auto"),
                    ("smoothing_steps", .int(smoothingSteps)), ("smoothing_alpha", .number(smoothingAlpha)),
                ]
                    + stages.map { stage in
                        (
                            stage.name,
                            .object([("test", .double(stage.test)), ("validation", .double(stage.validation))])
                        )
                    } + [
                        ("seconds", .double(seconds)), ("threads", .int(Threads.count)),
                        ("out", out.map { .string($0) } ?? .null),
                    ]))
        } else {
            let table =
                [["", "validation", "test"]]
                + stages.map { [$0.name, Output.percent($0.validation), Output.percent($0.test)] }
            Output.result(
                """
                \(loaded.name), \(subject): Correct & Smooth by \(split.train.count) training labels, accuracy
                \(Output.table(table))
                correct \(correctionSteps) steps of alpha \(correctionAlpha), scale \(scale.map { "\($0)" } ?? "auto"); smooth \(smoothingSteps) steps of alpha \(smoothingAlpha); \(Output.fixed(seconds * 1000, 1)) ms
                """)
        }
    }

    private func accuracy(_ predicted: [Int], _ truth: [Int], _ nodes: [Int]) -> Double {
        nodes.isEmpty ? .nan : Double(nodes.count { predicted[$0] == truth[$0] }) / Double(nodes.count)
    }

    private func write(_ values: DenseArray, _ predicted: [Int], _ graph: Graph, _ classes: [String]) throws {
        guard let out else { return }
        let table = PredictionTable.csv(labels: predicted, scores: values, graph: graph, classNames: classes)
        try Files.write(table, to: out)
        general.say("written: \(out)")
    }
}

extension NodeClassifier {
    /// The class of each node as the network numbers them; -1 for a node without a label.
    fileprivate func classes(of graph: Graph) throws -> [Int] {
        guard let labels = graph.labels else { throw NodeClassifierError.noLabels(graph: graph.provenance) }
        let places = labels.classNames.map { classNames.firstIndex(of: $0) }
        return try labels.values.map { label in
            if label < 0 { return -1 }
            guard let place = places[Int(label)] else {
                throw NodeClassifierError.unknownClass(labels.classNames[Int(label)], known: classNames)
            }
            return place
        }
    }
}
