import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@testable import GraphNetworks

/// What every network for whole graphs must hold to.
@Suite struct GraphModelTests {
    static let names = GraphModels.all.map(\.name)

    static func model(
        _ name: String, inputs: Int = 3, change: (inout GraphModelConfiguration) -> Void = { _ in }
    ) throws -> any GraphModel {
        var c = GraphModelConfiguration(model: name, inputs: inputs, hidden: 8, outputs: 2, layers: 2)
        c.edgeInputs = 2
        change(&c)
        return try #require(GraphModels.named(name)).make(c, RandomKey(seed: 5))
    }

    static func outputs(_ model: any GraphModel, _ set: GraphSet, _ indices: [Int]) throws -> DenseArray {
        let input = try GraphSetInputs(set).batch(indices)
        return withoutGradients { model(input, .evaluation).outputs.value }
    }

    /// In evaluation a graph's answer does not depend on the others of its batch, nor on their order.
    @Test(arguments: names)
    func batchesDoNotMix(name: String) throws {
        let set = try smallSet(edgeWidth: 2), model = try Self.model(name)
        let together = try Self.outputs(model, set, [0, 1, 2, 3, 4])
        for graph in 0..<set.count {
            let alone = try Self.outputs(model, set, [graph])
            expectClose(alone.elements, Array(together.elements[2 * graph..<2 * graph + 2]), .reordered, "\(name) \(graph)")
        }
        let turned = try Self.outputs(model, set, [4, 2, 0])
        expectClose(turned.elements, [4, 2, 0].flatMap { together.elements[2 * $0..<2 * $0 + 2] }, .reordered, name)
    }

    /// Renumbering a graph's nodes changes nothing.
    @Test(arguments: names)
    func numberingDoesNotMatter(name: String) throws {
        let model = try Self.model(name)
        let kind = SmallGraph.star, order = [3, 0, 4, 1, 2]
        let x = randomArray([5, 3], seed: 4), e = randomArray([kind.edges.count, 2], seed: 6)
        let renumbered = EdgeList(
            sources: kind.edges.sources.map { Int32(order[Int($0)]) },
            targets: kind.edges.targets.map { Int32(order[Int($0)]) })
        var places = [Int](repeating: 0, count: 5)
        for (old, new) in order.enumerated() { places[new] = old }
        let first = try Graph(nodeCount: 5, edges: kind.edges, features: .dense(x), edgeFeatures: e)
        let second = try Graph(nodeCount: 5, edges: renumbered, features: .dense(x.gatheringRows(places)), edgeFeatures: e)
        let set = try GraphSet(name: "two", graphs: [first, second], labels: [0, 1], classNames: ["a", "b"])
        let said = try Self.outputs(model, set, [0, 1]).elements
        expectClose(Array(said[0..<2]), Array(said[2..<4]), .reordered, name)
    }

    /// Every parameter gets a gradient, and it is the right one.
    @Test(arguments: names)
    func gradients(name: String) throws {
        let set = try smallSet(edgeWidth: 2), model = try Self.model(name)
        let input = try GraphSetInputs(set).batch([0, 1, 3])
        let key = RandomKey(seed: 3)
        func loss() -> Tensor {
            let (outputs, penalty) = model(input, .training(key))
            let task = outputs.crossEntropy(labels: [0, 1, 1])
            return penalty.map { task + $0 } ?? task
        }
        loss().backward()
        let parameters = model.parameters
        // What pools by rank or maximum has kinks: along a random direction of small steps the derivative still holds.
        var expected = 0.0
        let directions = parameters.enumerated().map { number, parameter in
            DenseArray(uniform: parameter.tensor.shape, low: -1, high: 1, key: key.child("direction").child(number))
        }
        for (parameter, direction) in zip(parameters, directions) {
            // ARMA's second weights wait for a depth of two
            if name == "arma", parameter.tensor.gradient == nil { continue }
            let gradient = try #require(parameter.tensor.gradient, "\(name): \(parameter.path) got no gradient")
            expected += (gradient * direction).sum()
        }
        #expect(expected != 0)
        let start = model.parameterValues, h: Float = 0x1p-9
        func value(_ scale: Float) -> Double {
            model.parameterValues = zip(start, directions).map { value, direction in
                var moved = value
                moved.add(direction, scale: scale)
                return moved
            }
            return withoutGradients { Double(loss().scalar) }
        }
        let found = (value(h) - value(-h)) / (2 * Double(h))
        #expect(abs(found - expected) <= 0.03 * max(1, abs(expected)), "\(name): \(found), \(expected)")
    }

    /// Taken apart, a batch gives the same gradients, where the network says that it may be.
    @Test(arguments: names)
    func partsAddUp(name: String) throws {
        let set = try smallSet(edgeWidth: 2), model = try Self.model(name)
        if model.couplesGraphs { return }
        let inputs = try GraphSetInputs(set)
        func gradients(_ parts: [[Int]]) -> [[Float]] {
            model.clearGradients()
            for part in parts {
                let input = inputs.batch(part)
                let loss = model(input, .evaluation).outputs.crossEntropy(labels: input.labels ?? [])
                loss.backward(DenseArray(repeating: Float(part.count) / 5, shape: loss.shape))
            }
            return model.parameters.map { $0.tensor.gradient?.elements ?? [] }
        }
        for (a, b) in zip(gradients([[0, 1, 2, 3, 4]]), gradients([[0, 1], [2, 3, 4]])) {
            expectClose(a, b, .reordered, name)
        }
    }

    /// Everything that a configuration can ask for works together, and is named once in a checkpoint.
    @Test(arguments: Readouts.names, NodeNormalization.names)
    func readoutsAndNorms(readout: String, norm: String) throws {
        for jumping in ["last", "cat", "max", "lstm", "all"] {
            let model = try Self.model("gin") {
                $0.readout = readout
                $0.norm = norm
                $0.jumping = jumping
                $0.virtualNode = true
                $0.residual = true
                $0.headLayers = 2
                $0.layers = 3
                $0.options = ["sorted": 4]
            }
            let said = try Self.outputs(model, smallSet(), [0, 1, 2, 3, 4])
            #expect(said.shape == [5, 2] && said.elements.allSatisfy { $0.isFinite }, "\(readout) \(norm) \(jumping)")
            let paths = model.state.map(\.path)
            #expect(Set(paths).count == paths.count)
            #expect(model.buffers.isEmpty == (norm != "batch"))
        }
    }

    /// A network that a user of the library adds.
    @Test func registration() throws {
        GraphModels.register(
            GraphModels.stacked("linear-of-test", "no messages at all") { _, inputs, outputs, _, key in
                let linear = Linear(inputs: inputs, outputs: outputs, key: key)
                return ReadoutNetwork.Layer(linear) { x, _, _, _ in linear(x) }
            })
        #expect(try Self.outputs(Self.model("linear-of-test"), smallSet(), [0, 1]).shape == [2, 2])
        #expect(GraphModels.named("no such network") == nil)
    }
}
