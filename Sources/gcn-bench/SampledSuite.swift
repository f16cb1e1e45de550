import ArgumentParser
import GraphLearning

extension Bench {
    /// Training by sampled minibatches on a generated graph; an epoch is all batches and an evaluation over all nodes.
    func sampledSuite() throws {
        let specification: SamplerSpecification
        do { specification = try SamplerSpecification(sampler) } catch { throw ValidationError("\(error)") }
        let names = models.split(separator: ",").map(String.init)
        for name in names where NodeModels.named(name) == nil { throw ValidationError("no model is called \(name)") }
        var graph: Graph?
        let setup = try Measure.milliseconds {
            graph = try LargeGraphGenerator(nodes: nodes ?? 2_000_000, edges: 2 * (edges ?? 10_000_000), seed: seed).make()
        }
        guard let graph, let split = graph.split else { return }
        Measure.say("made \(graph.nodeCount) nodes, \(graph.edges.count) edges in \(setup / 1000) s")
        for name in names {
            var settings = NodeClassificationSettings(name: "bench")
            settings.model = name
            settings.hidden = hidden ?? 64
            settings.layers = 2
            settings.dropout = 0.5
            settings.inputDropout = 0
            settings.weightDecay = 0
            settings.normalizesFeatures = false
            settings.epochs = epochs
            var trainer: SampledNodeTrainer?
            let preparation = try Measure.milliseconds {
                trainer = try SampledNodeTrainer(graph, settings, sampler: specification, batchSize: batch)
            }
            guard let trainer else { return }
            let run = try trainer.run(seed: seed, split: split) { metrics in
                Measure.say(
                    "\(name), epoch \(metrics.epoch): loss \(metrics.trainLoss), validation \(metrics.validationAccuracy), test \(metrics.testAccuracy)"
                )
            }
            report(
                "sampled", "\(name) \(specification.text)",
                [
                    ("epoch_s", .double(run.epochSeconds.median)),
                    ("train_s", .double(trainer.trainingSeconds.median)), ("nodes", .int(graph.nodeCount)),
                    ("directed_edges", .int(graph.edges.count)), ("epochs", .int(run.epochs)), ("batch", .int(batch)),
                    ("hidden", .int(settings.hidden)), ("first_loss", .double(run.history.first?.trainLoss ?? .nan)),
                    ("last_loss", .double(run.history.last?.trainLoss ?? .nan)),
                    ("test_accuracy", .double(run.metrics.testAccuracy)), ("generation_ms", .double(setup)),
                    ("preparation_ms", .double(preparation)),
                ])
        }
    }
}
