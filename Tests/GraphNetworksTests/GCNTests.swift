import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport
import Testing

@Suite struct GCNTests {
    private func configuration(
        inputs: Int = 6, hidden: Int = 5, outputs: Int = 3, layers: Int = 2, dropout: Float = 0.5,
        inputDropout: Float? = nil, bias: Bool = true
    ) -> NodeModelConfiguration {
        NodeModelConfiguration(
            inputs: inputs, hidden: hidden, outputs: outputs, layers: layers, dropout: dropout,
            inputDropout: inputDropout, bias: bias)
    }

    /// Ring, features `[80, 6]`.
    private func input(layers: Int) throws -> NodeInput {
        let graph = try Graph(
            nodeCount: 80, edges: ringWithChords(), features: .dense(randomArray([80, 6], seed: 1)))
        return NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: layers)
    }

    /// The defaults that the documentation names: the paper's.
    @Test func defaults() {
        let defaults = NodeModelConfiguration(inputs: 10, outputs: 3)
        #expect(defaults.hidden == 16 && defaults.layers == 2 && defaults.dropout == 0.5)
        #expect(defaults.inputDropout == nil && defaults.bias)
    }

    @Test func parameterNamesAndShapes() {
        let model = GCN(configuration(layers: 3), key: RandomKey(seed: 1))
        #expect(
            model.parameters.map(\.path) == [
                "convs.0.lin.weight", "convs.0.bias", "convs.1.lin.weight", "convs.1.bias", "convs.2.lin.weight",
                "convs.2.bias",
            ])
        #expect(model.parameters.map(\.tensor.shape) == [[6, 5], [5], [5, 5], [5], [5, 3], [3]])
        #expect(model.parameterCount == 35 + 30 + 18)
        let single = GCN(configuration(layers: 1, bias: false), key: RandomKey(seed: 1))
        #expect(single.parameters.map(\.path) == ["convs.0.lin.weight"])
        #expect(single.parameters[0].tensor.shape == [6, 3])
    }

    @Test func weightsFollowFromTheSeed() {
        let values = [1, 1, 2].map { GCN(configuration(), key: RandomKey(seed: $0)).parameterValues }
        #expect(values[0] == values[1])
        #expect(values[0][0] != values[2][0] && values[0][2] != values[2][2])
        // no layer repeats another one's numbers
        let deep = GCN(configuration(inputs: 5, outputs: 5, layers: 3), key: RandomKey(seed: 1)).parameterValues
        #expect(deep[0] != deep[2] && deep[2] != deep[4])
    }

    /// relu(Â X W₀ + b₀), then Â H W₁ + b₁, written out with dense matrices.
    @Test func twoLayersByHand() throws {
        let input = try input(layers: 2)
        let model = GCN(configuration(), key: RandomKey(seed: 1))
        var values = model.parameterValues
        values[1] = randomArray([5], seed: 5)
        values[3] = randomArray([3], seed: 6)
        model.parameterValues = values
        let adjacency = try #require(input.adjacency[0])
        let a = dense(adjacency)
        guard case .dense(let x) = input.features else {
            Issue.record("features are not dense")
            return
        }
        let hidden = DenseArray.product(a, .product(x, values[0])).addingBias(values[1]).map { max($0, 0) }
        let logits = DenseArray.product(a, .product(hidden, values[2])).addingBias(values[3])
        #expect(hidden.elements.contains(0) && hidden.elements.contains { $0 > 0 })
        expectClose(model(input).value, logits, .reordered, "logits")
        expectClose(model.embeddings(input).value, hidden, .reordered, "embeddings")
        #expect(model(input).shape == [80, 3] && model.embeddings(input).shape == [80, 5])
    }

    @Test func embeddingsOfOneLayerAreItsLogits() throws {
        let model = GCN(configuration(layers: 1), key: RandomKey(seed: 1))
        let input = try input(layers: 1)
        expectSameBits(model.embeddings(input).value, model(input).value)
        #expect(model(input).shape == [80, 3])
    }

    /// The gradient of the loss against central differences along random directions, with dropout of a fixed key.
    @Test(arguments: 1...3) func gradients(layers: Int) throws {
        let graph = try SmallGraph.star.graph()
        let input = NodeInput(
            features: .dense(randomArray([5, 4], seed: 1)), adjacency: try graph.normalizedAdjacency(), layers: layers)
        let model = GCN(
            configuration(inputs: 4, hidden: 3, outputs: 2, layers: layers), key: RandomKey(seed: 2))
        // biases of ±4 before a ReLU keep its inputs away from the kink; two columns pass, one is cut off
        let start = model.parameters.map { parameter in
            parameter.path.hasSuffix("bias") && parameter.tensor.shape == [3]
                ? DenseArray([4, -4, 4]) : randomArray(parameter.tensor.shape, seed: 3) * 0.5
        }
        func loss() -> Tensor { model(input, dropout: RandomKey(seed: 4)).crossEntropy(labels: [1, 0], rows: [0, 3]) }
        model.parameterValues = start
        loss().backward()
        let gradients = try model.parameters.map { try gradient($0.tensor) }
        let isAlive = gradients.allSatisfy { $0.elements.contains { $0 != 0 } }
        #expect(isAlive)
        let step: Float = 0x1p-7
        for direction in 0..<4 {
            let along = start.enumerated().map { randomArray($1.shape, seed: 10 * direction + $0 + 100) }
            let values = [step, -step].map { scale in
                model.parameterValues = zip(start, along).map { $0 + $1 * scale }
                return Double(withoutGradients { loss() }.scalar)
            }
            let expected = zip(gradients, along).reduce(0.0) { $0 + ($1.0 * $1.1).sum() }
            expectClose(
                expected, (values[0] - values[1]) / (2 * Double(step)), .gradientCheck, "direction \(direction)")
        }
    }

    /// Without a key nothing is dropped; with one the numbers follow from it.
    @Test func dropout() throws {
        let input = try input(layers: 2)
        let model = GCN(configuration(), key: RandomKey(seed: 1))
        let still = GCN(configuration(dropout: 0), key: RandomKey(seed: 1))
        let key = RandomKey(seed: 7)
        expectSameBits(model(input).value, still(input).value, "evaluation")
        expectSameBits(still(input, dropout: key).value, still(input).value, "rate 0")
        let first = model(input, dropout: key).value
        expectSameBits(model(input, dropout: key).value, first, "same key")
        #expect(model(input, dropout: RandomKey(seed: 8)).value != first)
        #expect(first != model(input).value)
        // the features alone, and all but the features
        let features = GCN(configuration(dropout: 0, inputDropout: 0.5), key: RandomKey(seed: 1))
        let inner = GCN(configuration(dropout: 0.5, inputDropout: 0), key: RandomKey(seed: 1))
        let results = [model, features, inner, still].map { $0(input, dropout: key).value }
        for i in 0..<4 { for j in 0..<i { #expect(results[i] != results[j], "\(i), \(j)") } }
    }

    /// Renumbering nodes permutes the rows of the logits.
    @Test(arguments: SmallGraph.all) func renumbering(graph: SmallGraph) throws {
        let n = graph.nodeCount
        let order = RandomKey(seed: 5).permutation(n)
        var place = [Int32](repeating: 0, count: n)
        for (new, old) in order.enumerated() { place[old] = Int32(new) }
        let moved = EdgeList(
            sources: graph.edges.sources.map { place[Int($0)] }, targets: graph.edges.targets.map { place[Int($0)] },
            weights: graph.edges.weights)
        let x = randomArray([n, 6], seed: 1)
        let model = GCN(configuration(), key: RandomKey(seed: 1))
        let logits = try [(graph.edges, x), (moved, x.gatheringRows(order))].map { edges, features in
            let graph = try Graph(nodeCount: n, edges: edges, features: .dense(features))
            return model(NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 2)).value
        }
        expectClose(logits[1], logits[0].gatheringRows(order), .reordered, "\(graph)")
    }

    /// ÂX is made once only where nothing is dropped from X and the first layer does not narrow.
    @Test func prepared() throws {
        let input = try input(layers: 2)
        for (hidden, rate, isPropagated): (Int, Float, Bool) in [
            (8, 0, true), (6, 0, true), (5, 0, false), (8, 0.5, false),
        ] {
            let model = GCN(
                configuration(hidden: hidden, dropout: 0.5, inputDropout: rate), key: RandomKey(seed: 1))
            let prepared = model.prepared(input)
            #expect((prepared.adjacency[0] == nil) == isPropagated, "\(hidden), \(rate)")
            let key = RandomKey(seed: 2)
            expectClose(
                model(prepared, dropout: key).value, model(input, dropout: key).value, .reordered, "\(hidden), \(rate)")
        }
    }

    @Test func anInputForAnotherDepthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let model = GCN(NodeModelConfiguration(inputs: 3, outputs: 2), key: RandomKey(seed: 0))
            let matrix = SparseMatrix(EdgeList([(0, 1)]).gatheringMatrix(nodeCount: 3))
            _ = model(NodeInput(features: .identity(3), adjacency: matrix, layers: 3))
        }
        expectMessage(end, "GCN: 2 layers, the input was made for 3")
    }

    @Test func aNetworkWithoutLayersIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GCN(NodeModelConfiguration(inputs: 3, outputs: 2, layers: 0), key: RandomKey(seed: 0))
        }
        expectMessage(end, "GCN: expected at least one layer, found 0")
    }
}
