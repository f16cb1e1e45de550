import DenseArrays
import FileFormats
import GraphDatasets
import GraphNetworks
import TestSupport
import Testing

@testable import Graphs
@testable import Training

extension Trainings {
    @Suite struct LinkPredictionTrainerTests {
        private func short(_ kind: LinkPredictionSettings.Kind, epochs: Int = 40) -> LinkPredictionSettings {
            var settings = LinkPredictionSettings(kind)
            settings.epochs = epochs
            return settings
        }

        @Test(arguments: LinkPredictionSettings.Kind.allCases) func learns(kind: LinkPredictionSettings.Kind) throws {
            let graph = try smallPapers()
            let split = try graph.randomLinkSplit(validation: 0.05, test: 0.1, seed: 1)
            let trainer = try LinkPredictionTrainer(graph, short(kind))
            let run = try trainer.run(seed: 1, split: split)
            #expect(run.history.count == 40 && run.divergedAt == nil && !run.wasInterrupted)
            #expect((run.history.last?.trainLoss ?? 9) < (run.history.first?.trainLoss ?? 0))
            // papers cite their own topic: chance would be a half
            #expect(run.test.auc > 0.65 && run.validation.auc > 0.6, "\(run.test.auc)")
            #expect(run.baselines.map(\.name) == ["adamic-adar", "feature-cosine"])
            let vectors = try trainer.embeddings(run.parameters)
            #expect(vectors.shape == [300, 16] && vectors.isFinite)
        }

        /// Held-back edges reach neither messages nor negatives: another graph with the same training edges gives the same
        /// bits.
        @Test func heldEdgesAreUnseen() throws {
            let graph = try smallPapers()
            let split = try graph.randomLinkSplit(seed: 2)
            let without = try Graph(
                nodeCount: graph.nodeCount, edges: split.train.edges, features: graph.features)
            let blind = LinkSplit(
                train: split.train, test: split.train, trainEdges: split.trainEdges,
                validationEdges: EdgeList([]), testEdges: split.testEdges, validationNegatives: EdgeList([]),
                testNegatives: split.testNegatives)
            // validation may choose the epoch, but nothing else
            var last = short(.vgae, epochs: 4)
            last.keepsBest = false
            let first = try LinkPredictionTrainer(graph, last).run(seed: 0, split: split)
            let second = try LinkPredictionTrainer(without, short(.vgae, epochs: 4)).run(seed: 0, split: blind)
            #expect(first.parameters == second.parameters && first.test == second.test)
            #expect(second.validation.auc.isNaN && second.history[0].validationAUC.isNaN)
        }

        @Test func keepsTheBestInValidation() throws {
            let graph = try smallPapers()
            let split = try graph.randomLinkSplit(validation: 0.1, test: 0.1, seed: 3)
            let best = try LinkPredictionTrainer(graph, short(.gae, epochs: 60)).run(seed: 0, split: split)
            let scores = best.history.map { $0.validationAUC + $0.validationAveragePrecision }
            #expect(scores[best.bestEpoch - 1] == scores.max())
            #expect(scores.firstIndex(of: scores.max() ?? 0) == best.bestEpoch - 1, "the first of equals")
            #expect(best.validation.auc == best.history[best.bestEpoch - 1].validationAUC)
            var settings = short(.gae, epochs: best.bestEpoch)
            settings.keepsBest = false
            let last = try LinkPredictionTrainer(graph, settings).run(seed: 0, split: split)
            #expect(last.bestEpoch == best.bestEpoch && last.parameters == best.parameters && last.test == best.test)
        }

        @Test func sameBitsForThreads() throws {
            let graph = try smallPapers()
            let split = try graph.randomLinkSplit(seed: 2)
            let trainer = try LinkPredictionTrainer(graph, short(.vgae, epochs: 3))
            let runs = try resultsForThreadCounts { try trainer.run(seed: 3, split: split) }
            for run in runs { #expect(run.parameters == runs[0].parameters) }
            #expect(try trainer.run(seed: 4, split: split).parameters != runs[0].parameters)
        }

        @Test(arguments: ["gat", "sage", "mlp", "appnp"]) func otherEncoders(name: String) throws {
            let graph = try smallPapers()
            var settings = short(.vgae, epochs: 2)
            settings.encoder = name
            settings.options = NodeClassificationSettings.standard(for: name).options
            let run = try LinkPredictionTrainer(graph, settings).run(
                seed: 0, split: try graph.randomLinkSplit(seed: 2))
            #expect(run.test.auc.isFinite)
        }

        @Test func interruptionAndDivergence() throws {
            let graph = try smallPapers()
            let split = try graph.randomLinkSplit(seed: 2)
            let stopped = try LinkPredictionTrainer(graph, short(.gae)).run(
                seed: 0, split: split, isInterrupted: { true })
            #expect(stopped.history.count == 1 && stopped.wasInterrupted && stopped.test.auc.isFinite)
            var wild = short(.gae)
            wild.learningRate = 1e30
            let diverged = try LinkPredictionTrainer(graph, wild).run(seed: 0, split: split)
            #expect(diverged.divergedAt != nil && diverged.history.count < 40)
        }

        @Test func negativeWeightsAreRefused() throws {
            let graph = try Graph(nodeCount: 3, edges: EdgeList([(0, 1), (1, 2)], weights: [1, -2]))
            let expected = GraphError.negativeWeight(edge: 1, source: 1, target: 2, weight: -2)
            #expect(throws: expected) { _ = try LinkPredictionTrainer(graph, LinkPredictionSettings()) }
        }
    }
}
