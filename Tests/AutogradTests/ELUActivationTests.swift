import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct ELUActivationTests {
    let x = randomArray([9, 20], seed: 1, gap: 0.1)

    /// In one pass the same as in three, forward and backward, with rows known by other numbers.
    @Test func equalsItsSteps() {
        let mask = DropoutMask(rate: 0.4, key: RandomKey(seed: 2))
        let ids = (0..<9).map { UInt32(3 * $0 + 1) }
        let up = randomArray([9, 20], seed: 3)
        func run(_ body: (Tensor, Tensor) -> Tensor) -> (DenseArray, DenseArray?, DenseArray?) {
            let parameter = Tensor(x, requiresGradient: true)
            let bias = Tensor(randomArray([20], seed: 4), requiresGradient: true)
            let y = body(parameter.clone(), bias)
            let value = y.value
            y.backward(up)
            return (value, parameter.gradient, bias.gradient)
        }
        let found = run { $0.activatedInPlace(bias: $1, Activation(elu: true, dropout: mask, rowIDs: ids)) }
        let expected = run { $0.addingBias($1).elu().dropout(mask, rowIDs: ids) }
        expectClose(found.0, expected.0, .elementwise)
        expectClose(found.1 ?? x, expected.1 ?? up, .reordered)
        expectClose(found.2 ?? x, expected.2 ?? up, .reordered)
        let plain = run { t, _ in t.activatedInPlace(Activation(elu: true)) }
        let plainExpected = run { t, _ in t.elu() }
        expectClose(plain.0, plainExpected.0, .elementwise)
        expectClose(plain.1 ?? x, plainExpected.1 ?? up, .elementwise)
    }
}
