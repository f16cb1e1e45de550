import GraphLearning

/// What `gcn link` writes and prints of a training.
extension Link {
    func config(
        _ loaded: LoadedGraph, _ record: DataRecord, _ trainer: LinkPredictionTrainer, _ kept: LinkPredictionRun
    ) -> JSONValue {
        let s = trainer.settings, c = trainer.configuration
        return .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", "link-prediction"),
            ("dataset", describeData(loaded, record)),
            (
                "model",
                .object([
                    ("type", .string(s.kind.rawValue)), ("encoder", .string(s.encoder)), ("inputs", .int(c.inputs)),
                    ("hidden", .int(s.hidden)), ("dimensions", .int(s.dimensions)), ("layers", .int(s.layers)),
                    ("dropout", .number(s.dropout)),
                    ("options", .object(s.options.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })),
                    ("scale_features", .string(scalingName(s))),
                ])
            ),
            (
                "training",
                .object([
                    ("optimizer", "adam"), ("lr", .number(s.learningRate)), ("epochs", .int(s.epochs)),
                    ("negatives", .int(s.negatives)), ("keep", .string(keep.rawValue)), ("best_epoch", .int(kept.bestEpoch)),
                    ("seed", .int(general.seed)), ("runs", .int(runs)), ("kept_seed", .int(kept.seed)),
                ])
            ),
            (
                "split",
                .object([("validation_percent", .double(validation)), ("test_percent", .double(test))])
            ), ("embeddings", "messages over all edges"), ("threads", .int(Threads.count)),
            ("weights_sha256", .string(SHA256.hex(trainer.checkpoint(kept.parameters)))),
        ])
    }

    private func scalingName(_ s: LinkPredictionSettings) -> String {
        s.standardizesFeatures ? "columns" : s.normalizesFeatures ? "rows" : "none"
    }

    func json(
        _ loaded: LoadedGraph, _ trainer: LinkPredictionTrainer, _ results: [LinkPredictionRun],
        _ kept: LinkPredictionRun, _ links: [MissingLink]?, _ setup: Double, _ trained: Double, _ folder: String
    ) -> JSONValue {
        func figures(_ all: [LinkMetrics]) -> JSONValue {
            guard let names = all.first?.named.map(\.name) else { return .null }
            return .object(
                names.indices.map { place in
                    let statistics = RunStatistics(all.map { $0.named[place].value })
                    return (
                        names[place],
                        .object([("mean", .double(statistics.mean)), ("std", .double(statistics.standardDeviation))])
                    )
                })
        }
        let baselines = results[0].baselines.indices.map { place in
            (key: results[0].baselines[place].name, value: figures(results.map { $0.baselines[place].metrics }))
        }
        return .object([
            ("dataset", .string(loaded.name)), ("task", "link-prediction"), ("model", .string(trainer.settings.kind.rawValue)),
            ("encoder", .string(trainer.settings.encoder)), ("test", figures(results.map(\.test))),
            ("validation", figures(results.map(\.validation))), ("baselines", .object(baselines)),
            (
                "runs",
                .array(
                    results.map { run in
                        .object(
                            [("seed", .int(run.seed)), ("epochs", .int(run.history.count)), ("best_epoch", .int(run.bestEpoch))]
                                + run.test.named.map { ("test_\($0.name)", .double($0.value)) }
                                + [("validation_auc", .double(run.validation.auc))])
                    })
            ),
            ("epoch_ms_median", .double(results.flatMap(\.epochSeconds).median * 1000)), ("setup_s", .double(setup)),
            ("train_s", .double(trained)), ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)),
            ("threads", .int(Threads.count)), ("kept_seed", .int(kept.seed)),
            ("weights_sha256", .string(SHA256.hex(trainer.checkpoint(kept.parameters)))),
            ("summary", .string(trainer.settings.summary)), ("test_edges", .int(results[0].testEdgeCount)), ("links", links.map { .int($0.count) } ?? .null),
            ("interrupted", .bool(results.count < runs || results.contains { $0.wasInterrupted })),
            ("run_folder", .string(folder)),
        ])
    }

    func text(
        _ loaded: LoadedGraph, _ trainer: LinkPredictionTrainer, _ results: [LinkPredictionRun], _ links: [MissingLink]?,
        _ folder: String
    ) -> String {
        var table = [["", "AUC", "AP", "MRR", "Hits@10", "Hits@50", "Hits@100"]]
        func add(_ name: String, _ all: [LinkMetrics]) {
            table.append(
                [name] + all[0].named.indices.map { place in Output.percent(all.map { $0.named[place].value }) })
        }
        add(trainer.settings.kind.rawValue, results.map(\.test))
        for place in results[0].baselines.indices {
            add(results[0].baselines[place].name, results.map { $0.baselines[place].metrics })
        }
        let seeds =
            results.count > 1
            ? "mean and deviation of \(results.count) seeds from \(results[0].seed)" : "seed \(results[0].seed)"
        let epoch = results.flatMap(\.epochSeconds).median * 1000
        var lines = [
            "\(loaded.name): test edges among as many pairs without one, per cent (\(seeds))", Output.table(table),
            "\(Output.fixed(epoch, 3)) ms an epoch, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads",
        ]
        if let links { lines.append("\(links.count) missing links: \(folder)/links.csv") }
        return (lines + ["run folder: \(folder)"]).joined(separator: "\n")
    }
}
