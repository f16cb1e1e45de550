import DenseArrays
import TestSupport
import Testing

@Suite struct MemoryUnitTests {
    /// One unit by hand, in double precision.
    @Test func oneUnit() {
        let a = DenseArray([0.5, -0.25, 1.5, 2], shape: [1, 4]), old = DenseArray([0.75], shape: [1, 1])
        func s(_ x: Double) -> Double { 1 / (1 + DoubleMath.exp(-x)) }
        func t(_ x: Double) -> Double { 2 * s(2 * x) - 1 }
        let memory = s(-0.25) * 0.75 + s(0.5) * t(1.5)
        let (both, gates) = MemoryUnit.forward(a, old)
        expectClose(both.elements, [Float(s(2) * t(memory)), Float(memory)], .elementwise)
        expectClose(gates.elements, [Float(s(0.5)), Float(s(-0.25)), Float(t(1.5)), Float(s(2))], .elementwise)
        let d = MemoryUnit.backward(DenseArray([0, 1], shape: [1, 2]), gates: gates, both: both, old)
        expectClose(d.old.elements, [Float(s(-0.25))], .elementwise)
        #expect(d.a[3] == 0)
    }

    @Test func sameBitsForAllThreads() {
        let a = randomArray([500, 400], seed: 1), old = randomArray([500, 100], seed: 2)
        expectSameBitsForThreadCounts("LSTM") {
            let (both, gates) = MemoryUnit.forward(a, old)
            let d = MemoryUnit.backward(both, gates: gates, both: both, old)
            return DenseArray(both.elements + d.a.elements + d.old.elements)
        }
    }

    @Test func otherShapesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = MemoryUnit.forward(DenseArray(zeros: [2, 6]), DenseArray(zeros: [2, 2]))
        }
        expectMessage(end, "MemoryUnit: gates of shape [2, 6], expected [2, 8]")
    }
}
