import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct APPNPTests {
    @Test func equalsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "APPNP") {
            let layer = APPNP(steps: try golden.int("K"), alpha: try golden.float("alpha"))
            let edges = try golden.inputEdges()
            let n = try golden.shape("in.x")[0]
            let loops = golden.setting("add_self_loops")?.bool ?? true
            let x = try golden.leaf("x")
            let matrix = SparseMatrix(
                try edges.gcnNormalized(nodeCount: n, selfLoops: loops).gatheringMatrix(nodeCount: n))
            try golden.expectEqual(layer(x, matrix), nil, inputs: ["x": x], "matrix")

            let again = try golden.leaf("x")
            let weights = golden.has("in.edge_weight") ? try golden.leaf("edge_weight") : nil
            let along = Propagation(
                normalizing: try golden.plainEdges(), weights: weights, nodeCount: n, selfLoops: loops)
            try golden.expectEqual(
                layer(again, along), nil,
                inputs: ["x": again].merging(weights.map { ["edge_weight": $0] } ?? [:]) { $1 },
                "edges")
        }
    }

    private func layer(_ edges: EdgeList, _ n: Int) throws -> ([Tensor]) -> Tensor {
        let matrix = SparseMatrix(try edges.gcnNormalized(nodeCount: n).gatheringMatrix(nodeCount: n))
        return { APPNP(steps: 4, alpha: 0.2)($0[0], matrix) }
    }

    @Test func onSmallGraphs() throws {
        try checkGradients("APPNP", width: 3, layer)
        try checkRenumbering("APPNP", width: 3, layer)
        try checkThreads("APPNP", width: 3, layer)
    }

    /// The paper's settings; without steps X comes back; α = 1 never leaves the node.
    @Test func defaults() {
        #expect(APPNP().steps == 10 && APPNP().alpha == 0.1)
        let x = Tensor(randomArray([2, 3], seed: 1))
        let propagation = Propagation(normalizing: EdgeList([(0, 1), (1, 0)]), nodeCount: 2)
        expectSameBits(APPNP(steps: 0)(x, propagation).value, x.value)
        expectClose(APPNP(alpha: 1)(x, propagation).value, x.value, .elementwise)
    }

    /// A matrix for each step, as dropout of edges needs it.
    @Test func propagationPerStep() {
        let x = Tensor(randomArray([2, 3], seed: 1))
        let one = Propagation(normalizing: EdgeList([(0, 1), (1, 0)]), nodeCount: 2)
        let other = Propagation(unchanged: EdgeList([(0, 1)]), nodeCount: 2)
        let y = APPNP(steps: 2, alpha: 0.25)(x) { $0 == 0 ? one : other }
        let middle = one(x) * 0.75 + x * 0.25
        expectClose(y.value, (other(middle) * 0.75 + x * 0.25).value, .elementwise)
    }

    @Test func alphaIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = APPNP(alpha: 1.5)
        }
        expectMessage(end, "APPNP: expected alpha from 0 to 1, found 1.5")
    }
}
