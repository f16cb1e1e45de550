import Autograd
import Convolutions
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct FusedConvolutionTests {
    @Test(arguments: [true, false], [true, false])
    func equalsItsParts(bias: Bool, affine: Bool) throws {
        let convolution = Conv2d(
            inputs: 4, outputs: 6, window: 3, stride: 2, padding: 1, groups: 2, bias: bias, key: RandomKey(seed: 1))
        let norm = BatchNorm(channels: 6, affine: affine)
        let running = try #require(norm.running)
        running.mean.value = randomArray([6], seed: 2)
        running.variance.value = randomArray([6], seed: 3).map { $0 * $0 + 0.5 }
        norm.weight?.value = randomArray([6], seed: 4, gap: 0.2)
        norm.bias?.value = randomArray([6], seed: 5)
        let x = Tensor(randomArray([3, 7, 6, 4], seed: 6))
        for engine in ConvolutionEngines.available {
            ConvolutionEngines.with(engine) {
                let y = convolution(x).value
                // rows of channels, which the normalization takes whatever the order of its axes
                let rows = Tensor(y.reshaped([y.count / 6, 6]))
                let expected = norm(rows, training: false).value.reshaped(y.shape)
                expectClose(convolution.fused(with: norm)(x, .evaluation).value, expected, .reordered, engine.name)
                expectClose(
                    convolution.fused(with: norm, relu: true)(x, .evaluation).value, expected.relu(), .reordered, engine.name)
            }
        }
        #expect(
            convolution.fused(with: norm, relu: true).title
                == "FusedConvolution(\(convolution.title), relu=True)")
    }

    @Test func whatDoesNotFitIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Conv2d(inputs: 1, outputs: 2, window: 1, key: RandomKey(seed: 1)).fused(with: BatchNorm(channels: 3))
        }
        expectMessage(end, "FusedConvolution: the convolution has 2 outputs, the normalization 3 channels")
        let bare = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Conv2d(inputs: 1, outputs: 2, window: 1, key: RandomKey(seed: 1))
                .fused(with: BatchNorm(channels: 2, tracksStatistics: false))
        }
        expectMessage(bare, "FusedConvolution: the normalization keeps no running statistics")
    }
}
