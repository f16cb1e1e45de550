import GraphLearning

/// All that a training on whole graphs has to say and to keep.
struct GraphTrainResult: KeptResult {
    var name: String { loaded.name }
    let loaded: LoadedGraphSet
    let record: GraphSetRecord
    let transform: String?
    let settings: GraphTrainingSettings
    let baselineSettings: GraphTrainingSettings
    /// One cross-validation a seed.
    let results: [CrossValidationResult]
    let baselines: [CrossValidationResult]
    /// The network that is kept.
    let kept: GraphTrainingRun
    let splitText: String?
    let setup: Double
    let trained: Double
    let general: GeneralOptions
    let wanted: Int

    private var predictor: GraphPredictor { GraphPredictor(kept) }
    private var isClassification: Bool { loaded.set.labels != nil }
    private var metric: String { isClassification ? "accuracy" : "rmse" }
    private var task: String { isClassification ? "graph-classification" : "graph-regression" }

    /// Scores of folds where there is one seed, else of whole cross-validations.
    private static func statistics(_ results: [CrossValidationResult]) -> RunStatistics {
        results.count == 1 ? results[0].test : RunStatistics(results.map(\.test.mean))
    }

    private var test: RunStatistics { Self.statistics(results) }
    private var baseline: RunStatistics? { baselines.isEmpty ? nil : Self.statistics(baselines) }
    private var epochMilliseconds: Double { results.flatMap(\.epochSeconds).median * 1000 }
    private var foldCount: Int { results.first?.folds.count ?? 0 }
    private var wasInterrupted: Bool {
        results.count < wanted || baselines.count < results.count || (results + baselines).contains { $0.wasInterrupted }
    }

    func write(to folder: RunFolder, isReserved: Bool) throws {
        guard let first = results.first else { return }
        try folder.write(
            config: config, results: results, model: predictor.checkpoint(),
            predictions: GraphPredictionTable.csv(first, set: loaded.set), isReserved: isReserved)
    }

    private var config: JSONValue {
        let set = loaded.set
        return .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", .string(task)),
            (
                "dataset",
                .object(
                    [("name", .string(loaded.name))] + record.json + [
                        ("transform", transform.map { .string($0) } ?? .null),
                        ("graphs", .int(set.count)), ("nodes", .int(set.nodeCount)),
                        ("directed_edges", .int(set.edgeCount)), ("features", .int(set.features.width)),
                        ("feature_names", loaded.featureNames.map { .array($0.map { .string($0) }) } ?? .null),
                    ])
            ), ("settings", settings.json), ("seed", .int(general.seed)), ("runs", .int(wanted)),
            ("split", splitText.map { .string($0) } ?? .null), ("threads", .int(Threads.count)),
            ("model", RunFolder.describe(predictor)),
            ("kept", .string((kept.fold.number < 0 ? "a network trained on all graphs" : "the first fold's network") + (kept.wasInterrupted ? ", interrupted after \(kept.epochs) epochs" : ""))),
            ("metric", .string(metric)), ("test_mean", .double(test.mean)), ("test_std", .double(test.standardDeviation)),
            ("baseline_mean", baseline.map { .double($0.mean) } ?? .null),
            ("weights_sha256", .string(SHA256.hex(predictor.checkpoint()))),
        ])
    }

    func json(folder: String) -> JSONValue {
        let checkpoint = predictor.checkpoint()
        var members: [(key: String, value: JSONValue)] = [
            ("dataset", .string(loaded.name)), ("task", .string(task)), ("model", .string(settings.network.model)),
            ("protocol", .string(settings.name)), ("summary", .string(settings.summary)), ("settings", settings.json), ("metric", .string(metric)),
            ("graphs", .int(loaded.set.count)), ("folds_per_run", .int(foldCount)),
            ("folds", .array(results.flatMap { result in result.folds.map { Self.json($0) } })),
            ("test_mean", .double(test.mean)), ("test_std", .double(test.standardDeviation)),
            ("test_std_over", .string(results.count == 1 ? "folds" : "runs")),
            ("run_means", .array(results.map { .double($0.test.mean) })),
            (
                "baseline",
                baseline.map { baseline in
                    .object([
                        ("model", "mlp"), ("what", "a perceptron on summed node features under the same protocol, blind to edges"),
                        ("test_mean", .double(baseline.mean)), ("test_std", .double(baseline.standardDeviation)),
                    ])
                } ?? .null
            ),
        ]
        members += [
            ("epoch_ms_median", .double(epochMilliseconds)), ("setup_s", .double(setup)), ("train_s", .double(trained)),
            ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)), ("threads", .int(Threads.count)),
            ("parameters", .int(predictor.makeModel().parameterCount)), ("weights_sha256", .string(SHA256.hex(checkpoint))),
            ("interrupted", .bool(wasInterrupted)), ("run_folder", .string(folder)),
        ]
        return .object(members)
    }

    private static func json(_ fold: CrossValidationResult.FoldResult) -> JSONValue {
        let run = fold.runs[0]
        var members: [(key: String, value: JSONValue)] = [
            ("seed", .int(run.seed)), ("fold", .int(fold.fold.number)), ("train_graphs", .int(fold.fold.train.count)),
            ("validation_graphs", .int(fold.fold.validation.count)), ("test_graphs", .int(fold.fold.test.count)),
            ("epochs", .int(run.epochs)), ("best_epoch", .int(run.bestEpoch)),
            ("validation", .double(run.metrics.validationScore)), ("test", .double(fold.testScore)),
        ]
        if !fold.settings.grid.isEmpty {
            members.append(("chosen", .object([
                ("hidden", .int(fold.settings.network.hidden)), ("learning_rate", .number(fold.settings.learningRate)),
            ])))
        }
        return .object(members)
    }

    private func score(_ value: Double) -> String { isClassification ? Output.percent(value) : Output.fixed(value, 4) }

    private func spread(_ statistics: RunStatistics) -> String {
        if results.count == 1, foldCount == 1 { return "" }
        return " ± " + (isClassification ? Output.fixed(statistics.standardDeviation * 100, 2) : Output.fixed(statistics.standardDeviation, 4))
    }

    func text(folder: String) -> String {
        let over =
            results.count == 1
            ? foldCount > 1 ? "mean and deviation of \(foldCount) folds, seed \(kept.seed)" : "one split, seed \(kept.seed)"
            : "mean and deviation of \(results.count) cross-validations, seeds from \(general.seed)"
        let what = isClassification ? "test accuracy" : "test RMSE"
        let without = baseline.map { "without edges (a perceptron on summed node features): \(score($0.mean))\(spread($0))" }
            ?? "without edges: not reached"
        let optimistic = settings.selection == .bestMeanTest ? "the epoch was chosen by the test graphs: an optimistic figure\n" : ""
        return """
            \(wasInterrupted ? "interrupted: not everything was trained to its end\n" : "")\(loaded.name): \(what) \(score(test.mean))\(spread(test)) (\(over))
            \(without)
            \(optimistic)protocol \(settings.name), \(Output.fixed(epochMilliseconds, 3)) ms an epoch of one fold on one thread, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads
            run folder: \(folder)
            """
    }
}
