import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct GCN2ConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "GCN2Conv") {
            let loops = golden.setting("add_self_loops")?.bool ?? true
            try golden.checkBothRoutes(
                {
                    GCN2Convolution(
                        width: try golden.int("channels"), alpha: try golden.float("alpha"),
                        theta: golden.setting("theta").flatMap(\.double).map { Float($0) },
                        layer: golden.setting("layer")?.int ?? 1,
                        sharesWeights: golden.setting("shared_weights")?.bool ?? true, key: RandomKey(seed: 0))
                }, matrix: { try $0.gcnNormalized(nodeCount: $1, selfLoops: loops) },
                along: { Propagation(normalizing: $0, weights: $1, nodeCount: $2, selfLoops: loops) },
                moreInputs: ["x_0"]
            ) { layer, inputs, propagation in layer(inputs[0], initial: inputs[1], propagation) }
        }
    }

    private func layer(depth: Int) -> LayerOnGraph {
        { edges, n in
            let layer = GCN2Convolution(
                width: 3, alpha: 0.2, theta: 0.5, layer: depth, sharesWeights: depth > 2, key: RandomKey(seed: 1))
            let matrix = SparseMatrix(try edges.gcnNormalized(nodeCount: n).gatheringMatrix(nodeCount: n))
            return { layer($0[0], initial: $0[0] * 0.5, matrix) }
        }
    }

    /// The second layer, separate weights, and the fourth, shared ones.
    @Test(arguments: [2, 4]) func onSmallGraphs(depth: Int) throws {
        try checkGradients("\(depth)", width: 3, layer(depth: depth))
        try checkRenumbering("\(depth)", width: 3, layer(depth: depth))
        try checkThreads("\(depth)", width: 3, layer(depth: depth))
    }

    @Test func beta() {
        #expect(GCN2Convolution.beta(theta: nil, layer: 7) == 1)
        expectClose(Double(GCN2Convolution.beta(theta: 0.5, layer: 2)), DoubleMath.log(1.25), .elementwise)
    }

    @Test func shapeIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(DenseArray(zeros: [3, 5]))
            _ = GCN2Convolution(width: 3, alpha: 0.5, key: RandomKey(seed: 1))(
                x, initial: x, Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "GCN2Convolution: x has shape [3, 5], x_0 [3, 5], weight expects [nodes, 3]")
    }
}
