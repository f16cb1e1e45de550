import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct AttentiveFPTests {
    /// PyG's network with the same weights says the same, and so do all gradients.
    @Test func golden() throws {
        for example in try Golden.loadOwn("models").cases(ofKind: "AttentiveFP") {
            let batch = try example.ints("in.batch"), ends = try example.ints("in.edge_index")
            let count = ends.count / 2
            let x = try example.array("in.x"), e = try example.array("in.edge_attr")
            let graphs = (batch.max() ?? 0) + 1
            // edges by graph, in the order of the list
            var order: [Int] = [], nodeStarts = [0], edgeStarts = [0]
            for graph in 0..<graphs {
                order += (0..<count).filter { batch[ends[$0]] == graph }
                edgeStarts.append(order.count)
                nodeStarts.append(nodeStarts[graph] + batch.count { $0 == graph })
            }
            let edges = EdgeList(order.map { edge in
                let shift = nodeStarts[batch[ends[edge]]]
                return (ends[edge] - shift, ends[count + edge] - shift)
            })
            let set = try GraphSet(
                name: "golden", nodeStarts: nodeStarts, edgeStarts: edgeStarts, edges: edges, features: .dense(x),
                edgeFeatures: e.gatheringRows(order))
            var c = GraphModelConfiguration(
                model: "attentivefp", inputs: x.columns, hidden: try example.int("hidden_channels"),
                outputs: try example.int("out_channels"), layers: try example.int("num_layers"))
            c.edgeInputs = e.columns
            c.options["timesteps"] = try example.float("num_timesteps")
            let model = AttentiveFP(c, key: RandomKey(seed: 1))
            try example.load(into: model.goldenParameters)
            let input = try GraphSetInputs(set).batch(Array(0..<graphs))
            try example.check(
                outputs: ["y": model(input, .evaluation).outputs], inputs: [:], parameters: model.goldenParameters)
        }
    }
}
