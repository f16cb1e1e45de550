import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct SAGEConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("SAGEConv") { golden in
            SAGEConvolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                aggregation: try #require(Aggregation(named: try golden.string("aggr"))),
                normalizes: golden.flag("normalize"), rootWeight: golden.flag("root_weight"),
                projects: golden.flag("project"), bias: golden.flag("bias"), key: RandomKey(seed: 1))
        } run: { _, layer, x, edges, _, _ in
            layer(x, MessageEdges(edges, nodeCount: x.shape[0]))
        }
    }

    @Test(arguments: [(4, 2), (2, 3)]) func onSmallGraphs(widths: (inputs: Int, outputs: Int)) {
        for (aggregation, normalizes) in [(Aggregation.mean, false), (.sum, true), (.maximum, false)] {
            let layer = SAGEConvolution(
                inputs: widths.inputs, outputs: widths.outputs, aggregation: aggregation, normalizes: normalizes,
                key: RandomKey(seed: 2))
            // rows near zero bend too much for differences once they are normalized
            expectGraphLayer(
                "SAGE \(aggregation)", inputs: widths.inputs, checksGradients: !normalizes, parameters: layer.parameters
            ) { x, edges, n, _ in layer(x, MessageEdges(edges, nodeCount: n)) }
        }
    }

    /// A sampled block: three nodes send to the first two.
    @Test func blocks() {
        let layer = SAGEConvolution(inputs: 2, outputs: 3, key: RandomKey(seed: 1))
        let edges = EdgeList([(2, 0), (0, 1), (2, 1)])
        let x = Tensor(randomArray([3, 2], seed: 2))
        let whole = layer(x, MessageEdges(edges, nodeCount: 3)).value
        let block = layer(x, MessageEdges(edges, sourceCount: 3, targetCount: 2)).value
        expectClose(block, whole.gatheringRows([0, 1]), .reordered)
    }

    @Test func featuresOfAnotherWidthAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = SAGEConvolution(inputs: 32, outputs: 2, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 16])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "SAGEConvolution: x has shape [3, 16], expected [3 nodes, 32 features]")
    }

    @Test func edgesThatPointNowhereAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = MessageEdges(EdgeList([(0, 1), (1, 2)]), sourceCount: 3, targetCount: 2)
        }
        expectMessage(end, "MessageEdges: edge 1 joins 1 and 2, expected numbers below 3 and 2")
    }
}
