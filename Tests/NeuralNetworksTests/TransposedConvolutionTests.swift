import Autograd
import Convolutions
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct TransposedConvolutionTests {
    @Test(arguments: ["ConvTranspose1d", "ConvTranspose2d"])
    func equalsPyTorch(kind: String) throws {
        for golden in try Golden.load("nn").cases(ofKind: kind) {
            for engine in ConvolutionEngines.available {
                try ConvolutionEngines.with(engine) {
                    let layer = try convolution(kind, golden)
                    try golden.load(into: layer.goldenParameters)
                    let x = try golden.input("x")
                    let y = ChannelEdges.first(layer(ChannelEdges.last(x), .evaluation))
                    try golden.check(
                        outputs: ["y": y], inputs: ["x": x], parameters: layer.goldenParameters, " (\(engine.name))")
                }
            }
        }
    }

    private func convolution(_ kind: String, _ golden: GoldenCase) throws -> TransposedConvolution {
        let (inputs, outputs) = (try golden.int("in_channels"), try golden.int("out_channels"))
        let (window, stride, padding) = (
            golden.axes("kernel_size") ?? 1, golden.axes("stride") ?? 1, golden.axes("padding") ?? 0
        )
        let (extra, dilation) = (golden.axes("output_padding") ?? 0, golden.axes("dilation") ?? 1)
        let (groups, bias) = (golden.setting("groups")?.int ?? 1, golden.setting("bias")?.bool ?? true)
        let key = RandomKey(seed: 1)
        if kind == "ConvTranspose1d" {
            return ConvTranspose1d(
                inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding, outputPadding: extra,
                groups: groups, bias: bias, dilation: dilation, key: key)
        }
        return ConvTranspose2d(
            inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding, outputPadding: extra,
            groups: groups, bias: bias, dilation: dilation, key: key)
    }

    @Test func threeDimensions() {
        let layer = ConvTranspose3d(inputs: 2, outputs: 3, window: 2, stride: 2, key: RandomKey(seed: 1))
        checkGradient(of: [randomArray([2, 2, 3, 2, 2], seed: 1), layer.weight.value, randomArray([3], seed: 2)]) {
            TransposedConvolution(weight: $0[1], bias: $0[2], stride: 2)($0[0])
        }
        #expect(layer(Tensor(DenseArray(zeros: [1, 2, 3, 4, 2]))).shape == [1, 4, 6, 8, 3])
    }

    @Test func titleAndProblems() async {
        #expect(
            ConvTranspose2d(inputs: 3, outputs: 1, window: 3, stride: 2, padding: 1, outputPadding: 1, key: RandomKey(seed: 1))
                .title
                == "ConvTranspose2d(3, 1, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), output_padding=(1, 1))")
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ConvTranspose2d(inputs: 1, outputs: 1, window: 3, outputPadding: 1, key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [1, 4, 4, 1])))
        }
        expectMessage(end, "ConvTranspose2d: along the height: output padding 1 must be below stride 1 or dilation 1")
    }
}
