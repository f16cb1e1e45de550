import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct BinaryCrossEntropyTests {
    @Test func logitsEqualPyTorch() throws {
        try checkLosses("BCEWithLogitsLoss") { golden, x, reduction in
            x.binaryCrossEntropy(
                logitsFor: try golden.array("in.target"), weights: try golden.optionalArray("in.weight"),
                positiveWeights: try golden.optionalArray("in.pos_weight"), reduction: reduction)
        }
    }

    @Test func probabilitiesEqualPyTorch() throws {
        try checkLosses("BCELoss") { golden, x, reduction in
            x.binaryCrossEntropy(
                probabilitiesFor: try golden.array("in.target"), weights: try golden.optionalArray("in.weight"),
                reduction: reduction)
        }
    }

    @Test func largeLogitsDoNotOverflow() {
        let x = Tensor(DenseArray([200, -200, 200, -200]), requiresGradient: true)
        let loss = x.binaryCrossEntropy(logitsFor: DenseArray([1, 0, 0, 1]), reduction: .none)
        #expect(loss.value.elements == [0, 0, 200, 200])
        loss.backward(DenseArray(repeating: 1, shape: [4]))
        #expect(x.gradient?.elements == [0, 0, 1, -1])
    }

    @Test func certainProbabilitiesAreCutOff() {
        let loss = Tensor(DenseArray([0, 1, 0])).binaryCrossEntropy(
            probabilitiesFor: DenseArray([1, 1, 0]), reduction: .none)
        #expect(loss.value.elements == [100, 0, 0])
    }

    @Test func gradients() {
        let x = randomArray([4, 3], seed: 3)
        let y = randomArray([4, 3], seed: 4).map { $0 > 0 ? 1 : 0.25 }
        let weights = randomArray([3], seed: 5, gap: 1).map(abs)
        let full = randomArray([4, 3], seed: 6).map(abs)
        for reduction in LossReduction.allCases {
            checkGradient(of: [x], "\(reduction)") {
                $0[0].binaryCrossEntropy(
                    logitsFor: y, weights: full, positiveWeights: weights, reduction: reduction)
            }
        }
    }
}
