import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct GraphConvolutionTests {
    private func make(_ golden: GoldenCase) throws -> GraphConvolution {
        let name = try golden.string("aggr")
        guard let aggregation = Aggregation(named: name) else { throw UnknownLayers(words: name) }
        let layer = GraphConvolution(
            inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"), aggregation: aggregation,
            bias: golden.setting("bias")?.bool ?? true, key: RandomKey(seed: 0))
        try golden.fill(layer)
        return layer
    }

    @Test func edgesEqualPyG() throws {
        var weighted = 0
        for golden in try Golden.load("gnn").cases(ofKind: "GraphConv") {
            let layer = try make(golden)
            var inputs = ["x": try golden.leaf("x")]
            let x = try golden.leaf("x")
            inputs["x"] = x
            if golden.has("in.edge_weight") {
                inputs["edge_weight"] = try golden.leaf("edge_weight")
                weighted += 1
            }
            let y = layer(x, edges: try golden.plainEdges(), weights: inputs["edge_weight"])
            try golden.expectEqual(y, layer, inputs: inputs, "edges")
        }
        #expect(weighted > 0)
    }

    @Test func matrixEqualsPyG() throws {
        var seen = 0
        for golden in try Golden.load("gnn").cases(ofKind: "GraphConv") {
            let layer = try make(golden)
            if layer.aggregation == .maximum { continue }
            let x = try golden.leaf("x")
            let n = x.shape[0]
            var edges = try golden.inputEdges()
            if layer.aggregation == .mean { edges = edges.dividedByInDegree(nodeCount: n) }
            let y = layer(x, SparseMatrix(edges.gatheringMatrix(nodeCount: n)))
            try golden.expectEqual(y, layer, inputs: ["x": x], "matrix")
            seen += 1
        }
        #expect(seen > 0)
    }

    private func layer(_ aggregation: Aggregation, outputs: Int = 2) -> LayerOnGraph {
        { edges, n in
            let layer = GraphConvolution(inputs: 3, outputs: outputs, aggregation: aggregation, key: RandomKey(seed: 1))
            return { layer($0[0], edges: edges) }
        }
    }

    @Test(arguments: [Aggregation.sum, .mean, .maximum]) func onSmallGraphs(aggregation: Aggregation) throws {
        try checkGradients("\(aggregation)", width: 3, layer(aggregation))
        try checkRenumbering("\(aggregation)", width: 3, layer(aggregation, outputs: 4))
        try checkThreads("\(aggregation)", width: 3, layer(aggregation))
    }

    /// Both routes on small graphs, whichever side is narrower.
    @Test(arguments: SmallGraph.all, [2, 4]) func twoRoutesAgree(graph: SmallGraph, outputs: Int) {
        let edges = graph.weighted
        let n = graph.nodeCount
        let x = Tensor(randomArray([n, 3], seed: 2))
        for aggregation in [Aggregation.sum, .mean] {
            let layer = GraphConvolution(inputs: 3, outputs: outputs, aggregation: aggregation, key: RandomKey(seed: 1))
            let list = aggregation == .mean ? edges.dividedByInDegree(nodeCount: n) : edges
            expectClose(
                layer(x, SparseMatrix(list.gatheringMatrix(nodeCount: n))).value, layer(x, edges: edges).value,
                .reordered, "\(graph), \(aggregation)")
        }
    }

    @Test func aMaximumIsNoMatrix() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GraphConvolution(inputs: 3, outputs: 2, aggregation: .maximum, key: RandomKey(seed: 1))
            _ = layer(Tensor(DenseArray(zeros: [3, 3])), Propagation(unchanged: EdgeList([]), nodeCount: 3))
        }
        expectMessage(end, "GraphConvolution: maximum is no matrix product; pass edges")
    }

    @Test func shapeIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GraphConvolution(inputs: 3, outputs: 2, key: RandomKey(seed: 1))
            _ = layer(Tensor(DenseArray(zeros: [3, 5])), edges: EdgeList([(0, 1)]))
        }
        expectMessage(end, "GraphConvolution: x has shape [3, 5], weight expects [nodes, 3]")
    }
}
