import Autograd
import DenseArrays
import TestSupport
import Testing

@testable import NeuralNetworks

@Suite struct FreezingTests {
    private func network() -> Sequential {
        Sequential(named: [
            "layer1": Sequential(Linear(inputs: 3, outputs: 4, key: RandomKey(seed: 1)), BatchNorm1d(channels: 4), ReLU()),
            "layer10": Linear(inputs: 4, outputs: 4, key: RandomKey(seed: 2)),
            "head": Linear(inputs: 4, outputs: 2, key: RandomKey(seed: 3)),
        ])
    }

    @Test func frozenParametersStay() throws {
        let network = network()
        try network.freeze("layer1")
        #expect(network.trainableParameters.map(\.path) == ["layer10.weight", "layer10.bias", "head.weight", "head.bias"])
        let before = network.stateValues
        let adam = Adam([ParameterGroup(network.parameters.map(\.tensor), rate: 0.1, weightDecay: 0.1)])
        let x = Tensor(randomArray([5, 3], seed: 4))
        network(x, .training(RandomKey(seed: 5))).sum().backward()
        adam.step()
        for (entry, old) in zip(network.state, before) {
            let stays = entry.path.hasPrefix("layer1.") && !entry.path.contains("running") && !entry.path.contains("num_b")
            // the running statistics of a frozen layer go on, as PyTorch's
            #expect((entry.tensor.value == old) == stays, "\(entry.path)")
            if stays { #expect(entry.tensor.gradient == nil) }
        }
        try network.unfreeze("layer1.0.weight")
        #expect(network.trainableParameters.first?.path == "layer1.0.weight")
        network.unfreeze()
        #expect(network.trainableParameters.count == network.parameters.count)
        network.freeze()
        #expect(network.trainableParameters.isEmpty)
        #expect(!network(x, .evaluation).requiresGradient)
    }

    /// A gradient from before is forgotten, so that no optimizer uses it.
    @Test func freezingForgetsTheGradient() {
        let p = Tensor(DenseArray([1, 2]), requiresGradient: true)
        p.gradient = DenseArray([1, 1])
        p.requiresGradient = false
        #expect(p.gradient == nil && p.isLeaf)
    }

    @Test func unknownPathsNameTheKnownOnes() {
        let network = network()
        #expect(throws: UnknownPath(path: "layer2", known: ["layer1", "layer10", "head"])) { try network.freeze("layer2") }
        #expect(throws: UnknownPath(path: "layer1.7.weight", known: ["layer1.0", "layer1.1"])) {
            try network.unfreeze("layer1.7.weight")
        }
        #expect(
            "\(UnknownPath(path: "x", known: ["a", "b"]))" == "no parameter's path begins with \"x\"; known: a, b")
        #expect("\(UnknownPath(path: "x", known: []))" == "no parameter is called \"x\": there are none")
    }

    @Test func resultsCannotBeFrozen() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let y = Tensor(DenseArray([1]), requiresGradient: true) * 2
            y.requiresGradient = false
        }
        expectMessage(end, "Tensor.requiresGradient: can be changed for data and parameters only")
    }
}
