import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// Batch normalization with a ReLU in the same pass equals the two one after the other.
@Suite struct BatchNormReLUTests {
    @Test(arguments: [true, false])
    func equalsTwoSteps(training: Bool) {
        let x = randomArray([300, 5], seed: 1), upstream = randomArray([300, 5], seed: 2)
        func run(_ fused: Bool) -> ([Float], [Float], [Float], [Float]) {
            let norm = BatchNorm(channels: 5)
            norm.weight?.value = DenseArray([1, -0.5, 2, 0.1, 1])
            norm.bias?.value = DenseArray([0, 0.3, -1, 0, 2])
            let input = Tensor(x, requiresGradient: true)
            let y = fused ? norm(input, training: training, relu: true) : norm(input, training: training).relu()
            y.backward(upstream)
            return (
                y.value.elements, input.gradient?.elements ?? [], norm.weight?.gradient?.elements ?? [],
                norm.bias?.gradient?.elements ?? []
            )
        }
        let (a, b) = (run(true), run(false))
        expectClose(a.0, b.0, .reordered)
        expectClose(a.1, b.1, .reordered)
        expectClose(a.2, b.2, .reordered)
        expectClose(a.3, b.3, .reordered)
        #expect(a.0.contains(0) && a.0.contains { $0 > 0 })
    }
}
