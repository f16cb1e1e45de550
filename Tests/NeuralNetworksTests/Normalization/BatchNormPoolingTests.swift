import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct BatchNormPoolingTests {
    /// One pass or three: the same numbers and gradients, in training and evaluation, with odd sides and channels.
    @Test(arguments: [[3, 6, 8, 32], [2, 7, 5, 3], [4, 2, 2, 17]], [true, false])
    func equalsTheThreeLayers(shape: [Int], training: Bool) {
        func pass(_ body: (BatchNorm2d, Tensor) -> Tensor) -> (values: [DenseArray], norm: BatchNorm2d) {
            let norm = BatchNorm2d(channels: shape[3])
            norm.weight?.value = randomArray([shape[3]], seed: 5)
            norm.bias?.value = randomArray([shape[3]], seed: 6)
            norm.running?.mean.value = randomArray([shape[3]], seed: 7)
            let x = Tensor(randomArray(shape, seed: 8), requiresGradient: true)
            let y = body(norm, x)
            y.backward(randomArray(y.shape, seed: 9))
            return ([y.value] + [x, norm.weight, norm.bias].map { $0?.gradient ?? DenseArray(zeros: [0]) }, norm)
        }
        let pool = MaxPool2d(window: 2)
        let (found, one) = pass { $0.pooled($1, training: training) }
        let (expected, three) = pass { pool($0($1, training: training), relu: true) }
        for (a, b) in zip(found, expected) { expectClose(a, b, .reordered, "\(shape) \(training)") }
        #expect(one.running?.mean.value == three.running?.mean.value && one.running?.variance.value == three.running?.variance.value)
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([2, 5, 4, 3], seed: 1), randomArray([3], seed: 2), randomArray([3], seed: 3)]) {
            BatchNorm2d(weight: $0[1], bias: $0[2], channels: 3).pooled($0[0], training: true)
        }
    }

    @Test func withoutGradientsNothingIsKept() {
        let norm = BatchNorm2d(channels: 4), x = Tensor(randomArray([2, 4, 4, 4], seed: 1))
        let y = withoutGradients { norm.pooled(x, training: false) }
        #expect(!y.requiresGradient && y.shape == [2, 2, 2, 4])
    }

    @Test func sameBitsForThreadCounts() {
        _ = expectSameBitsForThreadCounts("pooled") {
            let norm = BatchNorm2d(channels: 24), x = Tensor(randomArray([40, 20, 18, 24], seed: 1), requiresGradient: true)
            let y = norm.pooled(x, training: true)
            y.backward(randomArray(y.shape, seed: 2))
            return x.gradient ?? y.value
        }
    }

    @Test func refusesShapes() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm2d(channels: 3).pooled(Tensor(DenseArray(zeros: [2, 1, 4, 3])), training: true)
        }
        expectMessage(
            end, "BatchNorm2d.pooled: x has shape [2, 1, 4, 3], expected [items, height, width, 3] with sides of at least 2")
    }
}
