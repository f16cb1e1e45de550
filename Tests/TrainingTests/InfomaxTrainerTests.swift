import DenseArrays
import GraphDatasets
import Graphs
import TestSupport
import Testing

@testable import Training

extension Trainings {
    @Suite struct InfomaxTrainerTests {
        private func trainer(_ epochs: Int) -> InfomaxTrainer {
            var trainer = InfomaxTrainer()
            trainer.dimensions = 32
            trainer.epochs = epochs
            trainer.learningRate = 0.01
            return trainer
        }

        @Test func vectorsTellClasses() throws {
            let graph = try smallPapers()
            let result = try trainer(60).train(graph, seed: 0)
            #expect(result.vectors.shape == [300, 32] && result.bestEpoch > 5)
            #expect((result.losses.min() ?? 9) < (result.losses.first ?? 0))
            let labels = try #require(graph.labels)
            let probe = LinearProbe(.dense(result.vectors), labels: labels, split: try includedSplit(graph))
            #expect(probe.testAccuracy > 0.5, "\(probe.testAccuracy); chance would be a third")
        }

        /// The kept weights are those that had the lowest loss.
        @Test func keepsTheBest() throws {
            let graph = try smallPapers()
            var patient = trainer(500)
            patient.patience = 3
            let result = try patient.train(graph, seed: 1)
            #expect(result.losses.count < 500 && result.bestEpoch == result.losses.count - 3)
            let lowest = result.losses.min() ?? 0
            #expect(result.losses[result.bestEpoch - 1] == lowest)
            var shorter = trainer(result.bestEpoch)
            shorter.patience = 1000
            // trained no further than the best epoch, the best weights are those before its step
            #expect(try shorter.train(graph, seed: 1).vectors == result.vectors)
        }

        @Test func sameBitsForThreads() throws {
            let graph = try smallPapers()
            let results = try resultsForThreadCounts { try trainer(4).train(graph, seed: 2).vectors }
            for result in results { expectSameBits(result, results[0]) }
            let stopped = try trainer(40).train(graph, seed: 2, isInterrupted: { true })
            #expect(stopped.losses.count == 1 && stopped.wasInterrupted)
        }
    }
}
