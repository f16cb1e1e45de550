import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct FiLMConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("FiLMConv") { golden in
            FiLMConvolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                relations: try golden.int("num_relations"),
                aggregation: try #require(Aggregation(named: try golden.string("aggr"))), key: RandomKey(seed: 1))
        } run: { golden, layer, x, edges, _, _ in
            let types = golden.has("in.edge_type")
                ? try golden.ints("in.edge_type") : [Int](repeating: 0, count: edges.count)
            return layer(
                x,
                MessageEdges.byRelation(edges, types: types, relations: layer.maps.count, nodeCount: x.shape[0]))
        }
    }

    /// The derivatives are those of golden cases: ReLU bends at zero, where differences tell nothing.
    @Test(arguments: [1, 2]) func onSmallGraphs(relations: Int) {
        let layer = FiLMConvolution(inputs: 3, outputs: 2, relations: relations, key: RandomKey(seed: 1))
        expectGraphLayer(
            "FiLM", inputs: 3, checksGradients: false, parameters: layer.parameters
        ) { x, edges, n, _ in
            layer(
                x,
                MessageEdges.byRelation(
                    edges, types: (0..<edges.count).map { $0 % relations }, relations: relations, nodeCount: n))
        }
    }

    @Test func anotherNumberOfRelationsIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = FiLMConvolution(inputs: 2, outputs: 2, relations: 2, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 2])), MessageEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "FiLMConvolution: 2 relations, found edges of 1")
    }
}
