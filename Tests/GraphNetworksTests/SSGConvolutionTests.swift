import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct SSGConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "SSGConv") {
            let loops = golden.setting("add_self_loops")?.bool ?? true
            try golden.checkBothRoutes(
                {
                    SSGConvolution(
                        inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                        steps: try golden.int("K"), alpha: try golden.float("alpha"),
                        bias: golden.setting("bias")?.bool ?? true, key: RandomKey(seed: 0))
                }, matrix: { try $0.gcnNormalized(nodeCount: $1, selfLoops: loops) },
                along: { Propagation(normalizing: $0, weights: $1, nodeCount: $2, selfLoops: loops) }
            ) { layer, inputs, propagation in layer(inputs[0], propagation) }
        }
    }

    private func layer(outputs: Int) -> LayerOnGraph {
        { edges, n in
            let layer = SSGConvolution(inputs: 3, outputs: outputs, steps: 2, alpha: 0.2, key: RandomKey(seed: 1))
            let matrix = SparseMatrix(try edges.gcnNormalized(nodeCount: n).gatheringMatrix(nodeCount: n))
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
            _ = SSGConvolution(inputs: 3, outputs: 2, steps: 2, alpha: 0.2, key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [3, 5])), Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "SSGConvolution: x has shape [3, 5], weight expects [nodes, 3]")
    }
}
