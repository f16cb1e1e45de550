import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import TestSupport
import Testing

@Suite struct AGNNConvolutionTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "AGNNConv") {
            let learns = golden.setting("requires_grad")?.bool ?? true
            let layer = AGNNConvolution(learnsBeta: learns)
            try golden.fill(layer)
            if !learns, let beta = try golden.optionalArray("buf.beta") { layer.beta.value = beta }
            let x = try golden.leaf("x")
            let edges = CompressedEdges(
                try golden.plainEdges(), nodeCount: x.shape[0],
                replacingSelfLoops: golden.setting("add_self_loops")?.bool ?? true)
            try golden.expectEqual(layer(x, edges), layer, inputs: ["x": x])
        }
    }

    private func layer(_ edges: EdgeList, _ n: Int) throws -> ([Tensor]) -> Tensor {
        let layer = AGNNConvolution(beta: Tensor(DenseArray([1.5]), requiresGradient: true))
        let compressed = CompressedEdges(edges, nodeCount: n, replacingSelfLoops: true)
        return { layer($0[0], compressed) }
    }

    @Test func onSmallGraphs() throws {
        try checkGradients("AGNN", width: 5, layer)
        try checkRenumbering("AGNN", width: 5, layer)
        try checkThreads("AGNN", width: 5, layer)
    }

    /// A vector of zeros has cosine 0, no NaN, and a gradient that is a number.
    @Test func zeroVector() {
        let x = Tensor(DenseArray(rows: [[0, 0], [3, 4]]), requiresGradient: true)
        let edges = CompressedEdges(EdgeList([(0, 1), (1, 0)]), nodeCount: 2, replacingSelfLoops: true)
        let y = AGNNConvolution()(x, edges)
        // node 0: both cosines 0, the mean of both vectors
        expectClose(Array(y.value.elements.prefix(2)), [1.5, 2], .elementwise)
        y.backward(DenseArray(repeating: 1, shape: [2, 2]))
        #expect(x.gradient?.isFinite == true)
    }

    @Test func shapeIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = AGNNConvolution()(Tensor(DenseArray(zeros: [2, 5])), CompressedEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "AGNNConvolution: x has shape [2, 5], expected [3, width]")
    }
}
