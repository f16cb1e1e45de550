import GraphLearning

/// What `gcn regress` writes and prints of a training.
extension Regress {
    func config(
        _ loaded: LoadedGraph, _ record: DataRecord, _ s: NodeRegressionSettings, _ kept: NodeRegressionRun
    ) -> JSONValue {
        let c = kept.regressor.configuration
        func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number($0) }) }
        return .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", "node-regression"),
            ("dataset", describeData(loaded, record)),
            (
                "target",
                .object([
                    ("column", .string(valueColumn)), ("log", .bool(logValue)), ("mean", numbers(kept.regressor.mean)),
                    ("deviation", numbers(kept.regressor.deviation)),
                ])
            ),
            (
                "model",
                .object([
                    ("type", .string(c.model)), ("inputs", .int(c.inputs)), ("hidden", .int(c.hidden)),
                    ("outputs", .int(c.outputs)), ("layers", .int(c.layers)), ("dropout", .number(c.dropout)),
                    ("options", .object(c.options.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })),
                    ("feature_scaling", RunFolder.describe(kept.regressor.scaling)),
                ])
            ),
            (
                "training",
                .object([
                    ("loss", .string(s.loss.rawValue)), ("optimizer", "adam"), ("lr", .number(s.learningRate)),
                    ("weight_decay", .number(s.weightDecay)), ("epochs", .int(s.epochs)), ("patience", .int(s.patience)),
                    ("seed", .int(general.seed)), ("runs", .int(runs)), ("kept_seed", .int(kept.seed)),
                ])
            ), ("split", .string(kept.split.name)), ("split_argument", split.map { .string($0) } ?? .null), ("split_sha256", .string(Fingerprint.split(kept.split))),
            ("threads", .int(Threads.count)),
            ("weights_sha256", .string(SHA256.hex(kept.regressor.checkpoint()))),
        ])
    }

    func json(
        _ loaded: LoadedGraph, _ s: NodeRegressionSettings, _ results: [NodeRegressionRun], _ kept: NodeRegressionRun,
        _ folder: String
    ) -> JSONValue {
        func figures(_ all: [RegressionMetrics]) -> JSONValue {
            func both(_ values: [Double]) -> JSONValue {
                let statistics = RunStatistics(values)
                return .object([("mean", .double(statistics.mean)), ("std", .double(statistics.standardDeviation))])
            }
            return .object([
                ("rmse", both(all.map(\.rmse))), ("mae", both(all.map(\.mae))), ("r2", both(all.map(\.r2))),
            ])
        }
        return .object([
            ("dataset", .string(loaded.name)), ("task", "node-regression"), ("model", .string(s.model)), ("summary", .string(s.summary)),
            ("loss", .string(s.loss.rawValue)), ("target", .string(valueColumn)), ("log", .bool(logValue)),
            ("split", .string(kept.split.name)), ("test", figures(results.map(\.test))),
            ("validation", figures(results.map(\.validation))), ("baseline", figures(results.map(\.baseline))),
            (
                "runs",
                .array(
                    results.map {
                        .object([
                            ("seed", .int($0.seed)), ("epochs", .int($0.history.count)), ("best_epoch", .int($0.bestEpoch)),
                            ("test_rmse", .double($0.test.rmse)), ("test_mae", .double($0.test.mae)),
                            ("test_r2", .double($0.test.r2)), ("validation_rmse", .double($0.validation.rmse)),
                        ])
                    })
            ),
            ("epoch_ms_median", .double(results.flatMap(\.epochSeconds).median * 1000)),
            ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)),
            ("threads", .int(Threads.count)), ("kept_seed", .int(kept.seed)),
            ("weights_sha256", .string(SHA256.hex(kept.regressor.checkpoint()))),
            ("interrupted", .bool(results.count < runs || results.contains { $0.wasInterrupted })),
            ("run_folder", .string(folder)),
        ])
    }

    func text(_ loaded: LoadedGraph, _ results: [NodeRegressionRun], _ folder: String) -> String {
        func cell(_ values: [Double]) -> String {
            let statistics = RunStatistics(values)
            return Output.fixed(statistics.mean, 4)
                + (values.count > 1 ? " ± \(Output.fixed(statistics.standardDeviation, 4))" : "")
        }
        func row(_ name: String, _ all: [RegressionMetrics]) -> [String] {
            [name, cell(all.map(\.rmse)), cell(all.map(\.mae)), cell(all.map(\.r2))]
        }
        let seeds =
            results.count > 1
            ? "mean and deviation of \(results.count) seeds from \(results[0].seed)" : "seed \(results[0].seed)"
        let unit = logValue ? "log(1 + \(valueColumn))" : valueColumn
        return """
            \(loaded.name): \(unit) of \(results[0].test.count) test nodes (\(seeds))
            \(Output.table([["", "RMSE", "MAE", "R²"], row(model, results.map(\.test)), row("training mean", results.map(\.baseline))]))
            split \(results[0].split.name), \(Output.fixed(results.flatMap(\.epochSeconds).median * 1000, 3)) ms an epoch, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads
            run folder: \(folder)
            """
    }
}
