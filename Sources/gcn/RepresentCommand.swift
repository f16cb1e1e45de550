import ArgumentParser
import GraphLearning

struct Represent: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn a vector for each node without labels.",
        discussion: """
            dgi reads features and edges (Deep Graph Infomax), node2vec edges alone. Where the set has labels, logistic \
            regression on the training nodes' vectors says how much of the classes is in them, beside the same on the raw \
            features.

            Example: gcn represent cora --method dgi --out vectors.csv
            """)

    enum Method: String, ExpressibleByArgument, CaseIterable { case dgi, node2vec }

    @Argument(
        help: ArgumentHelp("The data: a name or a path; may be left out where --nodes names a file.", valueName: "DATASET"),
        completion: .file())
    var dataset: String?

    @Option(help: ArgumentHelp("dgi or node2vec.", valueName: "NAME"))
    var method = Method.dgi

    @Option(help: ArgumentHelp("Numbers of a vector (dgi 512, node2vec 128).", valueName: "D"))
    var dimensions: Int?

    @Option(help: ArgumentHelp("dgi: the most epochs (300); node2vec: how often all walks are drawn (1).", valueName: "N"))
    var epochs: Int?

    @Option(help: ArgumentHelp("The learning rate (dgi 0.001, node2vec 0.025).", valueName: "RATE"))
    var lr: Float?

    @Option(help: ArgumentHelp("dgi: stop when the loss has not fallen for N epochs (20).", valueName: "N"))
    var patience: Int?

    @Option(help: ArgumentHelp("node2vec: how unlikely a walk goes straight back (1).", valueName: "P"))
    var p: Double?

    @Option(help: ArgumentHelp("node2vec: how unlikely a walk goes further away (1).", valueName: "Q"))
    var q: Double?

    @Option(help: ArgumentHelp("node2vec: nodes of a walk (80).", valueName: "N"))
    var walkLength: Int?

    @Option(help: ArgumentHelp("node2vec: walks from each node (10).", valueName: "N"))
    var walks: Int?

    @Option(help: ArgumentHelp("node2vec: how far a node's neighbourhood in a walk reaches (10).", valueName: "N"))
    var window: Int?

    @Option(help: ArgumentHelp("node2vec: false neighbours for each true one (5).", valueName: "N"))
    var negatives: Int?

    @Option(help: ArgumentHelp(
        "dgi: features divided by their sum (rows), standardized (columns) or as they are (none); columns for measurements, else rows.",
        valueName: "HOW"))
    var scaleFeatures: FeatureScalingChoice?

    @Option(help: ArgumentHelp("Trainings, with seeds S, S+1, …; the first one's vectors are written.", valueName: "N"))
    var runs = 1

    @Option(help: ArgumentHelp("The split that judges the vectors, as for train.", valueName: "SPLIT"))
    var split: String?

    @Option(help: ArgumentHelp("The file of vectors (CSV: node, d0, d1, …).", valueName: "FILE"), completion: .file())
    var out: String?

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if dataset == nil, data.nodes == nil {
            throw ValidationError("expected a data set: a name (gcn data list), a path, or --nodes FILE --edges FILE")
        }
        let widest = method == .node2vec ? SkipGram.largestWidth : 4096
        if let dimensions { try require("dimensions", (1...widest).contains(dimensions), dimensions, "1 to \(widest)") }
        if let epochs { try require("epochs", (1...1_000_000).contains(epochs), epochs, "1 to 1000000") }
        if let lr { try require("lr", lr > 0 && lr.isFinite, lr, "a positive number") }
        for (flag, value) in [("p", p), ("q", q)] {
            if let value { try require(flag, value >= 1e-6 && value <= 1e6, value, "a number from 1e-6 to 1e6") }
        }
        for (flag, value) in [
            ("patience", patience), ("walk-length", walkLength), ("walks", walks), ("window", window),
        ] {
            if let value { try require(flag, (1...1_000_000).contains(value), value, "1 to 1000000") }
        }
        if let negatives { try require("negatives", (0...1000).contains(negatives), negatives, "0 to 1000") }
        let others: [(String, Bool)] =
            method == .dgi
            ? [
                ("p", p != nil), ("q", q != nil), ("walk-length", walkLength != nil), ("walks", walks != nil),
                ("window", window != nil), ("negatives", negatives != nil),
            ] : [("patience", patience != nil), ("scale-features", scaleFeatures != nil)]
        for (flag, isGiven) in others where isGiven {
            throw ValidationError("--\(flag): \(method.rawValue) has no such setting")
        }
        try require("runs", (1...100_000).contains(runs), runs, "1 to 100000")
        try require(
            "seed", !general.seed.addingReportingOverflow(runs).overflow, general.seed,
            "a seed that leaves room for the runs")
        try require("out", out != "", "\"\"", "the name of a file")
    }

    func run() throws {
        general.apply()
        let loaded = try data.load(dataset ?? data.nodes ?? "", general)
        let graph = loaded.graph
        if graph.labels == nil, out == nil {
            throw Failure(
                Failure.usage, "\(graph.provenance) has no labels to judge vectors by; name a file for them with --out")
        }
        let specification = try graph.labels.map { _ in try splitSpecification(split, for: graph) }
        if let specification, let labels = graph.labels {
            try specification.split(graph, seed: general.seed).check(against: labels)
        }
        Interrupt.listen()
        let setup = Process.seconds
        var vectors: DenseArray?
        var probes: [LinearProbe] = [], raw: [LinearProbe] = [], seconds: [Double] = []
        for seed in general.seed..<general.seed + runs {
            let start = Process.seconds
            let (made, what) = try train(graph, seed)
            Output.clearProgress()
            seconds.append(Process.seconds - start)
            guard made.isFinite else {
                throw Failure(
                    Failure.badData,
                    "the training of seed \(seed) diverged: its vectors are no numbers; lower --lr, and look for huge features (gcn data info)")
            }
            if vectors == nil { vectors = made }
            if let specification, let labels = graph.labels {
                let split = try specification.split(graph, seed: seed)
                probes.append(LinearProbe(.dense(made), labels: labels, split: split))
                if raw.isEmpty || specification.dependsOnSeed, !isIdentity(graph) {
                    raw.append(LinearProbe(graph.features, labels: labels, split: split))
                }
            }
            if runs <= 10 {
                general.say(
                    "seed \(seed): \(what), \(Output.fixed(seconds.last ?? 0, 2)) s"
                        + (probes.last.map { ", probe's test accuracy \(Output.percent($0.testAccuracy))" } ?? ""))
            }
            if Interrupt.isRequested { break }
        }
        if let out, let vectors {
            try Files.write(PredictionTable.csv(embeddings: vectors, graph: graph), to: out)
        }
        report(loaded, probes, raw, seconds, setup, vectors?.columns ?? 0)
        if Interrupt.isRequested { throw ExitCode(Failure.interrupted) }
    }

    private func isIdentity(_ graph: Graph) -> Bool { if case .identity = graph.features { true } else { false } }

    /// The vectors of one training, and a word on it.
    private func train(_ graph: Graph, _ seed: Int) throws -> (DenseArray, String) {
        let isShown = Output.errorIsTerminal && !general.quiet
        switch method {
        case .dgi:
            var trainer = InfomaxTrainer()
            trainer.dimensions = dimensions ?? trainer.dimensions
            trainer.epochs = epochs ?? trainer.epochs
            trainer.learningRate = lr ?? trainer.learningRate
            trainer.patience = patience ?? trainer.patience
            switch scaleFeatures ?? .standard(for: graph, words: .rows) {
            case .rows: trainer.scaling = .rows
            case .none: trainer.scaling = .none
            case .columns:
                let (mean, deviation) = graph.features.columnStatistics
                trainer.scaling = mean.isEmpty ? .none : .columns(mean: mean, deviation: deviation)
            }
            let result = try trainer.train(
                graph, seed: seed,
                progress: { epoch, loss in
                    if isShown { Output.progress("seed \(seed)  epoch \(epoch)  loss \(Output.fixed(loss, 4))") }
                }, isInterrupted: { Interrupt.isRequested })
            if let last = result.losses.last, !last.isFinite {
                throw Failure(
                    Failure.badData,
                    "the training of seed \(seed) diverged: its loss was no number after epoch \(result.losses.count); lower --lr, and look for huge features (gcn data info)")
            }
            return (
                result.vectors,
                "\(result.losses.count) epochs, best \(result.bestEpoch), \(Output.fixed(result.epochSeconds.median * 1000, 1)) ms an epoch"
            )
        case .node2vec:
            var method = Node2Vec()
            method.dimensions = dimensions ?? method.dimensions
            method.epochs = epochs ?? method.epochs
            method.learningRate = lr ?? method.learningRate
            method.p = p ?? method.p
            method.q = q ?? method.q
            method.walkLength = walkLength ?? method.walkLength
            method.walksPerNode = walks ?? method.walksPerNode
            method.window = window ?? method.window
            method.negatives = negatives ?? method.negatives
            let result = try method.train(
                graph, seed: seed,
                progress: { round, rounds in if isShown { Output.progress("seed \(seed)  round \(round) of \(rounds)") } },
                isInterrupted: { Interrupt.isRequested })
            return (result.vectors, "\(result.walks) walks")
        }
    }

    private func report(
        _ loaded: LoadedGraph, _ probes: [LinearProbe], _ raw: [LinearProbe], _ seconds: [Double], _ setup: Double,
        _ width: Int
    ) {
        func figures(_ all: [LinearProbe]) -> JSONValue {
            if all.isEmpty { return .null }
            let test = RunStatistics(all.map(\.testAccuracy))
            return .object([
                ("test_mean", .double(test.mean)), ("test_std", .double(test.standardDeviation)),
                ("test_ci95", .double(test.confidence95)),
                ("validation_mean", .double(RunStatistics(all.map(\.validationAccuracy)).mean)),
            ])
        }
        if general.json {
            Output.json(.object([
                ("dataset", .string(loaded.name)), ("task", "representation"), ("method", .string(method.rawValue)),
                ("dimensions", .int(width)), ("seeds", .int(seconds.count)), ("probe", figures(probes)),
                ("probe_raw_features", figures(raw)), ("train_s_median", .double(seconds.median)),
                ("setup_s", .double(setup)), ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)),
                ("threads", .int(Threads.count)), ("interrupted", .bool(Interrupt.isRequested)),
                ("out", out.map { .string($0) } ?? .null),
            ]))
            return
        }
        var lines = ["\(loaded.name): \(loaded.graph.nodeCount) vectors of \(width) numbers by \(method.rawValue)"]
        if !probes.isEmpty {
            lines.append(
                "linear probe on the vectors: test accuracy \(Output.percent(probes.map(\.testAccuracy))) %\(probes.count > 1 ? " (mean and deviation of \(probes.count) seeds)" : "")"
            )
            lines.append(
                raw.isEmpty
                    ? "no raw features to compare with"
                    : "linear probe on the raw features: test accuracy \(Output.percent(raw.map(\.testAccuracy))) %")
        }
        lines.append(
            "\(Output.fixed(seconds.median, 2)) s a training, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads")
        if let out { lines.append("written: \(out)") }
        Output.result(lines.joined(separator: "\n"))
    }
}
