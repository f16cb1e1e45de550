import GraphLearning

/// All that a training on molecules has to say and to keep.
struct MoleculeTrainResult: KeptResult {
    var name: String { table.name }
    let table: MoleculeTable
    let columns: MoleculeColumns
    let scheme: String
    let settings: GraphTrainingSettings
    let splitText: String
    let ensemble: Int
    let runs: [MoleculeRun]
    let baselines: [Baseline]
    let leaks: Int
    let setup: Double
    let trained: Double
    let general: GeneralOptions
    let wanted: Int
    /// The folds of a cross-validation; nil for one split a seed.
    let folds: Int?

    /// What models on fingerprints reach on the splits of the runs.
    struct Baseline {
        let kind: FingerprintBaseline.Kind
        let scores: [MoleculeScores]

        /// What it is called.
        var name: String { kind == .linear ? "ecfp_linear" : "ecfp_forest" }
    }

    private var metric: TargetMetric { settings.metric ?? MoleculeTrainer.standardMetric(table.task) }
    private var isRegression: Bool { table.task == .numbers }
    private var taskName: String { isRegression ? "molecule-regression" : "molecule-classification" }
    private var test: RunStatistics { RunStatistics(runs.map { $0.scores.value(metric) }) }

    /// The run whose networks are kept: the first of the best validation score.
    private var keptPlace: Int {
        var best = 0
        for place in runs.indices.dropFirst() where !runs[place].validation.isNaN {
            let (score, sofar) = (runs[place].validation, runs[best].validation)
            if sofar.isNaN || (metric.isHigherBetter ? score > sofar : score < sofar) { best = place }
        }
        return best
    }

    private var kept: MoleculeRun { runs[keptPlace] }
    private var predictors: [GraphPredictor] { kept.members.map { GraphPredictor($0) } }
    private var wasInterrupted: Bool {
        runs.count < wanted || runs.contains { $0.members.count < ensemble || $0.members.contains(where: \.wasInterrupted) }
    }
    private var epochMilliseconds: Double { runs.flatMap { $0.members.flatMap(\.epochSeconds) }.median * 1000 }

    func write(to folder: RunFolder, isReserved: Bool) throws {
        try folder.write(
            config: config, history: runs.flatMap(\.members), models: predictors.map { $0.checkpoint() },
            predictions: MoleculePredictionTable.csv(runs, table: table), isReserved: isReserved)
    }

    private var config: JSONValue {
        let checkpoint = predictors.first?.checkpoint() ?? []
        return .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", .string(taskName)),
            (
                "dataset",
                .object([
                    ("name", .string(table.name)), ("argument", .string(Process.absolute(table.path))),
                    ("smiles_column", .string(table.smilesColumn)),
                    ("target_columns", .array(table.targetColumns.map { .string($0) })),
                    ("kind", .string(isRegression ? "regression" : "classification")),
                    ("id_column", columns.id.map { .string($0) } ?? .null), ("atom_features", .string(scheme)),
                    ("molecules", .int(table.rows.count)), ("refused_rows", .int(table.refused.count)),
                    ("blank_values", .int(table.values.count(where: \.isNaN))),
                ])
            ), ("settings", settings.json), ("ensemble", .int(ensemble)), ("seed", .int(general.seed)),
            ("runs", .int(folds == nil ? wanted : 1)), ("folds", folds.map { .int($0) } ?? .null),
            ("split", .string(splitText)), ("threads", .int(Threads.count)),
            ("model", predictors.first.map { RunFolder.describe($0) } ?? .null),
            ("members", .int(predictors.count)), ("kept_seed", .int(kept.seed)), ("kept_run", .int(keptPlace)),
            ("metric", .string(metric.rawValue)), ("test_mean", Self.number(test.mean)),
            ("test_std", Self.number(test.standardDeviation)),
            ("weights_sha256", .string(SHA256.hex(checkpoint))),
        ])
    }

    private static func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }

    func json(folder: String) -> JSONValue {
        let checkpoint = predictors.first?.checkpoint() ?? []
        return .object([
            ("dataset", .string(table.name)), ("task", .string(taskName)), ("model", .string(settings.network.model)),
            ("protocol", .string(settings.name)), ("summary", .string(settings.summary)), ("settings", settings.json), ("split", .string(kept.split.name)),
            ("ensemble", .int(ensemble)), ("atom_features", .string(scheme)),
            ("molecules", .int(table.rows.count)), ("refused_rows", .int(table.refused.count)), ("leaks", .int(leaks)),
            ("targets", .array(table.targetColumns.map { .string($0) })),
            ("metric", .string(metric.rawValue)), ("test_mean", Self.number(test.mean)),
            ("test_std", Self.number(test.standardDeviation)),
            ("validation_mean", Self.number(RunStatistics(runs.map(\.validation)).mean)),
            ("metrics", metrics(runs.map(\.scores))),
            (
                "runs",
                .array(runs.enumerated().map { place, run in
                    .object([
                        ("seed", .int(run.seed)), ("fold", folds == nil ? .null : .int(place)),
                        ("train", .int(run.split.train.count)), ("validation_rows", .int(run.split.validation.count)),
                        ("test_rows", .int(run.split.test.count)),
                        ("best_epochs", .array(run.members.map { .int($0.bestEpoch) })),
                        ("validation", Self.number(run.validation)), ("test", Self.number(run.scores.value(metric))),
                        ("scores", Self.scores(run.scores)),
                    ])
                })
            ),
            (
                "baselines",
                .object(baselines.map { baseline in
                    let statistics = RunStatistics(baseline.scores.map { $0.value(metric) })
                    return (
                        baseline.name,
                        .object([
                            ("what", .string(what(baseline.kind))), ("test_mean", Self.number(statistics.mean)),
                            ("test_std", Self.number(statistics.standardDeviation)), ("metrics", metrics(baseline.scores)),
                        ])
                    )
                })
            ),
            ("kept_seed", .int(kept.seed)), ("epoch_ms_median", .double(epochMilliseconds)), ("setup_s", .double(setup)),
            ("train_s", .double(trained)), ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)),
            ("threads", .int(Threads.count)), ("parameters", .int(predictors.first?.makeModel().parameterCount ?? 0)),
            ("weights_sha256", .string(SHA256.hex(checkpoint))), ("interrupted", .bool(wasInterrupted)),
            ("run_folder", .string(folder)),
        ])
    }

    private func what(_ kind: FingerprintBaseline.Kind) -> String {
        let model =
            kind == .linear ? (isRegression ? "ridge regression" : "logistic regression") : "a random forest of \(MoleculeTrainer.trees) trees"
        return "\(model) on Morgan fingerprints of radius 2, 2048 \(isRegression && kind == .linear ? "counts" : "bits")"
    }

    /// All figures of the task, means over the runs.
    private func metrics(_ scores: [MoleculeScores]) -> JSONValue {
        .object(MoleculeTrainer.metrics(table.task).map { metric in
            (metric.rawValue, Self.number(RunStatistics(scores.map { $0.value(metric) }).mean))
        })
    }

    static func scores(_ scores: MoleculeScores) -> JSONValue {
        switch scores {
        case .targets(let scores): scores.json
        case .classes(let report): report.json
        }
    }

    private func text(_ value: Double) -> String { value.isNaN ? "not defined" : Output.fixed(value, 4) }

    private func text(_ statistics: RunStatistics) -> String {
        text(statistics.mean) + (runs.count > 1 ? " ± \(Output.fixed(statistics.standardDeviation, 4))" : "")
    }

    func text(folder: String) -> String {
        let over =
            folds != nil
            ? "mean and deviation of \(runs.count) folds, seed \(general.seed)"
            : runs.count > 1 ? "mean and deviation of \(runs.count) seeds from \(general.seed)" : "seed \(kept.seed)"
        var lines: [String] = []
        if wasInterrupted { lines.append("interrupted: not everything was trained to its end") }
        let split = folds == nil ? kept.split.name : splitText
        lines.append("\(table.name): test \(metric.title) \(text(test)) (\(over); split \(split))")
        let others = MoleculeTrainer.metrics(table.task).filter { $0 != metric }
        lines.append(others.map { metric in
            "\(metric.title) \(text(RunStatistics(runs.map { $0.scores.value(metric) }).mean))"
        }.joined(separator: ", "))
        for baseline in baselines {
            let statistics = RunStatistics(baseline.scores.map { $0.value(metric) })
            lines.append("without a graph (\(what(baseline.kind))): \(text(statistics))")
        }
        if case .targets(let scores) = kept.scores, scores.names.count > 1 {
            let rows =
                [["target", metric.title, "known in the test"]]
                + scores.names.indices.map { target in
                    let values = runs.compactMap { run -> Double? in
                        guard case .targets(let own) = run.scores else { return nil }
                        let value = own.value(metric, of: target)
                        return value.isNaN ? nil : value
                    }
                    return [scores.names[target], text(RunStatistics(values).mean), "\(scores.counts[target])"]
                }
            lines.append("\n" + Output.table(rows) + "\n")
        }
        if case .targets(let scores) = kept.scores { lines += scores.notes.map { "note: \($0)" } }
        lines.append(
            "protocol \(settings.name), \(Output.fixed(epochMilliseconds, 1)) ms an epoch of one network, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads")
        lines.append("run folder: \(folder)")
        return lines.joined(separator: "\n")
    }
}
