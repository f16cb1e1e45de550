import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct BilinearTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "Bilinear") {
            let layer = Bilinear(
                inputs: (try golden.int("in1_features"), try golden.int("in2_features")),
                outputs: try golden.int("out_features"), bias: golden.flag("bias"), key: RandomKey(seed: 1))
            try golden.load(into: layer.goldenParameters)
            let (a, b) = (try golden.input("x1"), try golden.input("x2"))
            try golden.check(outputs: ["y": layer(a, b)], inputs: ["x1": a, "x2": b], parameters: layer.goldenParameters)
        }
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([3, 2], seed: 1), randomArray([3, 4], seed: 2), randomArray([2, 4, 5], seed: 3)]) {
            Bilinear(weight: $0[2], bias: nil)($0[0], $0[1])
        }
    }

    @Test func otherWidthsAreRefused() async {
        let layer = Bilinear(inputs: (2, 3), outputs: 4, key: RandomKey(seed: 1))
        #expect(layer.title == "Bilinear(in1_features=2, in2_features=3, out_features=4, bias=True)")
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(DenseArray(zeros: [1, 3]))
            _ = Bilinear(inputs: (2, 3), outputs: 4, key: RandomKey(seed: 1))(x, x)
        }
        expectMessage(end, "Bilinear: expected x₁ [rows, 2] and x₂ [rows, 3], found shapes [1, 3] and [1, 3]")
    }
}
