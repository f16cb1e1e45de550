import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct LayerNormTests {
    @Test func equalsPyTorch() throws {
        var seen = 0
        for golden in try Golden.load("nn").cases(ofKind: "LayerNorm") {
            let layer = LayerNorm(
                normalizedShape: try golden.list("normalized_shape").map { Int($0) }, epsilon: try golden.float("eps"),
                affine: golden.setting("elementwise_affine")?.bool ?? true, bias: golden.setting("bias")?.bool ?? true)
            try golden.load(into: layer.goldenParameters)
            let x = try golden.input("x")
            try golden.check(outputs: ["y": layer(x)], inputs: ["x": x], parameters: layer.goldenParameters)
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([4, 5], seed: 1), randomArray([5], seed: 2), randomArray([5], seed: 3)]) {
            LayerNorm(weight: $0[1], bias: $0[2], normalizedShape: [5])($0[0])
        }
        checkGradient(of: [randomArray([4, 5], seed: 1), randomArray([5], seed: 2)], "no bias") {
            LayerNorm(weight: $0[1], bias: nil, normalizedShape: [5])($0[0])
        }
    }

    @Test func noItems() {
        #expect(LayerNorm(normalizedShape: [3])(Tensor(DenseArray(zeros: [0, 3]))).shape == [0, 3])
    }

    @Test func anotherWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LayerNorm(normalizedShape: [4])(Tensor(DenseArray(zeros: [2, 3])))
        }
        expectMessage(end, "LayerNorm: x has shape [2, 3], expected […, 4]")
    }
}
