import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct RegressionTests {
    @Test func squaredErrorEqualsPyTorch() throws {
        try checkLosses("MSELoss") { _, x, target, reduction in x.squaredError(target, reduction: reduction) }
    }

    @Test func absoluteErrorEqualsPyTorch() throws {
        try checkLosses("L1Loss") { _, x, target, reduction in x.absoluteError(target, reduction: reduction) }
    }

    @Test func smoothAbsoluteErrorEqualsPyTorch() throws {
        try checkLosses("SmoothL1Loss") { golden, x, target, reduction in
            x.smoothAbsoluteError(target, beta: try golden.float("beta"), reduction: reduction)
        }
    }

    @Test func huberEqualsPyTorch() throws {
        try checkLosses("HuberLoss") { golden, x, target, reduction in
            x.huber(target, delta: try golden.float("delta"), reduction: reduction)
        }
    }

    @Test func gradients() {
        let inputs = [randomArray([3, 4], seed: 1, gap: 0.1), DenseArray(zeros: [3, 4])]
        for reduction in LossReduction.allCases {
            checkGradient(of: inputs, "squared, \(reduction)") { $0[0].squaredError($0[1], reduction: reduction) }
            checkGradient(of: inputs, "absolute, \(reduction)") { $0[0].absoluteError($0[1], reduction: reduction) }
            checkGradient(of: inputs, "smooth, \(reduction)") {
                $0[0].smoothAbsoluteError($0[1], beta: 0.5, reduction: reduction)
            }
            checkGradient(of: inputs, "Huber, \(reduction)") {
                $0[0].huber($0[1], delta: 0.5, reduction: reduction)
            }
        }
    }

    @Test func reductionsByHand() {
        let x = Tensor(DenseArray(rows: [[1, 2], [3, 4], [5, 6]]))
        let zero = Tensor(DenseArray(zeros: [3, 2]))
        #expect(x.absoluteError(zero, reduction: .sum).scalar == 21)
        #expect(x.absoluteError(zero).scalar == 3.5)
        #expect(x.absoluteError(zero, reduction: .batchMean).scalar == 7)
        #expect(x.absoluteError(zero, reduction: .none).value == x.value)
    }

    @Test func kinks() {
        // the derivative of |d| at 0 is 0; smooth with beta 0 is |d|
        let x = Tensor(DenseArray([0, 2, -3]), requiresGradient: true)
        x.absoluteError(Tensor(DenseArray(zeros: [3])), reduction: .sum).backward()
        #expect(x.gradient?.elements == [0, 1, -1])
        x.gradient = nil
        let smooth = x.smoothAbsoluteError(Tensor(DenseArray(zeros: [3])), beta: 0, reduction: .sum)
        smooth.backward()
        #expect(smooth.scalar == 5 && x.gradient?.elements == [0, 1, -1])
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray([1, 2])).squaredError(Tensor(DenseArray([1, 2, 3])))
        }
        expectMessage(end, "squaredError: expected a target of shape [2], found [3]")
    }
}
