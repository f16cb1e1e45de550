import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct EdgeConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("EdgeConv") { golden in
            EdgeConvolution(
                network: try #require(try golden.network("nn")),
                aggregation: try #require(Aggregation(named: try golden.string("aggr"))))
        } run: { _, layer, x, edges, _, _ in layer(x, MessageEdges(edges, nodeCount: x.shape[0])) }
    }

    @Test func onSmallGraphs() {
        let layer = EdgeConvolution(
            network: Linear(inputs: 4, outputs: 3, key: RandomKey(seed: 1)), aggregation: .mean)
        expectGraphLayer("EdgeConv", inputs: 2, parameters: layer.parameters) { x, edges, n, _ in
            layer(x, MessageEdges(edges, nodeCount: n))
        }
    }

    @Test func anotherNumberOfNodesIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = EdgeConvolution(inputs: 2, hidden: 3, outputs: 2, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [4, 2])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "EdgeConvolution: x has shape [4, 2], expected [3 nodes, 2 features]")
    }
}
