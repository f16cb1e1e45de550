import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@testable import GraphNetworks

@Suite struct DeepGraphInfomaxTests {
    private func input(_ order: [Int]? = nil) throws -> NodeInput {
        let x = randomArray([4, 5], seed: 3)
        let graph = try Graph(
            nodeCount: 4, edges: SmallGraph.path.edges, features: .dense(order.map { x.gatheringRows($0) } ?? x))
        return NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 1)
    }

    /// The shuffled vectors are those of a graph whose features were shuffled; the loss is the formula's.
    @Test func lossByHand() throws {
        let model = DeepGraphInfomax(inputs: 5, dimensions: 3, key: RandomKey(seed: 1))
        let key = RandomKey(seed: 8)
        let h = model.embeddings(try input()).value
        let other = model.embeddings(try input(key.permutation(4))).value
        #expect(h.shape == [4, 3] && h != other)
        let m = model.discriminator.value
        let summary = (0..<3).map { c in
            1 / (1 + DoubleMath.exp(-(0..<4).reduce(0.0) { $0 + Double(h[$1, c]) } / 4))
        }
        func score(_ x: DenseArray, _ row: Int) -> Double {
            var sum = 0.0
            for i in 0..<3 { for j in 0..<3 { sum += Double(x[row, i]) * Double(m[i, j]) * summary[j] } }
            return sum
        }
        var expected = 0.0
        for row in 0..<4 {
            expected += DoubleMath.log(1 + DoubleMath.exp(-score(h, row))) / 4
            expected += DoubleMath.log(1 + DoubleMath.exp(score(other, row))) / 4
        }
        expectClose(Double(model.loss(try input(), key: key).scalar), expected, .reordered)
    }

    @Test func gradients() throws {
        let model = DeepGraphInfomax(inputs: 5, dimensions: 3, key: RandomKey(seed: 1))
        checkGradient(of: [randomArray([4, 3], seed: 5), randomArray([4, 3], seed: 6)], "vectors") {
            model.loss(real: $0[0], shuffled: $0[1])
        }
        model.clearGradients()
        model.loss(try input(), key: RandomKey(seed: 8)).backward()
        #expect(model.parameters.map(\.path) == [
            "encoder.conv.lin.weight", "encoder.conv.bias", "encoder.prelu.weight", "weight",
        ])
        for parameter in model.parameters {
            #expect(parameter.tensor.gradient?.sumOfSquares() ?? 0 > 0, "\(parameter.path)")
        }
    }
}
