import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct GaussianNoiseTests {
    let mean = randomArray([4, 3], seed: 1), logDeviation = randomArray([4, 3], seed: 2)

    @Test func gradients() {
        checkGradient(of: [mean, logDeviation], "reparametrized") {
            $0[0].reparametrized(logDeviation: $0[1], key: RandomKey(seed: 4))
        }
        checkGradient(of: [mean, logDeviation], "divergence") { $0[0].gaussianDivergence(logDeviation: $0[1]) }
        // cut at 0: half of the deviations get no gradient, and values stay
        let cut = randomArray([4, 3], seed: 2, gap: 0.1)
        checkGradient(of: [mean, cut], "cut reparametrized") {
            $0[0].reparametrized(logDeviation: $0[1], limit: 0, key: RandomKey(seed: 4))
        }
        checkGradient(of: [mean, cut], "cut divergence") { $0[0].gaussianDivergence(logDeviation: $0[1], limit: 0) }
    }

    @Test func valuesByHand() {
        var divergence = 0.0
        for i in 0..<12 {
            let (m, l) = (Double(mean[i]), Double(logDeviation[i]))
            divergence += 0.5 * (m * m + DoubleMath.exp(2 * l) - 1 - 2 * l)
        }
        let found = Tensor(mean).gaussianDivergence(logDeviation: Tensor(logDeviation)).scalar
        expectClose(Double(found), divergence / 4, .reordered)
        #expect(Tensor(DenseArray(zeros: [5, 2])).gaussianDivergence(logDeviation: Tensor(DenseArray(zeros: [5, 2]))).scalar == 0)

        let key = RandomKey(seed: 9)
        let noise = DenseArray(normal: [4, 3], key: key)
        let z = Tensor(mean).reparametrized(logDeviation: Tensor(logDeviation), key: key).value
        let expected = (0..<12).map { Float(Double(mean[$0]) + Double(noise[$0]) * DoubleMath.exp(Double(logDeviation[$0]))) }
        expectClose(z.elements, expected, .elementwise)
    }
}
