import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import TestSupport
import Testing

@Suite struct GATv2ConvolutionTests {
    @Test func equalsPyG() throws {
        var (attention, shared) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: "GATv2Conv") {
            let layer = GATv2Convolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                heads: golden.setting("heads")?.int ?? 1, edgeInputs: golden.setting("edge_dim")?.int,
                concatenates: golden.setting("concat")?.bool ?? true,
                slope: golden.setting("negative_slope").flatMap(\.double).map { Float($0) } ?? 0.2,
                bias: golden.setting("bias")?.bool ?? true, sharesWeights: golden.flag("share_weights"),
                key: RandomKey(seed: 0))
            shared += golden.flag("share_weights") ? 1 : 0
            try golden.fill(layer)
            let x = try golden.leaf("x")
            let edges = CompressedEdges(
                try golden.plainEdges(), nodeCount: x.shape[0],
                replacingSelfLoops: golden.setting("add_self_loops")?.bool ?? true)
            var inputs = ["x": x]
            if golden.has("in.edge_attr") { inputs["edge_attr"] = try golden.leaf("edge_attr") }
            let (y, alpha) = layer.withAttention(x, edges, edgeFeatures: inputs["edge_attr"])
            if golden.has("out.alpha") {
                let index = try golden.ints("out.att_edge_index").map { Int32($0) }
                #expect(edges.edges.sources + edges.edges.targets == index, "\(golden): edges")
                attention += 1
            }
            try golden.expectEqual(y, layer, inputs: inputs, outputs: ["alpha": alpha])
        }
        #expect(attention > 0 && shared > 0)
    }

    /// Slope 0.98: a kink that is stepped over changes little; the golden cases have other slopes.
    private func layer(
        _ edgeInputs: Int? = nil, concatenates: Bool = true, loops: Bool = true, slope: Float = 0.98
    ) -> LayerOnGraph {
        { edges, n in
            let layer = GATv2Convolution(
                inputs: 4, outputs: 3, heads: 2, edgeInputs: edgeInputs, concatenates: concatenates, slope: slope,
                key: RandomKey(seed: 3))
            let compressed = CompressedEdges(edges, nodeCount: n, replacingSelfLoops: loops)
            return { layer($0[0], compressed, edgeFeatures: $0.count > 1 ? $0[1] : nil) }
        }
    }

    @Test func gradients() throws {
        try checkGradients("concatenated", width: 4, layer())
        try checkGradients("averaged", width: 4, layer(concatenates: false))
        try checkGradients("edge features", width: 4, edgeWidth: 2, layer(2))
    }

    @Test func renumbering() throws {
        try checkRenumbering("plain", width: 4, layer(slope: 0.2))
        try checkRenumbering("edge features", width: 4, edgeWidth: 2, layer(2, loops: false, slope: 0.2))
    }

    @Test func threads() throws {
        try checkThreads("edge features", width: 4, edgeWidth: 2, layer(2))
    }

    /// Coefficients add up to 1 for every node that receives something; a node that receives nothing gets the bias.
    @Test(arguments: SmallGraph.all) func attentionAddsUp(graph: SmallGraph) throws {
        let layer = GATv2Convolution(inputs: 3, outputs: 2, heads: 3, key: RandomKey(seed: 1))
        let edges = CompressedEdges(graph.edges, nodeCount: graph.nodeCount)
        let (y, alpha) = layer.withAttention(Tensor(randomArray([graph.nodeCount, 3], seed: 2)), edges)
        let targets = edges.edges.targets.map { Int($0) }
        let sums = alpha.value.segmentSum(targets, rows: graph.nodeCount)
        for node in 0..<graph.nodeCount {
            let receives = targets.contains(node)
            for head in 0..<3 {
                expectClose(Double(sums[node, head]), receives ? 1 : 0, .reordered, "\(graph), node \(node)")
            }
            if !receives { #expect((0..<6).allSatisfy { y.value[node, $0] == 0 }) }
        }
    }

    /// Dropped coefficients follow the edge, not its place; the others are divided by 1 - rate.
    @Test func dropout() throws {
        let layer = GATv2Convolution(inputs: 4, outputs: 3, heads: 2, key: RandomKey(seed: 1))
        let ring = ringWithChords()
        let edges = CompressedEdges(ring, nodeCount: 80, replacingSelfLoops: true)
        let x = Tensor(randomArray([80, 4], seed: 2))
        let mask = DropoutMask(rate: 0.5, key: RandomKey(seed: 3))
        let plain = layer.withAttention(x, edges).attention.value
        let dropped = layer.withAttention(x, edges, dropout: mask).attention.value
        expectClose(dropped, plain.dropout(mask), .elementwise)
        #expect(dropped.elements.contains(0))
    }

    @Test func shapesAreChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GATv2Convolution(inputs: 4, outputs: 3, heads: 2, key: RandomKey(seed: 1))
            _ = layer(Tensor(DenseArray(zeros: [3, 5])), CompressedEdges(EdgeList([(0, 1)]), nodeCount: 3))
        }
        expectMessage(end, "GATv2Convolution: x has shape [3, 5], expected [3, 4]")
    }
}
