import Graphs
import Testing

@Suite struct ClusterSamplerTests {
    let edges = planted(4, of: 10, inside: 0.5, between: 0.05, seed: 3)

    @Test func anEpochHasEveryNodeOnce() {
        let table = NeighbourTable(edges, nodeCount: 40)
        let sampler = ClusterSampler(table, partition: (0..<40).map { Int32($0 / 8) }, partsPerBatch: 2, seed: 1)
        #expect(sampler.batchCount == 3)
        let order = sampler.order(epoch: 0)
        let nodes = order.flatMap { sampler.subgraph(parts: $0).nodes }
        #expect(nodes.sorted() == (0..<40).map { Int32($0) })
        #expect(sampler.order(epoch: 0) == order)
        #expect((1..<8).contains { sampler.order(epoch: $0) != order })
    }

    /// The edges among a batch's nodes, those between its parts too, and no others.
    @Test func aBatchHasAllEdgesAmongItsNodes() {
        let table = NeighbourTable(edges, nodeCount: 40)
        let sampler = ClusterSampler(table, partition: (0..<40).map { Int32($0 % 3) }, partsPerBatch: 2)
        let part = sampler.subgraph(parts: [2, 0])
        let members = Set(part.nodes)
        #expect(members == Set((0..<40).filter { $0 % 3 != 1 }.map { Int32($0) }))
        var expected = 0
        for edge in 0..<edges.count where members.contains(edges.sources[edge]) && members.contains(edges.targets[edge]) {
            expected += 1
        }
        #expect(part.edges.count == expected && expected > 0)
        for edge in 0..<part.edges.count {
            let place = Int(part.edgePlaces[edge])
            let target = Int(part.nodes[Int(part.edges.targets[edge])])
            #expect(table.range(target).contains(place))
            #expect(table.sources[place] == part.nodes[Int(part.edges.sources[edge])])
        }
    }
}
