import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct GINEConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "GINEConv") {
            let layer = GINEConvolution(
                network: try golden.innerNetwork(),
                edgeMap: try golden.setting("edge_dim")?.int.map {
                    Linear(inputs: $0, outputs: try golden.shape("in.x")[1], key: RandomKey(seed: 1))
                },
                epsilon: Tensor(
                    DenseArray([Float(golden.setting("eps")?.double ?? 0)]), requiresGradient: golden.flag("train_eps"))
            )
            try golden.fill(layer)
            let x = try golden.leaf("x")
            let features = try golden.leaf("edge_attr")
            let edges = CompressedEdges(try golden.plainEdges(), nodeCount: x.shape[0])
            try golden.expectEqual(
                layer(x, edges, edgeFeatures: features), layer, inputs: ["x": x, "edge_attr": features])
        }
    }

    /// The edge map's bias decides which columns pass: ±4 keeps all sums away from the kink.
    private func layer(_ edges: EdgeList, _ n: Int) throws -> ([Tensor]) -> Tensor {
        let map = Linear(weight: Tensor(randomArray([2, 3], seed: 4)), bias: Tensor(DenseArray([4, -4, 4])))
        let layer = GINEConvolution(network: smoothNetwork(3), edgeMap: map, epsilon: Tensor(DenseArray([0.3])))
        let compressed = CompressedEdges(edges, nodeCount: n)
        return { layer($0[0], compressed, edgeFeatures: $0[1]) }
    }

    @Test func onSmallGraphs() throws {
        try checkGradients("GINE", width: 3, edgeWidth: 2, layer)
        try checkRenumbering("GINE", width: 3, edgeWidth: 2, layer)
        try checkThreads("GINE", width: 3, edgeWidth: 2, layer)
    }

    @Test func shapesAreChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GINEConvolution(inputs: 3, hidden: 4, outputs: 2, edgeInputs: 2, key: RandomKey(seed: 1))
            _ = layer(
                Tensor(DenseArray(zeros: [3, 5])), CompressedEdges(EdgeList([(0, 1)]), nodeCount: 3),
                edgeFeatures: Tensor(DenseArray(zeros: [1, 2])))
        }
        expectMessage(
            end, "GINEConvolution: x has shape [3, 5] for 3 nodes, edge features are mapped to shape [1, 3]")
    }
}
