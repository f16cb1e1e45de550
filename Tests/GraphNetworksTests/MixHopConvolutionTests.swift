import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct MixHopConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "MixHopConv") {
            let loops = golden.setting("add_self_loops")?.bool ?? true
            try golden.checkBothRoutes(
                {
                    MixHopConvolution(
                        inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                        powers: try golden.list("powers").map { Int($0) },
                        bias: golden.setting("bias")?.bool ?? true, key: RandomKey(seed: 0))
                }, matrix: { try $0.gcnNormalized(nodeCount: $1, selfLoops: loops) },
                along: { Propagation(normalizing: $0, weights: $1, nodeCount: $2, selfLoops: loops) }
            ) { layer, inputs, propagation in layer(inputs[0], propagation) }
        }
    }

    private func layer(outputs: Int) -> LayerOnGraph {
        { edges, n in
            let layer = MixHopConvolution(inputs: 3, outputs: outputs, powers: [2, 0, 3], key: RandomKey(seed: 1))
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
            _ = MixHopConvolution(inputs: 3, outputs: 2, powers: [2, 0, 3], key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [3, 5])), Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "MixHopConvolution: x has shape [3, 5], weight expects [nodes, 3]")
    }
}
