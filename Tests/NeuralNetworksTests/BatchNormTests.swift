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
            let layer = BatchNorm(
                channels: try golden.int("num_features"), epsilon: try golden.float("eps"),
                momentum: golden.setting("momentum")?.double.map { Float($0) },
                affine: golden.setting("affine")?.bool ?? true,
                tracksStatistics: golden.setting("track_running_stats")?.bool ?? true)
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
            try golden.check(
                outputs: ["y": layer(x, training: training)], inputs: ["x": x], parameters: layer.goldenParameters)
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

    @Test func gradients() {
        for shape in [[6, 3], [3, 3, 4]] {
            checkGradient(
                of: [randomArray(shape, seed: 1), randomArray([3], seed: 2), randomArray([3], seed: 3)], "\(shape)"
            ) {
                BatchNorm(weight: $0[1], bias: $0[2], channels: 3)($0[0], training: true)
            }
        }
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
        expectMessage(end, "BatchNorm: x has shape [2, 3], expected [items, 4, …]")
    }

    @Test func aSingleItemCannotBeNormalized() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BatchNorm(channels: 3)(Tensor(DenseArray(zeros: [1, 3])), training: true)
        }
        expectMessage(end, "BatchNorm: a training batch needs more than one value a channel, found shape [1, 3]")
    }
}
