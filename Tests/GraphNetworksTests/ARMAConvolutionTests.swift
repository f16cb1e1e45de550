import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct ARMAConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "ARMAConv") {
            try golden.checkBothRoutes(
                {
                    ARMAConvolution(
                        inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                        stacks: golden.setting("num_stacks")?.int ?? 1, layers: golden.setting("num_layers")?.int ?? 1,
                        sharesWeights: golden.flag("shared_weights"),
                        bias: golden.setting("bias")?.bool ?? true, key: RandomKey(seed: 0))
                }, matrix: { try $0.gcnNormalized(nodeCount: $1, selfLoops: false) },
                along: { Propagation(normalizing: $0, weights: $1, nodeCount: $2, selfLoops: false) }
            ) { layer, inputs, propagation in layer(inputs[0], propagation) }
        }
    }

    private func layer(outputs: Int) -> LayerOnGraph {
        { edges, n in
            let layer = ARMAConvolution(inputs: 3, outputs: outputs, stacks: 2, layers: 3, key: RandomKey(seed: 1))
            // far from the ReLU's kink, on either side
            layer.weight.value = layer.weight.value * 0.1
            if let bias = layer.bias {
                bias.value = DenseArray((0..<bias.value.count).map { $0 % 2 == 0 ? 9 : -9 }, shape: bias.shape)
            }
            let matrix = SparseMatrix(
                try edges.gcnNormalized(nodeCount: n, selfLoops: false).gatheringMatrix(nodeCount: n))
            return { layer($0[0], matrix) }
        }
    }

    /// Narrowing and widening: the products are done on either side.
    @Test(arguments: [2, 4]) func onSmallGraphs(outputs: Int) throws {
        try checkGradients("\(outputs)", width: 3, layer(outputs: outputs))
        try checkRenumbering("\(outputs)", width: 3, layer(outputs: outputs))
        try checkThreads("\(outputs)", width: 3, layer(outputs: outputs))
    }

    @Test func shapeIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ARMAConvolution(inputs: 3, outputs: 2, stacks: 2, layers: 3, key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [3, 5])), Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "ARMAConvolution: x has shape [3, 5], weight expects [nodes, 3]")
    }
}
