import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct CGConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("CGConv") { golden in
            CGConvolution(
                channels: try golden.int("channels"), edgeFeatures: try golden.int("dim"),
                aggregation: try #require(Aggregation(named: try golden.string("aggr"))),
                batchNorm: golden.flag("batch_norm"), bias: golden.flag("bias"), key: RandomKey(seed: 1))
        } run: { _, layer, x, edges, features, _ in
            layer(x, MessageEdges(edges, nodeCount: x.shape[0]), edgeFeatures: features)
        }
    }

    @Test(arguments: [0, 2]) func onSmallGraphs(edgeFeatures: Int) {
        let layer = CGConvolution(channels: 3, edgeFeatures: edgeFeatures, key: RandomKey(seed: 1))
        expectGraphLayer(
            "CG", inputs: 3, edgeFeatures: edgeFeatures, parameters: layer.parameters
        ) { x, edges, n, features in layer(x, MessageEdges(edges, nodeCount: n), edgeFeatures: features) }
    }

    /// The norm of the aggregate: in evaluation with mean 0 and variance 1 it changes next to nothing.
    @Test func batchNorm() {
        let plain = CGConvolution(channels: 2, key: RandomKey(seed: 1))
        let normed = CGConvolution(gate: plain.gate, core: plain.core, norm: BatchNorm(channels: 2, epsilon: 0))
        let edges = MessageEdges(SmallGraph.star.edges, nodeCount: 5), x = Tensor(randomArray([5, 2], seed: 2))
        expectClose(normed(x, edges).value, plain(x, edges).value, .reordered)
        #expect(normed(x, edges, training: true).value != plain(x, edges).value)
        #expect(normed.parameters.suffix(2).map(\.path) == ["bn.weight", "bn.bias"])
    }

    @Test func featuresOfAnotherWidthAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = CGConvolution(channels: 4, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 2])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "CGConvolution: x has shape [3, 2], expected [3 nodes, 4 features]")
    }
}
