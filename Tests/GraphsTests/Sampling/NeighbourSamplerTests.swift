import DenseArrays
import Graphs
import TestSupport
import Testing

@Suite struct NeighbourSamplerTests {
    let table = NeighbourTable(randomEdges(60, probability: 0.2, seed: 1), nodeCount: 60)

    @Test func everySampleIsANeighbourAtMostFanOutAndOnce() {
        let sampler = NeighbourSampler(table, fanOuts: [4, 3], seed: 5)
        let blocks = sampler.blocks(for: [7, 3, 20], epoch: 1, batch: 2)
        #expect(blocks.count == 2)
        #expect(Array(blocks[1].sources.prefix(3)) == [7, 3, 20] && blocks[1].targetCount == 3)
        // what one layer makes is what the next one reads
        #expect(Array(blocks[0].sources.prefix(blocks[0].targetCount)) == blocks[1].sources)
        for (block, fanOut) in zip(blocks, [3, 4]) {
            #expect(block.rowStarts.count == block.targetCount + 1)
            #expect(Set(block.sources).count == block.sources.count)
            for target in 0..<block.targetCount {
                let node = Int(block.sources[target])
                let drawn = block.rowStarts[target]..<block.rowStarts[target + 1]
                #expect(drawn.count == min(fanOut, table.degree(node)))
                #expect(Set(block.edges[drawn]).count == drawn.count)
                for place in drawn {
                    let edge = Int(block.edges[place])
                    #expect(table.range(node).contains(edge))
                    #expect(table.sources[edge] == block.sources[Int(block.neighbours[place])])
                }
            }
        }
    }

    @Test func aFullFanOutTakesEveryEdge() {
        let block = NeighbourSampler(table, fanOuts: [NeighbourSampler.all]).blocks(
            for: (0..<60).map { Int32($0) }, epoch: 0, batch: 0)[0]
        #expect(block.edges.map(Int.init) == Array(0..<table.count))
        #expect(block.neighbours == table.sources)
    }

    /// Each neighbour is drawn as often as any other.
    @Test func drawsEvenly() {
        let star = NeighbourTable(EdgeList((1...10).map { ($0, 0) }), nodeCount: 11)
        let sampler = NeighbourSampler(star, fanOuts: [3], seed: 2)
        var counts = [Int](repeating: 0, count: 10)
        let draws = 4000
        for batch in 0..<draws {
            for edge in sampler.blocks(for: [0], epoch: 0, batch: batch)[0].edges { counts[Int(edge)] += 1 }
        }
        // 1,200 are expected, the standard deviation is 29
        #expect(counts.allSatisfy { abs($0 - draws * 3 / 10) < 150 }, "\(counts)")
    }

    @Test func whatIsDrawnFollowsFromSeedEpochBatchAndNodeAlone() {
        let sampler = NeighbourSampler(table, fanOuts: [2, 2], seed: 1)
        let first = sampler.blocks(for: [1, 2], epoch: 3, batch: 4)
        _ = sampler.blocks(for: [9], epoch: 0, batch: 0)
        #expect(sampler.blocks(for: [1, 2], epoch: 3, batch: 4) == first)
        #expect(NeighbourSampler(table, fanOuts: [2, 2], seed: 1).blocks(for: [1, 2], epoch: 3, batch: 4) == first)
        // node 2 draws the same in other company
        let alone = sampler.blocks(for: [2], epoch: 3, batch: 4)[1]
        let together = first[1]
        #expect(alone.edges == Array(together.edges[together.rowStarts[1]..<together.rowStarts[2]]))
        #expect(sampler.blocks(for: [1, 2], epoch: 4, batch: 4) != first)
        #expect(sampler.blocks(for: [1, 2], epoch: 3, batch: 5) != first)
        #expect(NeighbourSampler(table, fanOuts: [2, 2], seed: 2).blocks(for: [1, 2], epoch: 3, batch: 4) != first)
    }

    @Test func aNodeIsWantedOnce() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let table = NeighbourTable(EdgeList([(0, 1)]), nodeCount: 2)
            _ = NeighbourSampler(table, fanOuts: [1]).blocks(for: [1, 1], epoch: 0, batch: 0)
        }
        expectMessage(end, "NeighbourSampler: node 1 is wanted twice or outside 0..<2")
    }
}
