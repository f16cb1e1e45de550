import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct BatchNormTests {
    /// In training and in evaluation, with the running statistics before and after.
    @Test(arguments: ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d"]) func equalsPyTorch(kind: String) throws {
        var (seen, trained) = (0, 0)
        for golden in try Golden.load("nn").cases(ofKind: kind) {
            let layer = try make(kind, golden)
            try golden.load(into: layer.goldenParameters)
            #expect(Set(layer.buffers.map(\.path)) == Set(golden.names("buf.")), "\(golden)")
            for buffer in layer.buffers {
                let values = try golden.isInteger("buf.\(buffer.path)")
                    ? DenseArray(Float(try golden.ints("buf.\(buffer.path)")[0])) : try golden.array("buf.\(buffer.path)")
                buffer.tensor.value = values
            }
            let before = layer.buffers.map(\.tensor.value)
            // "train", "eval", or one of them and a remark
            let training = golden.manifest["mode"]?.string?.hasPrefix("train") ?? false
            let x = try golden.input("x")
            let pass = training ? ForwardPass.training(RandomKey(seed: 0)) : .evaluation
            try golden.check(
                outputs: ["y": layer(x.channelsLast(), pass).channelsFirst()], inputs: ["x": x],
                parameters: layer.goldenParameters)
            for (buffer, old) in zip(layer.buffers, before) {
                let name = "buf_after.\(buffer.path)"
                if !training {
                    #expect(buffer.tensor.value == old, "\(golden): evaluation changed \(buffer.path)")
                } else if try golden.isInteger(name) {
                    #expect(buffer.tensor.scalar == Float(try golden.ints(name)[0]), "\(golden): \(name)")
                } else {
                    expectClose(buffer.tensor.value, try golden.array(name), .golden, "\(golden): \(name)")
                }
            }
            seen += 1
            trained += training ? 1 : 0
        }
        #expect(seen > 0 && trained > 0)
    }

    private func make(_ kind: String, _ golden: GoldenCase) throws -> BatchNorm {
        let channels = try golden.int("num_features"), epsilon = try golden.float("eps")
        let momentum = golden.setting("momentum")?.double.map { Float($0) }
        let affine = golden.setting("affine")?.bool ?? true, tracks = golden.setting("track_running_stats")?.bool ?? true
        switch kind {
        case "BatchNorm2d":
            return BatchNorm2d(
                channels: channels, epsilon: epsilon, momentum: momentum, affine: affine, tracksStatistics: tracks)
        case "BatchNorm3d":
            return BatchNorm3d(
                channels: channels, epsilon: epsilon, momentum: momentum, affine: affine, tracksStatistics: tracks)
        default:
            return BatchNorm1d(
                channels: channels, epsilon: epsilon, momentum: momentum, affine: affine, tracksStatistics: tracks)
        }
    }

    @Test func gradients() {
        for (shape, training) in [([6, 3], true), ([3, 4, 3], true), ([2, 2, 3, 3], true), ([6, 3], false)] {
            checkGradient(
                of: [randomArray(shape, seed: 1), randomArray([3], seed: 2), randomArray([3], seed: 3)], "\(shape)"
            ) {
                BatchNorm(weight: $0[1], bias: $0[2], channels: 3)($0[0], training: training)
            }
        }
    }

    @Test func titles() {
        #expect(
            BatchNorm2d(channels: 32).title
                == "BatchNorm2d(32, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)")
        #expect(
            BatchNorm3d(channels: 4, epsilon: 0.001, momentum: nil, affine: false, tracksStatistics: false).title
                == "BatchNorm3d(4, eps=0.001, momentum=None, affine=False, bias=False, track_running_stats=False)")
        #expect(
            BatchNorm1d(channels: 2).title
                == "BatchNorm1d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)")
    }

    @Test func sequentialNormalizesAndRectifiesInOnePass() {
        let norm = BatchNorm2d(channels: 3)
        let network = Sequential(norm, ReLU(), Flatten())
        let x = randomArray([2, 3, 2, 3], seed: 1)
        let a = Tensor(x, requiresGradient: true), b = Tensor(x, requiresGradient: true)
        let y = network(a, .training(RandomKey(seed: 1)))
        let z = Flatten()(norm(b, training: true).relu())
        expectClose(y.value, z.value, .reordered)
        y.backward(randomArray([2, 18], seed: 2))
        z.backward(randomArray([2, 18], seed: 2))
        expectClose(a.gradient?.elements ?? [], b.gradient?.elements ?? [0], .reordered)
    }

    /// A large mean costs no digits.
    @Test func farFromZero() {
        let x = randomArray([50, 2], seed: 1)
        let layer = BatchNorm(channels: 2, affine: false, tracksStatistics: false)
        let shifted = layer(Tensor(x.map { ($0 * 64).rounded() / 64 + 4096 }), training: true).value
        let plain = layer(Tensor(x.map { ($0 * 64).rounded() / 64 }), training: true).value
        expectClose(shifted, plain, .golden)
    }

    @Test func anotherNumberOfChannelsIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm(channels: 4)(Tensor(DenseArray(zeros: [2, 3])), training: true)
        }
        expectMessage(end, "BatchNorm1d: x has shape [2, 3], expected […, 4]")
    }

    @Test func anotherNumberOfAxesIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm2d(channels: 3)(Tensor(DenseArray(zeros: [2, 3])), training: true)
        }
        expectMessage(end, "BatchNorm2d: x has shape [2, 3], expected […, 3] of 4 axes")
    }

    @Test func aSingleItemCannotBeNormalized() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm(channels: 3)(Tensor(DenseArray(zeros: [1, 3])), training: true)
        }
        expectMessage(end, "BatchNorm1d: a training batch needs more than one value a channel, found shape [1, 3]")
    }
}
