import DenseArrays
import Graphs
import TestSupport
import Testing

@testable import Training

@Suite struct MissingLinksTests {
    /// All pairs by hand, on a graph with more nodes than a block has rows.
    @Test func bestOfAllPairs() throws {
        let nodes = 300
        let graph = try Graph(nodeCount: nodes, edges: EdgeList((0..<nodes).map { ($0, ($0 * 7 + 1) % nodes) }))
        let z = randomArray([nodes, 4], seed: 2)
        let edges = NegativeSampler(graph, undirected: true)
        var all: [(score: Float, s: Int, t: Int)] = []
        for s in 0..<nodes {
            for t in s + 1..<max(nodes, s + 1) where !edges.isEdge(s, t) {
                all.append(((0..<4).reduce(0) { $0 + z[s, $1] * z[t, $1] }, s, t))
            }
        }
        all.sort { $0.score > $1.score }
        for count in [1, 10, 2000] {
            let found = MissingLinks.best(count, z, in: graph)
            #expect(found.count == count)
            for (link, expected) in zip(found, all) {
                let score = (0..<4).reduce(Float(0)) { $0 + z[link.source, $1] * z[link.target, $1] }
                expectClose(Double(score), Double(expected.score), .reordered)
                #expect(!edges.isEdge(link.source, link.target) && link.source < link.target)
            }
            #expect(Set(found.map { $0.source * nodes + $0.target }).count == count, "none twice")
        }
    }

    @Test func fewerThanAskedFor() throws {
        let graph = try SmallGraph.path.graph()
        let z = DenseArray(zeros: [4, 2])
        let found = MissingLinks.best(100, z, in: graph)
        #expect(found.map { [$0.source, $0.target] } == [[0, 2], [0, 3], [1, 3]])
        #expect(found.allSatisfy { $0.probability == 0.5 })
        #expect(MissingLinks.best(0, z, in: graph).isEmpty)
    }
}
