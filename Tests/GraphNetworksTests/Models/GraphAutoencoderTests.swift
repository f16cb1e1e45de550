import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct GraphAutoencoderTests {
    let positives = EdgeList([(0, 1), (2, 3)]), negatives = EdgeList([(0, 3), (1, 3), (0, 2)])

    private func input() throws -> NodeInput {
        let graph = try Graph(
            nodeCount: 4, edges: SmallGraph.path.edges, features: .dense(randomArray([4, 5], seed: 3)))
        return NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 2)
    }

    private func encoder(_ outputs: Int) -> GCN {
        GCN(NodeModelConfiguration(inputs: 5, hidden: 6, outputs: outputs, dropout: 0), key: RandomKey(seed: 1))
    }

    @Test func reconstructionByHand() throws {
        let model = GAE(encoder: encoder(3))
        let input = try input()
        let z = model.embeddings(input).value
        #expect(z.shape == [4, 3])
        func score(_ pair: (Int, Int)) -> Double {
            (0..<3).reduce(0.0) { $0 + Double(z[pair.0, $1]) * Double(z[pair.1, $1]) }
        }
        let edges = [(0, 1), (2, 3)].reduce(0.0) { $0 + DoubleMath.log(1 + DoubleMath.exp(-score($1))) } / 2
        let others = [(0, 3), (1, 3), (0, 2)].reduce(0.0) { $0 + DoubleMath.log(1 + DoubleMath.exp(score($1))) } / 3
        let loss = model.loss(input, positives: positives, negatives: negatives, key: RandomKey(seed: 2))
        expectClose(Double(loss.scalar), edges + others, .reordered)
        expectClose(
            InnerProductDecoder.scores(z, negatives).map(Double.init)[1], score((1, 3)), .reordered)
    }

    /// loss = reconstruction of the drawn vectors + divergence / nodes; the draw has the key's noise.
    @Test func variationalByHand() throws {
        let model = VGAE(encoder: encoder(6))
        let input = try input(), key = RandomKey(seed: 7)
        let both = model.encoder(input, dropout: nil)
        let (mean, deviation) = (both.columns(0..<3), both.columns(3..<6))
        #expect(model.dimensions == 3 && model.embeddings(input).value == mean.value)
        let z = mean.reparametrized(logDeviation: deviation, key: key.child("noise"))
        let expected =
            InnerProductDecoder.loss(z, positives: positives, negatives: negatives).scalar
            + mean.gaussianDivergence(logDeviation: deviation).scalar / 4
        let loss = model.loss(input, positives: positives, negatives: negatives, key: key)
        expectClose(Double(loss.scalar), Double(expected), .reordered)
        // every parameter learns
        loss.backward()
        #expect(model.parameters.map(\.path).first == "encoder.convs.0.lin.weight")
        for parameter in model.parameters {
            #expect(parameter.tensor.gradient?.sumOfSquares() ?? 0 > 0, "\(parameter.path)")
        }
    }

    @Test func message() async {
        expectMessage(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                _ = VGAE(encoder: GCN(NodeModelConfiguration(inputs: 2, outputs: 3), key: RandomKey(seed: 1)))
            }, "VGAE: expected an even number of encoder outputs, found 3")
    }
}
