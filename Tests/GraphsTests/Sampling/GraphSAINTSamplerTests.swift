import DenseArrays
import Graphs
import Testing

@Suite struct GraphSAINTSamplerTests {
    let table = NeighbourTable(planted(3, of: 10, inside: 0.4, between: 0.03, seed: 2), nodeCount: 30)

    @Test func aBatchIsWalkedAndInduced() {
        let sampler = GraphSAINTSampler(table, roots: 4, length: 3, coverage: 5, seed: 1)
        let part = sampler.subgraph(epoch: 0, batch: 1)
        #expect(part.nodes.count <= 16 && Set(part.nodes).count == part.nodes.count)
        let members = Set(part.nodes)
        var expected = 0
        for node in part.nodes { for edge in table.range(Int(node)) where members.contains(table.sources[edge]) { expected += 1 } }
        #expect(part.edges.count == expected)
        #expect(sampler.subgraph(epoch: 0, batch: 1) == part)
        #expect(sampler.subgraph(epoch: 1, batch: 1) != part)
    }

    /// Σ factor · value over a batch's nodes has the sum over all nodes as its mean; the same for what arrives at a node
    /// that is there.
    @Test func theFactorsTakeThePreferenceAway() {
        let sampler = GraphSAINTSampler(table, roots: 4, length: 3, coverage: 400, seed: 1)
        let values = (0..<30).map { Double($0 % 7) - 1 }
        var total = 0.0
        var met = [Double](repeating: 0, count: 30), arrived = met
        let batches = 4000
        for batch in 0..<batches {
            let part = sampler.subgraph(epoch: 0, batch: batch)
            for node in part.nodes {
                total += Double(sampler.lossFactor(Int(node))) * values[Int(node)]
                met[Int(node)] += 1
            }
            for edge in 0..<part.edges.count {
                let target = Int(part.nodes[Int(part.edges.targets[edge])])
                let source = Int(part.nodes[Int(part.edges.sources[edge])])
                arrived[target] += Double(sampler.messageFactor(Int(part.edgePlaces[edge]), target: target)) * values[source]
            }
        }
        #expect(abs(total / Double(batches) - values.reduce(0, +)) < 3)
        for node in 0..<30 where table.degree(node) > 0 {
            let expected = table.range(node).reduce(0.0) { $0 + values[Int(table.sources[$1])] }
            #expect(abs(arrived[node] / met[node] - expected) < 0.25 * Double(table.degree(node)), "node \(node)")
        }
    }

    @Test func aNodeWithoutNeighboursStays() {
        let lonely = NeighbourTable(EdgeList([]), nodeCount: 3)
        let part = GraphSAINTSampler(lonely, roots: 2, length: 4, coverage: 1).subgraph(epoch: 0, batch: 0)
        #expect(part.nodes.count <= 2 && part.edges.count == 0)
    }
}
