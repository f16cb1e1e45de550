import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct LinearTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "Linear") {
            let bias = try golden.optionalArray("param.bias")
            let layer = Linear(
                weight: Tensor(try golden.array("param.weight").transposed(), requiresGradient: true),
                bias: bias.map { Tensor($0, requiresGradient: true) })
            let x = try golden.array("in.x")
            let expected = try golden.array("out.y")
            let leaf = Tensor(x.reshaped([x.count / layer.inputs, layer.inputs]), requiresGradient: true)
            let y = layer(leaf)
            expectClose(y.value.reshaped(expected.shape), expected, .golden, "\(golden)")
            y.backward(try golden.array("up.y").reshaped(y.shape))
            let found = [leaf.gradient?.reshaped(x.shape), layer.weight.gradient?.transposed(), layer.bias?.gradient]
            for (name, gradient) in zip(["grad_in.x", "grad_param.weight", "grad_param.bias"], found) {
                guard let wanted = try golden.optionalArray(name) else { continue }
                expectClose(gradient ?? DenseArray(0), wanted, .golden, "\(golden): \(name)")
            }
        }
    }

    /// Kaiming: both from ±1/√inputs; Glorot: the bias zero.
    @Test func initialization() {
        let kaiming = Linear(inputs: 16, outputs: 50, key: RandomKey(seed: 1))
        let largest = kaiming.weight.value.elements.map { abs($0) }.max() ?? 0
        #expect(largest <= 0.25 && largest > 0.24)
        #expect(kaiming.bias?.value.elements.contains { $0 != 0 && abs($0) <= 0.25 } == true)
        let glorot = Linear(inputs: 16, outputs: 50, initialization: .glorot, key: RandomKey(seed: 1))
        #expect(glorot.bias?.value == DenseArray(zeros: [50]))
        #expect(glorot.weight.value == .glorotUniform(inputs: 16, outputs: 50, key: RandomKey(seed: 1)))
        #expect(
            Linear(inputs: 2, outputs: 3, bias: false, key: RandomKey(seed: 1)).parameters.map(\.path) == ["weight"])
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([4, 3], seed: 1), randomArray([3, 2], seed: 2), randomArray([2], seed: 3)]) {
            Linear(weight: $0[1], bias: $0[2])($0[0])
        }
    }

    @Test func shapesAreChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Linear(inputs: 3, outputs: 2, key: RandomKey(seed: 1))(Tensor(DenseArray(zeros: [4, 5])))
        }
        expectMessage(end, "Linear: x has shape [4, 5], weight expects [rows, 3]")
    }
}
