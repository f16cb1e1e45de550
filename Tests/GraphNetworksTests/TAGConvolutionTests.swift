import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct TAGConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "TAGConv") {
            let normalizes = golden.setting("normalize")?.bool ?? true
            try golden.checkBothRoutes(
                {
                    TAGConvolution(
                        inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                        steps: try golden.int("K"),
                        bias: golden.setting("bias")?.bool ?? true, key: RandomKey(seed: 0))
                }, matrix: { normalizes ? try $0.gcnNormalized(nodeCount: $1, selfLoops: false) : $0 },
                along: {
                    normalizes
                        ? Propagation(normalizing: $0, weights: $1, nodeCount: $2, selfLoops: false)
                        : Propagation(unchanged: $0, weights: $1, nodeCount: $2)
                }
            ) { layer, inputs, propagation in layer(inputs[0], propagation) }
        }
    }

    private func layer(outputs: Int) -> LayerOnGraph {
        { edges, n in
            let layer = TAGConvolution(inputs: 3, outputs: outputs, key: RandomKey(seed: 1))
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
            _ = TAGConvolution(inputs: 3, outputs: 2, key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [3, 5])), Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "TAGConvolution: x has shape [3, 5], weight expects [nodes, 3]")
    }
}
