import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct PReLUTests {
    let x = randomArray([6, 5], seed: 1, gap: 0.1)

    @Test func gradients() {
        checkGradient(of: [x, randomArray([5], seed: 2)], "a slope a column") { $0[0].prelu(slope: $0[1]) }
        checkGradient(of: [x, DenseArray([0.3])], "one slope") { $0[0].prelu(slope: $0[1]) }
    }

    @Test func values() {
        let slopes: [Float] = [0, 0.25, 1, -2, 0.5]
        let expected = x.elements.enumerated().map { $1 > 0 ? $1 : $1 * slopes[$0 % 5] }
        #expect(Tensor(x).prelu(slope: Tensor(DenseArray(slopes))).value.elements == expected)
        #expect(Tensor(x).prelu(slope: Tensor(DenseArray([0.1]))).value == Tensor(x).leakyRelu(slope: 0.1).value)
    }

    /// More rows than one thread's piece.
    @Test func sameBitsForThreads() {
        let large = randomArray([9000, 40], seed: 3), slopes = randomArray([40], seed: 4)
        expectSameBitsForThreadCounts("slopes") { large.preluBackward(large, slopes: slopes).slopes }
        expectSameBitsForThreadCounts("x") { large.preluBackward(large, slopes: slopes).x }
    }
}
