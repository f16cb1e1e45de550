import DenseArrays
import TestSupport
import Testing

@Suite struct GatedUnitTests {
    /// One unit by hand: r = z = 1/2 with sums of 0, n = tanh(a + b/2).
    @Test func byHand() {
        let a = DenseArray([0, 0, 0.25], shape: [1, 3]), b = DenseArray([0, 0, 0.5], shape: [1, 3])
        let old = DenseArray([3], shape: [1, 1])
        let (state, gates) = GatedUnit.forward(a, b, old)
        // tanh(1/2)
        let e = DoubleMath.exp(1)
        let n = (e - 1) / (e + 1)
        expectClose(gates.elements, [0.5, 0.5, Float(n)], .reordered)
        expectClose(state.elements, [Float(n / 2 + 1.5)], .reordered)
        let d = GatedUnit.backward(DenseArray([1], shape: [1, 1]), gates: gates, b, old)
        let dn = 0.5 * (1 - n * n)
        expectClose(d.a.elements, [Float(dn * 0.5 * 0.25), Float((3 - n) * 0.25), Float(dn)], .reordered)
        expectClose(d.b.elements, [Float(dn * 0.5 * 0.25), Float((3 - n) * 0.25), Float(dn * 0.5)], .reordered)
        #expect(d.old.elements == [0.5])
    }

    /// Large sums saturate and are never NaN.
    @Test func saturates() {
        let a = DenseArray([200, -200, 200, -200, 200, -200], shape: [2, 3]), b = DenseArray(zeros: [2, 3])
        let (state, gates) = GatedUnit.forward(a, b, DenseArray([5, 7], shape: [2, 1]))
        #expect(gates.elements[2] == 1 && gates.elements[5] == -1)
        expectClose(state.elements, [1, 7], .reordered)
    }
}
