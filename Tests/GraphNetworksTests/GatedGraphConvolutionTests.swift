import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct GatedGraphConvolutionTests {
    /// Cases without weights on both routes.
    @Test func equalsPyG() throws {
        for asOnes in [false, true] {
            try expectGoldenLayer("GatedGraphConv") { golden in
                GatedGraphConvolution(
                    channels: try golden.int("out_channels"), rounds: try golden.int("num_layers"),
                    aggregation: try #require(Aggregation(named: try golden.string("aggr"))), bias: golden.flag("bias"),
                    key: RandomKey(seed: 1))
            } run: { _, layer, x, edges, _, weights in
                let ones = asOnes ? Tensor(DenseArray(repeating: 1, shape: [edges.count])) : nil
                return layer(x, MessageEdges(edges, nodeCount: x.shape[0]), weights: weights ?? ones)
            }
        }
    }

    @Test func onSmallGraphs() {
        let layer = GatedGraphConvolution(channels: 3, rounds: 2, key: RandomKey(seed: 1))
        expectGraphLayer("gated", inputs: 2, parameters: layer.parameters) { x, edges, n, _ in
            layer(x, MessageEdges(edges, nodeCount: n))
        }
    }

    @Test func moreFeaturesThanChannelsAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GatedGraphConvolution(channels: 2, rounds: 1, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 4])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(
            end, "GatedGraphConvolution: x has shape [3, 4], expected [3 nodes, at most 2 features]")
    }
}
