import GraphLearning

/// All that a training command has to say and to keep.
struct TrainResult: KeptResult {
    var name: String { dataset }
    let dataset: String
    let featureNames: [String]?
    let record: DataRecord
    let transform: String?
    let trainer: any NodeTrainer
    let specification: SplitSpecification
    let splitArgument: String?
    let runs: [NodeClassificationRun]
    let setup: Double
    let trained: Double
    let general: GeneralOptions
    let wanted: Int
    private let classifier: NodeClassifier
    private let checkpoint: [UInt8]
    private let kept: NodeClassificationRun

    init(
        dataset: String, featureNames: [String]?, record: DataRecord, transform: String? = nil, trainer: any NodeTrainer, specification: SplitSpecification,
        splitArgument: String?, runs: [NodeClassificationRun], setup: Double, trained: Double, general: GeneralOptions,
        wanted: Int
    ) {
        self.dataset = dataset
        self.featureNames = featureNames
        self.record = record
        self.transform = transform
        self.trainer = trainer
        self.specification = specification
        self.splitArgument = splitArgument
        self.runs = runs
        self.setup = setup
        self.trained = trained
        self.general = general
        self.wanted = wanted
        // The network that is kept: the first with the highest validation accuracy, of several runs.
        let best = runs.last { !$0.parameters.isEmpty } ?? runs[0]
        kept = best
        classifier = trainer.classifier(best)
        checkpoint = classifier.checkpoint()
    }

    private var test: RunStatistics { RunStatistics(runs.map(\.metrics.testAccuracy)) }

    /// The steady time of an epoch: the last one of each run has no next step beside it.
    private var epochMilliseconds: Double { runs.flatMap(\.epochSeconds).median * 1000 }

    func write(to folder: RunFolder, isReserved: Bool) throws {
        let prediction = try classifier.predict(trainer.graph)
        let table = PredictionTable.csv(prediction, graph: trainer.graph, classNames: classifier.classNames)
        try folder.write(config: config, runs: runs, model: checkpoint, predictions: table, isReserved: isReserved)
    }

    private var config: JSONValue {
        let s = trainer.settings
        let stopping: JSONValue
        switch s.stopping {
        case .none: stopping = .null
        case .consecutiveRises(let count): stopping = .object([("rule", "consecutive-rises"), ("epochs", .int(count))])
        case .lossAboveMean(let window): stopping = .object([("rule", "loss-above-mean"), ("epochs", .int(window))])
        case .patience(let epochs): stopping = .object([("rule", "patience"), ("epochs", .int(epochs))])
        }
        let graph = trainer.graph
        return .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", "node-classification"),
            (
                "dataset",
                .object(
                    [("name", .string(dataset))] + record.json + [
                        ("transform", transform.map { .string($0) } ?? .null),
                        ("nodes", .int(graph.nodeCount)), ("directed_edges", .int(graph.edges.count)),
                        ("features", .int(graph.features.width)),
                        ("feature_names", featureNames.map { .array($0.map { .string($0) }) } ?? .null),
                        ("nodes_sha256", .string(Fingerprint.nodes(graph))),
                    ])
            ), ("model", RunFolder.describe(classifier)), ("protocol", .string(s.name)), ("settings", s.json),
            (
                "sampler",
                trainer.samplerText.map {
                    .object([("kind", .string($0)), ("batch", (trainer as? SampledNodeTrainer).map { .int($0.batchSize) } ?? .null)])
                } ?? .null
            ),
            ("seed", .int(general.seed)), ("runs", .int(wanted)),
            (
                "training",
                .object([
                    ("optimizer", "adam"), ("lr", .number(s.learningRate)), ("weight_decay", .number(s.weightDecay)),
                    ("weight_decay_on", s.decayAll ? "all layers" : "first layer"), ("epochs", .int(s.epochs)),
                    ("stopping", stopping), ("selection", .string(s.selection.rawValue)), ("seed", .int(general.seed)),
                    ("runs", .int(wanted)), ("kept_seed", .int(kept.seed)),
                ])
            ), ("split", .string(specification.text ?? splitArgument.map(Process.absolute) ?? "public")),
            ("split_sha256", .string(Fingerprint.split(kept.split))), ("threads", .int(Threads.count)),
            ("test_mean", .double(test.mean)), ("weights_sha256", .string(SHA256.hex(checkpoint))),
        ])
    }

    func json(folder: String) -> JSONValue {
        .object([
            ("dataset", .string(dataset)), ("task", "node-classification"), ("model", .string(trainer.settings.model)),
            ("protocol", .string(trainer.settings.name)), ("summary", .string(trainer.settings.summary)),
            ("sampler", trainer.samplerText.map { .string($0) } ?? .null), ("split", .string(kept.split.name)), ("metric", "accuracy"),
            (
                "runs",
                .array(
                    runs.map {
                        .object([
                            ("seed", .int($0.seed)), ("epochs", .int($0.epochs)), ("best_epoch", .int($0.bestEpoch)),
                            ("train", .double($0.metrics.trainAccuracy)),
                            ("validation", .double($0.metrics.validationAccuracy)),
                            ("test", .double($0.metrics.testAccuracy)),
                        ])
                    })
            ), ("test_mean", .double(test.mean)), ("test_std", .double(test.standardDeviation)),
            ("test_ci95", .double(test.confidence95)), ("test_nodes", .int(kept.split.test.count)), ("epoch_ms_median", .double(epochMilliseconds)),
            ("setup_s", .double(setup)), ("train_s", .double(trained)), ("total_s", .double(Process.seconds)),
            ("peak_mb", .int(Process.peakMegabytes)), ("threads", .int(Threads.count)),
            ("parameters", .int(trainer.makeModel(seed: kept.seed).parameterCount)),
            ("weights_sha256", .string(SHA256.hex(checkpoint))), ("kept_seed", .int(kept.seed)),
            ("interrupted", .bool(runs.count < wanted || runs.contains { $0.wasInterrupted })), ("run_folder", .string(folder)),
        ])
    }

    func text(folder: String) -> String {
        let count = runs.count
        let spread =
            count > 1
            ? " ± \(Output.fixed(test.standardDeviation * 100, 2)) (mean and deviation of \(count) seeds from \(general.seed); 95 % interval ± \(Output.fixed(test.confidence95 * 100, 2)))"
            : " (seed \(kept.seed))"
        let score =
            test.mean.isNaN
            ? "no test nodes: nothing to judge by"
            : "test accuracy \(Output.percent(test.mean))\(spread)"
        let interruption =
            runs.contains { $0.wasInterrupted }
            ? "interrupted: \(runs.count) of \(wanted) trainings, the last after \(runs.last?.epochs ?? 0) epochs\n" : ""
        return """
            \(interruption)\(dataset): \(score)
            protocol \(trainer.settings.name)\(trainer.samplerText.map { ", sampler \($0)" } ?? ""), split \(kept.split.name), \(Output.fixed(epochMilliseconds, 3)) ms an epoch, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads
            run folder: \(folder)
            """
    }
}
