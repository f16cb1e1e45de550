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

    @Suite struct Node2VecTests {
        @Test func vectorsTellGroups() throws {
            // two groups of 20, each a ring with chords, one tie between them
            var ties = [(0, 20)]
            for node in 0..<20 { for step in [1, 3, 5] { ties += [(node, (node + step) % 20), (20 + node, 20 + (node + step) % 20)] } }
            let labels = try NodeLabels(values: (0..<40).map { $0 < 20 ? 0 : 1 }, classNames: ["a", "b"])
            let graph = try Graph(nodeCount: 40, edges: EdgeList(ties).undirected(), labels: labels)
            var method = Node2Vec()
            method.dimensions = 16
            method.walkLength = 20
            method.window = 4
            let result = try method.train(graph, seed: 0)
            #expect(result.walks == 400 && result.vectors.shape == [40, 16])
            let split = try NodeSplit(
                name: "few", train: [1, 2, 21, 22], validation: [], test: (5..<20).map { $0 } + (25..<40), nodeCount: 40)
            let probe = LinearProbe(.dense(result.vectors), labels: labels, split: split)
            #expect(probe.testAccuracy > 0.9, "\(probe.testAccuracy)")
            let results = try resultsForThreadCounts { try method.train(graph, seed: 3).vectors }
            for other in results { expectSameBits(other, results[0]) }
            #expect(results[0] != result.vectors)
            #expect(try method.train(graph, seed: 0, isInterrupted: { true }).walks == 40)
        }
    }
}

@Suite struct LinearProbeTests {
    /// Points on either side of a line through the origin, an unlabelled node in no part.
    private func problem() throws -> (DenseArray, NodeLabels, NodeSplit) {
        let x = randomArray([60, 2], seed: 1, gap: 0.2)
        let values = (0..<60).map { Int32(x[$0, 0] > 0 ? 1 : 0) }
        let labels = try NodeLabels(values: Array(values.dropLast()) + [-1], classNames: ["left", "right"])
        let split = try NodeSplit(
            name: "s", train: Array(0..<20), validation: Array(20..<35), test: Array(35..<59), nodeCount: 60)
        return (x, labels, split)
    }

    @Test func separatesWhatIsSeparable() throws {
        let (x, labels, split) = try problem()
        let probe = LinearProbe(.dense(x), labels: labels, split: split)
        #expect(probe.testAccuracy > 0.9 && probe.validationAccuracy > 0.9 && probe.trainAccuracy > 0.9)
        #expect(LinearProbe.penalties.contains(probe.penalty))
    }

    /// Scale does not matter, nor how the rows are kept.
    @Test func scaleAndForm() throws {
        let (x, labels, split) = try problem()
        let probe = LinearProbe(.dense(x), labels: labels, split: split)
        let scaled = LinearProbe(.dense(x * 1024), labels: labels, split: split)
        #expect(scaled.testAccuracy == probe.testAccuracy && scaled.penalty == probe.penalty)
        var wide = DenseArray(zeros: [60, 20])
        for row in 0..<60 { for c in 0..<2 { wide[row, c * 7] = x[row, c] } }
        let sparse = NodeFeatures.dense(wide).inBestForm()
        guard case .sparse = sparse else {
            Issue.record("expected sparse features")
            return
        }
        let one = LinearProbe(sparse, labels: labels, split: split)
        let two = LinearProbe(.dense(wide), labels: labels, split: split)
        #expect(one.testAccuracy == two.testAccuracy && one.penalty == two.penalty)
    }

    @Test func withoutValidationAndWithoutSense() throws {
        let (x, labels, _) = try problem()
        let split = try NodeSplit(name: "s", train: [0, 1, 2, 3], validation: [], test: [5, 6], nodeCount: 60)
        let probe = LinearProbe(.dense(x), labels: labels, split: split)
        #expect(probe.penalty == LinearProbe.standardPenalty && probe.validationAccuracy.isNaN)
        // nodes known by nothing but themselves tell nothing of others
        #expect(LinearProbe(.identity(60), labels: labels, split: split).trainAccuracy == 1)
        let zeros = LinearProbe(.dense(DenseArray(zeros: [60, 3])), labels: labels, split: split)
        #expect(zeros.testAccuracy >= 0 && zeros.testAccuracy <= 1)
    }
}
