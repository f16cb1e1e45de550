import DenseArrays
import Graphs
import TestSupport
import Testing

@Suite struct LargeGraphGeneratorTests {
    let generator = LargeGraphGenerator(nodes: 5000, edges: 50_000, features: 8, classes: 5, seed: 2)

    @Test func isWhatItSays() throws {
        let graph = try generator.make()
        #expect(graph.nodeCount == 5000 && graph.edges.count == 50_000)
        let labels = try #require(graph.labels).values, split = try #require(graph.split)
        #expect(labels[7] == 2 && split.train.count > 400 && split.train.count < 600)
        // within a class: the homophily, and a fifth of the rest
        let same = (0..<graph.edges.count).count { labels[Int(graph.edges.sources[$0])] == labels[Int(graph.edges.targets[$0])] }
        #expect(abs(Double(same) / 50_000 - (0.6 + 0.4 / 5)) < 0.02)
        // heavy tails: evenly drawn edges would give no node more than about 30
        #expect((graph.inDegrees.max() ?? 0) > 100)
        // each edge stands there in both directions
        #expect(graph.edges.sources[25_000] == graph.edges.targets[0] && graph.edges.targets[25_000] == graph.edges.sources[0])
    }

    @Test func followsFromTheSeedAlone() throws {
        let made = try resultsForThreadCounts { try generator.make() }
        for graph in made.dropFirst() {
            #expect(graph.edges == made[0].edges)
            expectSameBits(graph.features.matrix, made[0].features.matrix)
        }
        var other = generator
        other.seed = 3
        #expect(try other.make().edges != made[0].edges)
    }
}
