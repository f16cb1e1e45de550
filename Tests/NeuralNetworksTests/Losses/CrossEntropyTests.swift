import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
    @Test func equalsPyTorch() throws {
        var (classes, probabilities, spatial) = (0, 0, 0)
        try checkLosses("CrossEntropyLoss", classes: true) { golden, x, reduction in
            let weights = try golden.optionalArray("in.weight")
            let smoothing = Float(golden.setting("label_smoothing")?.double ?? 0)
            if x.shape.count > 2 { spatial += 1 }
            if try golden.isInteger("in.target") {
                classes += 1
                return x.crossEntropy(
                    targets: try golden.ints("in.target"), classWeights: weights,
                    ignored: try golden.int("ignore_index"), smoothing: smoothing, reduction: reduction)
            }
            probabilities += 1
            return x.crossEntropy(
                probabilities: classesLast(try golden.array("in.target")), classWeights: weights, smoothing: smoothing,
                reduction: reduction)
        }
        #expect(classes > 0 && probabilities > 0 && spatial > 0)
    }

    private func classesLast(_ x: DenseArray) -> DenseArray {
        x.shape.count > 2 ? x.permuted([0] + Array(2..<x.shape.count) + [1]) : x
    }

    @Test func negativeLogLikelihoodEqualsPyTorch() throws {
        try checkLosses("NLLLoss", classes: true) { golden, x, reduction in
            x.negativeLogLikelihood(
                targets: try golden.ints("in.target"), classWeights: try golden.optionalArray("in.weight"),
                ignored: try golden.int("ignore_index"), reduction: reduction)
        }
    }

    @Test func agreesWithTheFastForm() throws {
        let logits = randomArray([6, 5], seed: 1)
        let targets = [4, 0, 2, 2, 1, 3]
        let (a, b) = (Tensor(logits, requiresGradient: true), Tensor(logits, requiresGradient: true))
        let slow = a.crossEntropy(targets: targets)
        let fast = b.crossEntropy(labels: targets.map { Int32($0) })
        expectClose(slow.value, fast.value, .reordered)
        slow.backward()
        fast.backward()
        try expectClose(#require(a.gradient), #require(b.gradient), .reordered)
    }

    @Test func gradients() {
        let weights = DenseArray([0.5, 1, 2])
        for reduction in LossReduction.allCases {
            checkGradient(of: [randomArray([4, 3], seed: 2)], "\(reduction)") {
                $0[0].crossEntropy(
                    targets: [0, 2, -1, 1], classWeights: weights, ignored: -1, smoothing: 0.2, reduction: reduction)
            }
        }
        checkGradient(of: [randomArray([2, 4, 3], seed: 3)], "places") {
            $0[0].crossEntropy(targets: [0, 1, 2, 0, 2, 2, 1, 0], reduction: .none)
        }
    }

    @Test func allIgnoredGivesZero() {
        let x = Tensor(randomArray([2, 3], seed: 4), requiresGradient: true)
        let loss = x.crossEntropy(targets: [-100, -100])
        loss.backward()
        #expect(loss.scalar == 0 && x.gradient == DenseArray(zeros: [2, 3]))
    }

    @Test func certainAndImpossibleClasses() {
        // log of probability 0 for a class that nobody wants counts nothing
        let x = Tensor(DenseArray(rows: [[0, -.infinity]]), requiresGradient: true)
        #expect(x.crossEntropy(targets: [0]).scalar == 0)
        #expect(x.crossEntropy(targets: [1]).scalar == .infinity)
    }

    @Test func aTargetOutsideTheClassesIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [1, 3])).crossEntropy(targets: [3])
        }
        expectMessage(end, "Tensor.crossEntropy(targets:): target 3 outside 0..<3")
    }
}
