import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct SAGPoolingTests {
    /// PyG's `GraphConv` as far as the cases need it: lin_rel(Σ x_j) + lin_root(x).
    private final class PlainGraphConvolution: MessageLayer {
        let sage: SAGEConvolution
        init(inputs: Int) {
            sage = SAGEConvolution(inputs: inputs, outputs: 1, aggregation: .sum, key: RandomKey(seed: 1))
        }
        func callAsFunction(_ x: Tensor, _ edges: MessageEdges) -> Tensor { sage(x, edges) }
        var parameters: [Parameter] {
            sage.neighbours.parameters.map { $0.prefixed("lin_rel") }
                + (sage.root?.parameters.map { $0.prefixed("lin_root") } ?? [])
        }
    }

    @Test func equalsPyG() throws {
        try expectGoldenPooling("SAGPooling") { golden, selection in
            let inputs = try golden.int("in_channels")
            let layer: any MessageLayer
            switch try golden.string("GNN") {
            case "GraphConv": layer = PlainGraphConvolution(inputs: inputs)
            case "SAGEConv": layer = SAGEConvolution(inputs: inputs, outputs: 1, key: RandomKey(seed: 1))
            default: throw UnknownNetwork(case: golden.name)
            }
            return SAGPooling(
                layer: layer, selection: selection, multiplier: try golden.float("multiplier"), key: RandomKey(seed: 2))
        } run: { $0($1, edges: $2, batch: $3, graphCount: $4) }
    }

    @Test func gradients() {
        let edges = EdgeList([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
        for selection in [NodeSelection.count(2), .minimumScore(0.2)] {
            checkGradient(of: [randomArray([6, 3], seed: 1), randomArray([3, 1], seed: 2)], "\(selection)") {
                SAGPooling(
                    layer: SAGEConvolution(neighbours: Linear(weight: $0[1], bias: nil), root: nil),
                    weight: Tensor(DenseArray(rows: [[0.5]])), selection: selection)(
                        $0[0], edges: edges, batch: [0, 0, 0, 1, 1, 1], graphCount: 2
                    ).x
            }
        }
    }

    @Test func aLayerOfAnotherWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let pooling = SAGPooling(
                layer: SAGEConvolution(inputs: 3, outputs: 2, key: RandomKey(seed: 0)), key: RandomKey(seed: 0))
            _ = pooling(Tensor(DenseArray(zeros: [2, 3])), edges: EdgeList([]), batch: [0, 0], graphCount: 1)
        }
        expectMessage(end, "SAGPooling: expected one number a node [2, 1], the layer gave shape [2, 2]")
    }
}
