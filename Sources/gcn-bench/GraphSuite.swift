import GraphLearning

extension Bench {
    /// An epoch of the peers' network on whole graphs (three GCN layers of 64, mean readout, a linear head, batches of
    /// 64, Adam at 0.01): all training steps, as `peers/pyg_graph.py` times it.
    func graphSuite() throws {
        for name in ["MUTAG", "PROTEINS", "NCI1"] {
            guard let loaded = try? Dataset.loadSet(name, root: dataRoot) else {
                Measure.say("skipped: \(name) was not found; name its folder with --data-root")
                continue
            }
            guard var settings = GraphTrainingSettings.named("fixed", model: "gcn") else { continue }
            settings.network.norm = "none"
            settings.network.hidden = 64
            settings.network.readout = "mean"
            settings.network.jumping = "last"
            settings.network.headDropout = 0
            settings.schedule = .constant
            settings.batch = 64
            settings.epochs = 30
            let trainer = try GraphTrainer(loaded.set)
            let all = Fold(number: 0, train: Array(0..<loaded.set.count), validation: [], test: [])
            let results = try (0..<runs).map { try trainer.run(settings, fold: all, seed: seed + $0) }
            report(
                "graph", name,
                [
                    ("epoch_ms", .double(results.flatMap(\.epochSeconds).median * 1000)), ("graphs", .int(loaded.set.count)),
                    ("runs", .int(runs)), ("loss", .double(results[0].metrics.trainLoss)),
                ])
        }
    }
}
