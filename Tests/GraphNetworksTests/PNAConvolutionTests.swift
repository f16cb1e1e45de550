import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct PNAConvolutionTests {
    @Test func equalsPyG() throws {
        try expectGoldenLayer("PNAConv") { golden in
            let means = PNAConvolution.DegreeMeans(histogram: try golden.list("deg_histogram").map { Int($0) })
            expectClose(
                [means.linear, means.logarithmic],
                try golden.array("buf.aggr_module.avg_deg_lin").elements
                    + golden.array("buf.aggr_module.avg_deg_log").elements, .golden, "\(golden): means of degrees")
            let aggregators = try #require(golden.setting("aggregators")?.array).compactMap(\.string)
            let scalers = try #require(golden.setting("scalers")?.array).compactMap(\.string)
            return PNAConvolution(
                inputs: try golden.int("in_channels"), outputs: try golden.int("out_channels"),
                aggregations: try aggregators.map { try #require(Aggregation(named: $0)) },
                scalers: try scalers.map { try #require(PNAConvolution.Scaler(rawValue: $0)) }, means: means,
                edgeFeatures: golden.setting("edge_dim")?.int ?? 0, towers: try golden.int("towers"),
                preLayers: try golden.int("pre_layers"), postLayers: try golden.int("post_layers"),
                dividesInput: golden.flag("divide_input"), key: RandomKey(seed: 1))
        } run: { _, layer, x, edges, features, _ in
            layer(x, MessageEdges(edges, nodeCount: x.shape[0]), edgeFeatures: features)
        }
    }

    /// Inputs divided among towers, and every scaler.
    @Test func onSmallGraphs() {
        let layer = PNAConvolution(
            inputs: 4, outputs: 2, aggregations: [.mean, .sum, .variance], scalers: PNAConvolution.Scaler.allCases,
            means: .init(linear: 1.5, logarithmic: 0.8), towers: 2, dividesInput: true, key: RandomKey(seed: 1))
        expectGraphLayer("PNA", inputs: 4, parameters: layer.parameters) { x, edges, n, _ in
            layer(x, MessageEdges(edges, nodeCount: n))
        }
    }

    @Test func outputsThatDoNotDivideAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PNAConvolution(
                inputs: 4, outputs: 3, aggregations: [.mean], scalers: [.identity],
                means: .init(linear: 1, logarithmic: 1), towers: 2, key: RandomKey(seed: 1))
        }
        expectMessage(end, "PNAConvolution: 3 outputs do not divide into 2 towers")
    }
}
