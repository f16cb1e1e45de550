import Autograd
import Convolutions
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ConvolutionTests {
    @Test(arguments: ["Conv1d", "Conv2d", "Conv3d"])
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

    private func convolution(_ kind: String, _ golden: GoldenCase) throws -> Convolution {
        let padding: ConvolutionPadding
        if golden.setting("padding")?.string == "same" {
            padding = .same
        } else {
            padding = .sizes((golden.axes("padding") ?? 0).lengths(["Conv1d": 1, "Conv2d": 2][kind] ?? 3))
        }
        let (inputs, outputs) = (try golden.int("in_channels"), try golden.int("out_channels"))
        let (window, stride, dilation) = (
            golden.axes("kernel_size") ?? 1, golden.axes("stride") ?? 1, golden.axes("dilation") ?? 1
        )
        let (groups, bias) = (golden.setting("groups")?.int ?? 1, golden.setting("bias")?.bool ?? true)
        let mode = PaddingMode(rawValue: golden.setting("padding_mode")?.string ?? "zeros") ?? .zeros
        let key = RandomKey(seed: 1)
        switch kind {
        case "Conv1d":
            return Conv1d(
                inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding, dilation: dilation,
                groups: groups, bias: bias, paddingMode: mode, key: key)
        case "Conv2d":
            return Conv2d(
                inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding, dilation: dilation,
                groups: groups, bias: bias, paddingMode: mode, key: key)
        default:
            return Conv3d(
                inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding, dilation: dilation,
                groups: groups, bias: bias, paddingMode: mode, key: key)
        }
    }

    @Test func startsAsPyTorch() {
        let layer = Conv2d(inputs: 4, outputs: 6, window: 3, groups: 2, key: RandomKey(seed: 1))
        #expect(layer.weight.shape == [3, 3, 2, 6])
        let bound = 1 / Float(18).squareRoot()
        let weights = layer.weight.value.elements
        #expect(weights.allSatisfy { abs($0) <= bound } && (weights.map(abs).max() ?? 0) > 0.8 * bound)
        #expect(layer.bias?.value.elements.allSatisfy { abs($0) <= bound } == true)
        #expect(Set(weights).count > 100)
    }

    @Test func titlesArePyTorchs() {
        let key = RandomKey(seed: 1)
        #expect(
            Conv2d(inputs: 1, outputs: 32, window: 3, padding: 1, key: key).title
                == "Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))")
        #expect(
            Conv1d(inputs: 2, outputs: 4, window: 5, stride: 2, dilation: 3, groups: 2, bias: false, key: key).title
                == "Conv1d(2, 4, kernel_size=(5,), stride=(2,), dilation=(3,), groups=2, bias=False)")
        #expect(
            Conv3d(inputs: 1, outputs: 1, window: [1, 2, 3], padding: .same, paddingMode: .reflect, key: key).title
                == "Conv3d(1, 1, kernel_size=(1, 2, 3), stride=(1, 1, 1), padding=same, padding_mode=reflect)")
    }

    @Test func reluInTheSamePass() {
        let key = RandomKey(seed: 2)
        let layer = Conv2d(inputs: 3, outputs: 5, window: 3, padding: 1, key: key)
        let x = randomArray([2, 6, 5, 3], seed: 3)
        for engine in ConvolutionEngines.available {
            ConvolutionEngines.with(engine) {
                var gradients: [[DenseArray?]] = []
                for fused in [true, false] {
                    layer.clearGradients()
                    let input = Tensor(x, requiresGradient: true)
                    let y = fused ? layer(input, relu: true) : layer(input).relu()
                    y.backward(randomArray(y.shape, seed: 4))
                    gradients.append([y.value, input.gradient] + layer.parameters.map(\.tensor.gradient))
                }
                for (a, b) in zip(gradients[0], gradients[1]) {
                    if let a, let b { expectClose(a, b, .reordered, engine.name) } else { Issue.record("no gradient") }
                }
            }
        }
    }

    @Test func nobodyNeedsTheGradient() {
        let layer = Conv2d(inputs: 1, outputs: 2, window: 3, key: RandomKey(seed: 1))
        let x = Tensor(randomArray([1, 5, 5, 1], seed: 1))
        layer(x).sum().backward()
        #expect(x.gradient == nil && layer.weight.gradient != nil)
        let frozen = Conv2d.init(weight: Tensor(layer.weight.value), bias: layer.bias.map { Tensor($0.value) })
        let input = Tensor(x.value, requiresGradient: true)
        frozen(input).sum().backward()
        #expect(frozen.weight.gradient == nil && input.gradient?.shape == [1, 5, 5, 1])
    }

    @Test func wrongInputsAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Conv2d(inputs: 3, outputs: 2, window: 3, key: RandomKey(seed: 1))(Tensor(DenseArray(zeros: [1, 8, 8, 4])))
        }
        expectMessage(end, "Conv2d: x has shape [1, 8, 8, 4], expected [items, height, width, 3]")
        let small = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Conv2d(inputs: 3, outputs: 2, window: 3, key: RandomKey(seed: 1))(Tensor(DenseArray(zeros: [1, 8, 2, 3])))
        }
        expectMessage(small, "ConvolutionGeometry: along the width: a window of 3 spans 3 positions, the input has 2")
        let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Conv2d(inputs: 3, outputs: 2, window: 3, groups: 2, key: RandomKey(seed: 1))
        }
        expectMessage(groups, "Convolution: 2 groups must divide 3 inputs and 2 outputs")
    }
}
