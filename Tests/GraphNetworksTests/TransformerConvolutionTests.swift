import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import TestSupport
import Testing

@Suite struct TransformerConvolutionTests {
    @Test func equalsPyG() throws {
        var (gated, withEdges) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: "TransformerConv") {
            let layer = TransformerConvolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                heads: golden.setting("heads")?.int ?? 1, edgeInputs: golden.setting("edge_dim")?.int,
                concatenates: golden.setting("concat")?.bool ?? true, gated: golden.flag("beta"),
                bias: golden.setting("bias")?.bool ?? true, addsRoot: golden.setting("root_weight")?.bool ?? true,
                key: RandomKey(seed: 0))
            try golden.fill(layer)
            let x = try golden.leaf("x")
            var inputs = ["x": x]
            if golden.has("in.edge_attr") { inputs["edge_attr"] = try golden.leaf("edge_attr") }
            let edges = CompressedEdges(try golden.plainEdges(), nodeCount: x.shape[0])
            let (y, alpha) = layer.withAttention(x, edges, edgeFeatures: inputs["edge_attr"])
            try golden.expectEqual(y, layer, inputs: inputs, outputs: ["alpha": alpha])
            gated += layer.gate == nil ? 0 : 1
            withEdges += layer.edgeMap == nil ? 0 : 1
        }
        #expect(gated > 0 && withEdges > 0)
    }

    private func layer(_ edgeInputs: Int? = nil, concatenates: Bool = true, gated: Bool = false) -> LayerOnGraph {
        { edges, n in
            let layer = TransformerConvolution(
                inputs: 4, outputs: 3, heads: 2, edgeInputs: edgeInputs, concatenates: concatenates, gated: gated,
                key: RandomKey(seed: 3))
            let compressed = CompressedEdges(edges, nodeCount: n)
            return { layer($0[0], compressed, edgeFeatures: $0.count > 1 ? $0[1] : nil) }
        }
    }

    @Test func gradients() throws {
        try checkGradients("concatenated", width: 4, layer())
        try checkGradients("averaged, gated", width: 4, layer(concatenates: false, gated: true))
        try checkGradients("edge features", width: 4, edgeWidth: 2, layer(2, gated: true))
    }

    @Test func renumbering() throws {
        try checkRenumbering("plain", width: 4, layer(gated: true))
        try checkRenumbering("edge features", width: 4, edgeWidth: 2, layer(2))
    }

    @Test func threads() throws {
        try checkThreads("edge features", width: 4, edgeWidth: 2, layer(2, gated: true))
    }

    @Test func shapesAreChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = TransformerConvolution(inputs: 4, outputs: 3, heads: 2, key: RandomKey(seed: 1))
            _ = layer(Tensor(DenseArray(zeros: [3, 5])), CompressedEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "TransformerConvolution: x has shape [3, 5], expected [3, 4]")
    }
}
