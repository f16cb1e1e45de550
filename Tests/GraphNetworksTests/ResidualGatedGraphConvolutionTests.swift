import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ResidualGatedGraphConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("ResGatedGraphConv") { golden in
            ResidualGatedGraphConvolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                edgeFeatures: golden.setting("edge_dim")?.int ?? 0, rootWeight: golden.flag("root_weight"),
                bias: golden.flag("bias"), key: RandomKey(seed: 1))
        } run: { golden, layer, x, edges, features, _ in
            layer(x, MessageEdges(edges, nodeCount: x.shape[0]), edgeFeatures: features)
        }
    }

    @Test(arguments: [0, 2]) func onSmallGraphs(edgeFeatures: Int) {
        let layer = ResidualGatedGraphConvolution(
            inputs: 3, outputs: 2, edgeFeatures: edgeFeatures, key: RandomKey(seed: 1))
        expectGraphLayer(
            "residual gated", inputs: 3, edgeFeatures: edgeFeatures, parameters: layer.parameters
        ) { x, edges, n, features in layer(x, MessageEdges(edges, nodeCount: n), edgeFeatures: features) }
    }

    @Test func missingEdgeFeaturesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = ResidualGatedGraphConvolution(inputs: 2, outputs: 2, edgeFeatures: 3, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 2])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(
            end,
            "ResidualGatedGraphConvolution: edge features have shape [], expected [1 edges, 3 features]")
    }
}
