import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import Testing

@testable import GraphNetworks

/// Every kind of network that can be trained by name.
struct StandardModelsTests {
    /// A ring of twelve nodes with chords, one self-loop and an isolated node.
    private func input(_ kind: NodeModelKind, _ configuration: NodeModelConfiguration) throws -> NodeInput {
        let ties = (0..<12).map { ($0, ($0 + 1) % 12) } + [(0, 5), (3, 9), (2, 2)]
        let graph = try Graph(
            nodeCount: 13, edges: EdgeList(ties).undirected(),
            features: .dense(DenseArray(uniform: [13, 6], low: -1, high: 1, key: RandomKey(seed: 4))))
        return NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: kind.steps(configuration))
    }

    private func configuration(_ name: String) -> NodeModelConfiguration {
        NodeModelConfiguration(model: name, inputs: 6, hidden: 8, outputs: 3, layers: 2)
    }

    static let names = NodeModels.standard.map(\.name)

    @Test func allAreThere() {
        let wanted = [
            "gcn", "gat", "gatv2", "sage", "gin", "cheb", "arma", "tag", "sgc", "appnp", "gcnii", "mixhop", "transformer",
            "mlp", "classic-gcn",
        ]
        #expect(Set(Self.names) == Set(wanted))
    }

    @Test(arguments: names) func shapesAndGradients(name: String) throws {
        let kind = try #require(NodeModels.named(name))
        let configuration = configuration(name)
        let input = try input(kind, configuration)
        let model = kind.make(configuration, RandomKey(seed: 1))
        let logits = model(input, dropout: RandomKey(seed: 2))
        #expect(logits.shape == [13, 3])
        logits.crossEntropy(labels: (0..<13).map { Int32($0 % 3) }).backward()
        for parameter in model.parameters {
            // GIN's ε is no parameter unless asked for; ARMA's inner weight has no use in a stack of depth 1.
            guard parameter.tensor.requiresGradient, name != "arma" || !parameter.path.hasSuffix(".weight") else { continue }
            #expect(parameter.tensor.gradient?.isFinite == true, "\(name) \(parameter.path)")
        }
        #expect(Set(model.parameters.map(\.path)).count == model.parameters.count)
        #expect(model.embeddings(input).shape[0] == 13)
        #expect(!model.firstLayerParameters.isEmpty)
    }

    @Test(arguments: names) func evaluationIsRepeatableAndDropoutIsNot(name: String) throws {
        let kind = try #require(NodeModels.named(name))
        let configuration = configuration(name)
        let input = try input(kind, configuration)
        let model = kind.make(configuration, RandomKey(seed: 1))
        let same = kind.make(configuration, RandomKey(seed: 1))
        let other = kind.make(configuration, RandomKey(seed: 2))
        let value = model(input, dropout: nil).value
        #expect(value == same(input, dropout: nil).value)
        #expect(value != other(input, dropout: nil).value)
        let key = RandomKey(seed: 3)
        #expect(model(input, dropout: key).value == same(input, dropout: key).value)
        #expect(model(input, dropout: key).value != value)
    }

    @Test(arguments: names) func renumberingPermutesRows(name: String) throws {
        let kind = try #require(NodeModels.named(name))
        let configuration = configuration(name)
        let model = kind.make(configuration, RandomKey(seed: 1))
        let order = RandomKey(seed: 9).permutation(13)
        let ties = (0..<12).map { ($0, ($0 + 1) % 12) } + [(0, 5), (3, 9)]
        let x = DenseArray(uniform: [13, 6], low: -1, high: 1, key: RandomKey(seed: 4))
        var place = [Int](repeating: 0, count: 13)
        for (new, old) in order.enumerated() { place[old] = new }
        func logits(_ edges: [(Int, Int)], _ x: DenseArray) throws -> DenseArray {
            let graph = try Graph(nodeCount: 13, edges: EdgeList(edges).undirected(), features: .dense(x))
            let input = NodeInput(
                graph, adjacency: try graph.normalizedAdjacency(), layers: kind.steps(configuration))
            return model(input, dropout: nil).value
        }
        let plain = try logits(ties, x)
        let moved = try logits(ties.map { (place[$0.0], place[$0.1]) }, x.gatheringRows(order))
        let difference = (moved - plain.gatheringRows(order)).elements.map(abs).max() ?? 1
        #expect(difference < 1e-5, "\(name): \(difference)")
    }

    @Test func aUserAddsOneInFiveLines() throws {
        NodeModels.register(
            NodeModels.layered("linear", "features alone") { _, inputs, outputs, _, key in
                let linear = Linear(inputs: inputs, outputs: outputs, key: key)
                return LayeredNetwork.Part(linear) { x, _, _ in linear(x) }
            })
        let kind = try #require(NodeModels.named("linear"))
        let configuration = configuration("linear")
        let model = kind.make(configuration, RandomKey(seed: 0))
        let input = try input(kind, configuration)
        #expect(model(input, dropout: nil).shape == [13, 3])
    }
}
