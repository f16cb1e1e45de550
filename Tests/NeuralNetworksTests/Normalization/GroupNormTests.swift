import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct GroupNormTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "GroupNorm") {
            let layer = GroupNorm(
                groups: try golden.int("num_groups"), channels: try golden.int("num_channels"),
                epsilon: try golden.float("eps"), affine: golden.flag("affine"))
            try golden.load(into: layer.goldenParameters)
            let x = try golden.input("x")
            try golden.check(
                outputs: ["y": layer(x.channelsLast()).channelsFirst()], inputs: ["x": x],
                parameters: layer.goldenParameters)
        }
    }

    @Test func instanceNormEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "InstanceNorm2d") {
            let layer = InstanceNorm2d(
                channels: try golden.int("num_features"), epsilon: try golden.float("eps"), affine: golden.flag("affine"))
            try golden.load(into: layer.goldenParameters)
            let x = try golden.input("x")
            try golden.check(
                outputs: ["y": layer(x.channelsLast()).channelsFirst()], inputs: ["x": x],
                parameters: layer.goldenParameters)
        }
    }

    @Test func localResponseNormEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "LocalResponseNorm") {
            let layer = LocalResponseNorm(
                size: try golden.int("size"), alpha: try golden.float("alpha"), beta: try golden.float("beta"),
                k: try golden.float("k"))
            let x = try golden.input("x")
            try golden.check(outputs: ["y": layer(x.channelsLast()).channelsFirst()], inputs: ["x": x])
        }
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([3, 5, 6], seed: 1), randomArray([6], seed: 2), randomArray([6], seed: 3)]) {
            GroupNorm(weight: $0[1], bias: $0[2], groups: 3, channels: 6)($0[0])
        }
        checkGradient(of: [randomArray([2, 2, 3, 4], seed: 1)], "instance") { InstanceNorm2d(channels: 4)($0[0]) }
        for size in [1, 2, 4, 9] {
            checkGradient(of: [randomArray([3, 5], seed: 1)], "local, \(size)") {
                LocalResponseNorm(size: size, alpha: 0.5, k: 2)($0[0])
            }
        }
    }

    /// A large mean costs no digits.
    @Test func farFromZero() {
        let x = randomArray([2, 30, 4], seed: 1).map { ($0 * 64).rounded() / 64 }
        let layer = GroupNorm(groups: 2, channels: 4)
        expectClose(layer(Tensor(x.map { $0 + 4096 })).value, layer(Tensor(x)).value, .golden)
    }

    @Test func sameBitsForAllThreads() {
        expectSameBitsForThreadCounts("GroupNorm") {
            let x = Tensor(randomArray([5, 40, 32], seed: 1), requiresGradient: true)
            let layer = GroupNorm(groups: 4, channels: 32)
            layer(x).backward(randomArray([5, 40, 32], seed: 2))
            return DenseArray((x.gradient?.elements ?? []) + (layer.weight?.gradient?.elements ?? []))
        }
    }

    @Test func titles() {
        #expect(GroupNorm(groups: 2, channels: 6).title == "GroupNorm(2, 6, eps=1e-05, affine=True, bias=True)")
        #expect(
            InstanceNorm2d(channels: 3).title
                == "InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=False)")
        #expect(LocalResponseNorm(size: 3).title == "LocalResponseNorm(3, alpha=0.0001, beta=0.75, k=1.0)")
    }

    @Test func wrongShapesAreRefused() async {
        let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GroupNorm(groups: 4, channels: 6)
        }
        expectMessage(groups, "GroupNorm: expected channels that 4 groups divide, found 6")
        let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GroupNorm(groups: 2, channels: 4)(Tensor(DenseArray(zeros: [2, 3, 6])))
        }
        expectMessage(channels, "GroupNorm: x has shape [2, 3, 6], expected [items, …, 4]")
        let instance = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = InstanceNorm2d(channels: 4)(Tensor(DenseArray(zeros: [2, 1, 1, 4])))
        }
        expectMessage(instance, "InstanceNorm2d: expected more than one place an item, found shape [2, 1, 1, 4]")
    }
}
