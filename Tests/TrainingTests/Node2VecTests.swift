import DenseArrays
import GraphDatasets
import Graphs
import TestSupport
import Testing

@testable import Training

extension Trainings {
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
