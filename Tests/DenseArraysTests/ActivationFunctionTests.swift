import DenseArrays
import TestSupport
import Testing

@Suite struct ActivationFunctionTests {
    static let all: [ActivationFunction] = [
        .gelu, .geluTanh, .silu, .hardswish, .hardsigmoid, .clamp(low: -1, high: 0.5), .softplus(beta: 1.5, threshold: 20),
        .logSigmoid, .selu(scale: 1.05, alpha: 1.67), .mish, .softsign,
    ]

    /// No overflow far from 0: the values there are those of the limits.
    @Test func farFromZero() {
        let x = DenseArray([-1000, -90, 90, 1000])
        for function in [ActivationFunction.gelu, .geluTanh, .silu, .hardswish, .mish, .softplus(beta: 1, threshold: 20)] {
            expectClose(x.applying(function).elements, [0, 0, 90, 1000], .elementwise, "\(function)")
            let slopes = x.derivative(of: function, DenseArray(repeating: 1, shape: [4])).elements
            expectClose(slopes, [0, 0, 1, 1], .elementwise, "\(function)")
        }
        expectClose(x.applying(.logSigmoid).elements, [-1000, -90, 0, 0], .elementwise)
        expectClose(x.applying(.softsign).elements, [-0.999001, -0.989011, 0.989011, 0.999001], .reordered)
    }

    @Test func notANumberStays() {
        let x = DenseArray([Float.nan, 1])
        for function in Self.all { #expect(x.applying(function)[0].isNaN && !x.applying(function)[1].isNaN, "\(function)") }
    }

    @Test func sameBitsForAllThreads() {
        let x = randomArray([400_000], seed: 1)
        for function in Self.all {
            expectSameBitsForThreadCounts("\(function)") { x.derivative(of: function, x.applying(function)) }
        }
    }
}
