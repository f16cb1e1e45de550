import DenseArrays
import Graphs
import TestSupport
import Testing

@Suite struct NegativeSamplerTests {
    @Test(arguments: SmallGraph.all) func neverAnEdge(small: SmallGraph) throws {
        let graph = try small.graph()
        let sampler = NegativeSampler(graph)
        #expect(sampler.isUndirected == graph.edges.isUndirected)
        let pairs = sampler.sample(200, key: RandomKey(seed: 1))
        var edges = Set<[Int32]>()
        for edge in 0..<graph.edges.count {
            edges.insert([graph.edges.sources[edge], graph.edges.targets[edge]])
            if sampler.isUndirected { edges.insert([graph.edges.targets[edge], graph.edges.sources[edge]]) }
        }
        var seen = Set<[Int32]>()
        for pair in 0..<pairs.count {
            let (s, t) = (pairs.sources[pair], pairs.targets[pair])
            #expect(s != t && !edges.contains([s, t]), "\(s) \(t)")
            #expect(!sampler.isUndirected || s < t)
            seen.insert([s, t])
        }
        // every pair without an edge comes
        var free = 0
        for s in 0..<Int32(graph.nodeCount) {
            for t in 0..<Int32(graph.nodeCount) where s != t && !edges.contains([s, t]) && (!sampler.isUndirected || s < t) {
                free += 1
            }
        }
        #expect(seen.count == free)
        #expect(pairs.count == (free == 0 ? 0 : 200), "as many as asked for")
    }

    @Test func followsFromTheKey() throws {
        let graph = try Graph(nodeCount: 1000, edges: EdgeList((0..<999).map { ($0, $0 + 1) }))
        let sampler = NegativeSampler(graph)
        #expect(!sampler.isUndirected && sampler.isEdge(3, 4) && !sampler.isEdge(4, 3))
        let key = RandomKey(seed: 3)
        #expect(sampler.sample(50, key: key) == sampler.sample(50, key: key))
        #expect(sampler.sample(50, key: key) != sampler.sample(50, key: key.child(1)))
        // each element by itself: a shorter draw is the beginning of a longer one
        #expect(sampler.sample(20, key: key).sources == Array(sampler.sample(50, key: key).sources.prefix(20)))
        let forced = NegativeSampler(graph, undirected: true)
        #expect(forced.isEdge(4, 3) && forced.sample(9, key: key).count == 9)
    }

    @Test func nothingToDraw() throws {
        let one = try Graph(nodeCount: 1, edges: EdgeList([]))
        #expect(NegativeSampler(one).sample(5, key: RandomKey(seed: 0)).count == 0)
    }
}
