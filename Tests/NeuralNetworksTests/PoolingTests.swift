import Autograd
import Convolutions
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct PoolingTests {
    @Test(arguments: [
        "MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d",
        "AdaptiveMaxPool2d",
    ])
    func equalsPyTorch(kind: String) throws {
        for golden in try Golden.load("nn").cases(ofKind: kind) {
            let layer = try pooling(kind, golden)
            let x = try golden.input("x")
            let y = ChannelEdges.first(layer(ChannelEdges.last(x), .evaluation))
            try golden.check(outputs: ["y": y], inputs: ["x": x])
        }
    }

    private func pooling(_ kind: String, _ golden: GoldenCase) throws -> any Layer {
        let (window, stride) = (golden.axes("kernel_size") ?? 1, golden.axes("stride"))
        let (padding, dilation) = (golden.axes("padding") ?? 0, golden.axes("dilation") ?? 1)
        let ceiling = golden.flag("ceil_mode"), includes = golden.setting("count_include_pad")?.bool ?? true
        let divisor = golden.setting("divisor_override")?.int
        switch kind {
        case "MaxPool1d":
            return MaxPool1d(window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling)
        case "MaxPool2d":
            return MaxPool2d(window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling)
        case "MaxPool3d":
            return MaxPool3d(window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling)
        case "AvgPool1d":
            return AvgPool1d(window: window, stride: stride, padding: padding, ceiling: ceiling, includesPadding: includes)
        case "AvgPool2d":
            return AvgPool2d(
                window: window, stride: stride, padding: padding, ceiling: ceiling, includesPadding: includes, divisor: divisor)
        case "AdaptiveAvgPool1d": return AdaptiveAvgPool1d(golden.axes("output_size") ?? 1)
        case "AdaptiveMaxPool2d": return AdaptiveMaxPool2d(try sizes(golden))
        default:
            // a length may be null: as many as there are
            if let list = golden.manifest["hyper"]?["output_size"]?.array, list.count == 2 {
                return AdaptiveAvgPool2d(height: list[0].int, width: list[1].int)
            }
            return AdaptiveAvgPool2d(try sizes(golden))
        }
    }

    private func sizes(_ golden: GoldenCase) throws -> any AxisLengths { try #require(golden.axes("output_size")) }

    @Test func titlesArePyTorchs() {
        #expect(
            MaxPool2d(window: 2).title == "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)")
        #expect(
            MaxPool2d(window: [3, 2], stride: 1, padding: 1, ceiling: true).title
                == "MaxPool2d(kernel_size=(3, 2), stride=1, padding=1, dilation=1, ceil_mode=True)")
        #expect(AvgPool2d(window: 2).title == "AvgPool2d(kernel_size=2, stride=2, padding=0)")
        #expect(AvgPool1d(window: 2).title == "AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))")
        #expect(AdaptiveAvgPool2d([6, 6]).title == "AdaptiveAvgPool2d(output_size=(6, 6))")
        #expect(AdaptiveAvgPool2d(1).title == "AdaptiveAvgPool2d(output_size=1)")
        #expect(AdaptiveAvgPool2d(height: 3, width: nil).title == "AdaptiveAvgPool2d(output_size=(3, None))")
    }

    @Test func gradients() {
        let x = distinct([2, 5, 4, 3])
        checkGradient(of: [x], "max") { MaxPool2d(window: 3, stride: 2, padding: 1)($0[0]) }
        checkGradient(of: [x], "max, apart") { MaxPool2d(window: 2)($0[0]) }
        checkGradient(of: [x], "max of relu") { MaxPool2d(window: 2)($0[0], relu: true) }
        checkGradient(of: [x], "mean") { AvgPool2d(window: 3, stride: 2, padding: 1, includesPadding: false)($0[0]) }
        checkGradient(of: [x], "fixed divisor") { AvgPool2d(window: 2, divisor: 3)($0[0]) }
        checkGradient(of: [x], "adaptive mean") { AdaptiveAvgPool2d(height: 3, width: nil)($0[0]) }
        checkGradient(of: [x], "adaptive max") { AdaptiveMaxPool2d([2, 3])($0[0]) }
        let volume = distinct([1, 4, 3, 4, 2])
        checkGradient(of: [volume], "volume, mean") { AvgPool3d(window: 2, stride: 1)($0[0]) }
        checkGradient(of: [volume], "volume, adaptive") { AdaptiveAvgPool3d(2)($0[0]) }
        checkGradient(of: [volume], "volume, adaptive max") { AdaptiveMaxPool3d([2, 1, 3])($0[0]) }
        checkGradient(of: [distinct([2, 7, 3])], "sequence, adaptive max") { AdaptiveMaxPool1d(3)($0[0]) }
    }

    /// Numbers in random order that lie further apart than the steps of a gradient check, none near 0.
    private func distinct(_ shape: [Int]) -> DenseArray {
        let count = shape.reduce(1, *)
        let order = RandomKey(seed: 5).permutation(count)
        return DenseArray(order.map { (Float($0) - Float(count) / 2 + 0.5) / 16 }, shape: shape)
    }

    /// More positions in a window than a byte counts, and many channels.
    @Test func largeWindows() {
        let x = distinct([1, 20, 20, 3])
        checkGradient(of: [x], directions: 1, "20 × 20") { MaxPool2d(window: 20)($0[0]) }
        checkGradient(of: [x], directions: 1, "17 × 16") { MaxPool2d(window: [17, 16], stride: 2)($0[0], relu: true) }
        let wide = randomArray([2, 4, 4, 131], seed: 8)
        let y = MaxPool2d(window: 2)(Tensor(wide)).value
        #expect(y.shape == [2, 2, 2, 131])
        let (a, b) = (wide.elements, y.elements)
        for c in [0, 63, 64, 130] {
            let read = [a[c], a[131 + c], a[4 * 131 + c], a[5 * 131 + c]]
            #expect(b[c] == read.max())
        }
    }

    @Test func notANumberWins() {
        let x = DenseArray([1, .nan, 3, 2, 5, 4, -.infinity, -.infinity], shape: [1, 8, 1])
        let y = MaxPool1d(window: 2)(Tensor(x)).value.elements
        #expect(y[0].isNaN && y[1] == 3 && y[2] == 5 && y[3] == -.infinity)
    }

    @Test func problemsAreNamed() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = MaxPool2d(window: 2, padding: 2)(Tensor(DenseArray(zeros: [1, 4, 4, 1])))
        }
        expectMessage(end, "PoolingGeometry: along the height: padding 2 is more than half the window's 2 positions")
        let axes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = AvgPool2d(window: 2)(Tensor(DenseArray(zeros: [4, 4, 1])))
        }
        expectMessage(axes, "AvgPool2d: x has shape [4, 4, 1], expected [items, height, width, channels]")
    }
}
