import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct InterpolationTests {
    private func interpolation(_ mode: String) throws -> Interpolation {
        switch mode {
        case "nearest": .nearest
        case "nearest-exact": .nearestExact
        case "linear", "bilinear", "trilinear": .linear
        case "bicubic": .cubic
        default: throw Golden.Failure.missing(file: "nn", case: mode, what: "mode")
        }
    }

    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "interpolate") {
            let mode = try interpolation(try golden.string("mode")), aligns = golden.flag("align_corners")
            let layer: Upsample
            if let factor = golden.setting("scale_factor")?.double {
                layer = Upsample(factor: Float(factor), mode, alignsCorners: aligns)
            } else {
                let size = try golden.setting("size")?.array?.compactMap(\.int) ?? [golden.int("size")]
                layer = Upsample(size: size, mode, alignsCorners: aligns)
            }
            let x = try golden.input("x")
            try golden.check(outputs: ["y": layer(x.channelsLast()).channelsFirst()], inputs: ["x": x])
        }
    }

    @Test func pixelShuffleEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "PixelShuffle") {
            let x = try golden.input("x")
            let y = PixelShuffle(try golden.int("upscale_factor"))(x.channelsLast())
            try golden.check(outputs: ["y": y.channelsFirst()], inputs: ["x": x])
        }
    }

    @Test func padEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "pad") {
            let sides = try golden.list("pad").map { Int($0) }
            let padding: Tensor.Padding =
                switch try golden.string("mode") {
                case "reflect": .reflect
                case "replicate": .replicate
                case "circular": .circular
                default: .constant(Float(golden.setting("value")?.double ?? 0))
                }
            let x = try golden.input("x")
            let y = Pad2d(left: sides[0], right: sides[1], top: sides[2], bottom: sides[3], padding)(x.channelsLast())
            try golden.check(outputs: ["y": y.channelsFirst()], inputs: ["x": x])
        }
    }

    @Test func gradients() {
        for mode in Interpolation.allCases {
            for size in [[5, 2], [3, 7]] {
                for aligns in [false, true] {
                    checkGradient(of: [randomArray([2, 3, 4, 2], seed: 1)], "\(mode), \(size), \(aligns)") {
                        $0[0].interpolated(to: size, mode, alignsCorners: aligns)
                    }
                }
            }
        }
        checkGradient(of: [randomArray([1, 2, 3, 8], seed: 2)], "shuffle") { PixelShuffle(2)($0[0]) }
        for padding in [Tensor.Padding.constant(2), .reflect, .replicate, .circular] {
            checkGradient(of: [randomArray([1, 3, 3, 2], seed: 2)], "\(padding)") { Pad2d(2, padding)($0[0]) }
        }
    }

    @Test func paddingByHand() {
        let x = Tensor(DenseArray([1, 2, 3]))
        #expect(x.padded([(2, 1)], .constant(9)).value.elements == [9, 9, 1, 2, 3, 9])
        #expect(x.padded([(2, 1)], .reflect).value.elements == [3, 2, 1, 2, 3, 2])
        #expect(x.padded([(2, 1)], .replicate).value.elements == [1, 1, 1, 2, 3, 3])
        #expect(x.padded([(2, 1)], .circular).value.elements == [2, 3, 1, 2, 3, 1])
        #expect(x.padded([(-1, 0)]).value.elements == [2, 3])
    }

    @Test func sameBitsForAllThreads() {
        expectSameBitsForThreadCounts("bilinear") {
            let x = Tensor(randomArray([2, 40, 50, 24], seed: 1), requiresGradient: true)
            let y = x.interpolated(to: [64, 48], .linear)
            y.backward(randomArray(y.shape, seed: 2))
            return DenseArray(y.value.elements + (x.gradient?.elements ?? []))
        }
    }

    @Test func titles() {
        #expect(Upsample(factor: 2).title == "Upsample(scale_factor=2.0, mode='nearest')")
        #expect(Upsample(size: [3, 4], .linear).title == "Upsample(size=(3, 4), mode='bilinear')")
        #expect(Upsample(factor: 2, .cubic).title == "Upsample(scale_factor=2.0, mode='bicubic')")
        #expect(PixelShuffle(2).title == "PixelShuffle(upscale_factor=2)")
        #expect(Pad2d(1).title == "ZeroPad2d((1, 1, 1, 1))")
        #expect(Pad2d(1, .constant(2)).title == "ConstantPad2d(padding=(1, 1, 1, 1), value=2.0)")
        #expect(Pad2d(left: 1, right: 2, top: 3, bottom: 4, .reflect).title == "ReflectionPad2d((1, 2, 3, 4))")
    }

    @Test func impossibleOnesAreRefused() async {
        let reflect = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Pad2d(3, .reflect)(Tensor(DenseArray(zeros: [1, 3, 5, 1])))
        }
        expectMessage(reflect, "Tensor.padded: axis 1 of shape [1, 3, 5, 1] cannot grow by 3 and 3 (reflect)")
        let axes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [1, 3, 5])).interpolated(to: [2, 2])
        }
        expectMessage(axes, "Tensor.interpolated: x has shape [1, 3, 5]")
        let shuffle = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PixelShuffle(2)(Tensor(DenseArray(zeros: [1, 2, 2, 6])))
        }
        expectMessage(shuffle, "PixelShuffle: x has shape [1, 2, 2, 6], expected [items, height, width, channels · 4]")
    }
}
