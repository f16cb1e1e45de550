import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct RowPairsTests {
    let sources: [Int32] = [0, 1, 4, 4, 2], targets: [Int32] = [1, 1, 0, 3, 0]

    @Test func gradients() {
        checkGradient(of: [randomArray([5, 3], seed: 1)], "pairDots") { $0[0].pairDots(sources, targets) }
        for positives in [0, 2, 5] {
            checkGradient(of: [randomArray([5], seed: 2)], "linkLoss \(positives)") {
                $0[0].linkLoss(positives: positives)
            }
        }
        checkGradient(of: [randomArray([5, 3], seed: 3)], "reconstruction") {
            $0[0].pairDots(sources, targets).linkLoss(positives: 3) * 2
        }
    }

    /// -mean log σ over the first, -mean log(1 - σ) over the others.
    @Test func lossByHand() {
        let x: [Float] = [1.5, -0.5, 2, 0]
        let positive = x[..<2].reduce(0.0) { $0 + DoubleMath.log(1 + DoubleMath.exp(-Double($1))) } / 2
        let negative = x[2...].reduce(0.0) { $0 + DoubleMath.log(1 + DoubleMath.exp(Double($1))) } / 2
        expectClose(
            Double(Tensor(DenseArray(x)).linkLoss(positives: 2).scalar), positive + negative, .elementwise)
        #expect(Tensor(DenseArray([-200, 200])).linkLoss(positives: 1).scalar == 400)
    }
}
