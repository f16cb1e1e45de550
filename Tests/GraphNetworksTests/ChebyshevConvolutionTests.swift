import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct ChebyshevConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "ChebConv") {
            let kind: EdgeList.LaplacianKind =
                switch golden.setting("normalization")?.string {
                case "sym": .symmetric
                case "rw": .randomWalk
                default: .unnormalized
                }
            let largest = golden.setting("lambda_max").flatMap(\.double).map { Float($0) }
            try golden.checkBothRoutes(
                {
                    ChebyshevConvolution(
                        inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                        order: try golden.int("K"),
                        bias: golden.setting("bias")?.bool ?? true, key: RandomKey(seed: 0))
                }, matrix: { $0.scaledLaplacian(kind, nodeCount: $1, largestEigenvalue: largest) },
                along: {
                    Propagation(scaledLaplacian: $0, weights: $1, kind, nodeCount: $2, largestEigenvalue: largest)
                }
            ) { layer, inputs, propagation in layer(inputs[0], propagation) }
        }
    }

    private func layer(outputs: Int) -> LayerOnGraph {
        { edges, n in
            let layer = ChebyshevConvolution(inputs: 3, outputs: outputs, order: 4, key: RandomKey(seed: 1))
            let matrix = SparseMatrix(edges.scaledLaplacian(.symmetric, nodeCount: n).gatheringMatrix(nodeCount: n))
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
            _ = ChebyshevConvolution(inputs: 3, outputs: 2, order: 4, key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [3, 5])), Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "ChebyshevConvolution: x has shape [3, 5], weight expects [nodes, 3]")
    }
}
