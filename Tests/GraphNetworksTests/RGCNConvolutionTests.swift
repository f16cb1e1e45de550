import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct RGCNConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("RGCNConv") { golden in
            RGCNConvolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                relations: try golden.int("num_relations"), bases: golden.setting("num_bases")?.int,
                blocks: golden.setting("num_blocks")?.int,
                aggregation: try #require(Aggregation(named: try golden.string("aggr"))),
                rootWeight: golden.flag("root_weight"), bias: golden.flag("bias"), key: RandomKey(seed: 1))
        } run: { golden, layer, x, edges, _, _ in
            let typed = MessageEdges.byRelation(
                edges, types: try golden.ints("in.edge_type"), relations: layer.relations, nodeCount: x.shape[0])
            return layer(x, typed)
        }
    }

    @Test(arguments: [Aggregation.mean, .sum, .maximum]) func onSmallGraphs(aggregation: Aggregation) {
        for (bases, blocks) in [(nil, nil), (2, nil), (nil, 2)] as [(Int?, Int?)] {
            let layer = RGCNConvolution(
                inputs: 4, outputs: 2, relations: 3, bases: bases, blocks: blocks, aggregation: aggregation,
                key: RandomKey(seed: 1))
            expectGraphLayer("RGCN", inputs: 4, parameters: layer.parameters) { x, edges, n, _ in
                layer(
                    x,
                    MessageEdges.byRelation(
                        edges, types: (0..<edges.count).map { $0 % 3 }, relations: 3, nodeCount: n))
            }
        }
    }

    @Test func anotherNumberOfRelationsIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = RGCNConvolution(inputs: 2, outputs: 2, relations: 3, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 2])), [MessageEdges(EdgeList([(0, 1)]), nodeCount: 3)])
        }
        expectMessage(end, "RGCNConvolution: 3 relations, found edges of 1")
    }
}
