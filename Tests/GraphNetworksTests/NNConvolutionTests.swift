import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct NNConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("NNConv") { golden in
            NNConvolution(
                network: try #require(try golden.network("nn")), inputs: try golden.int("in_channels"),
                outputs: try golden.int("out_channels"),
                aggregation: try #require(Aggregation(named: try golden.string("aggr"))),
                rootWeight: golden.flag("root_weight"), bias: golden.flag("bias"), key: RandomKey(seed: 1))
        } run: { _, layer, x, edges, features, _ in
            layer(x, MessageEdges(edges, nodeCount: x.shape[0]), edgeFeatures: try #require(features))
        }
    }

    @Test func onSmallGraphs() {
        let layer = NNConvolution(
            network: Linear(inputs: 2, outputs: 6, key: RandomKey(seed: 1)), inputs: 3, outputs: 2, key: RandomKey(seed: 2))
        expectGraphLayer("NNConv", inputs: 3, edgeFeatures: 2, parameters: layer.parameters) { x, edges, n, features in
            layer(x, MessageEdges(edges, nodeCount: n), edgeFeatures: features ?? x)
        }
    }

    @Test func aNetworkOfAnotherWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = NNConvolution(
                network: Linear(inputs: 2, outputs: 5, key: RandomKey(seed: 1)), inputs: 3, outputs: 2,
                key: RandomKey(seed: 2))
            _ = layer(
                Tensor(DenseArray(zeros: [3, 3])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3),
                edgeFeatures: Tensor(DenseArray(zeros: [1, 2])))
        }
        expectMessage(end, "NNConvolution: expected matrices [1, 6], the network gave shape [1, 5]")
    }
}
