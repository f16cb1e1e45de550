import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct DropoutTests {
    private let pass = ForwardPass.training(RandomKey(seed: 1))

    @Test func dropsItsShareAndKeepsTheMean() {
        let x = Tensor(DenseArray(repeating: 1, shape: [50, 8, 5, 4]), requiresGradient: true)
        let y = Dropout(0.25)(x, pass)
        let zeros = y.value.elements.count { $0 == 0 }
        // 8000 elements: 2000 ± 5 · √(8000 · 0.25 · 0.75)
        #expect(abs(zeros - 2000) < 194)
        #expect(y.value.elements.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
        y.backward(DenseArray(repeating: 1, shape: x.shape))
        #expect(x.gradient == y.value)
        // the same key drops the same
        #expect(Dropout(0.25)(x, pass).value == y.value)
        #expect(Dropout(0.25)(x, pass.child(1)).value != y.value)
    }

    @Test func wholeChannels() {
        let x = Tensor(randomArray([40, 3, 2, 10], seed: 1, gap: 0.1), requiresGradient: true)
        let y = Dropout2d(0.5)(x, pass).value
        var dropped = 0
        for item in 0..<40 {
            for channel in 0..<10 {
                let factors = (0..<6).map { place in
                    let index = (item * 6 + place) * 10 + channel
                    return y[index] / x.value[index]
                }
                #expect(factors.allSatisfy { $0 == factors[0] } && (factors[0] == 0 || factors[0] == 2))
                if factors[0] == 0 { dropped += 1 }
            }
        }
        #expect(abs(dropped - 200) < 50)
        checkGradient(of: [randomArray([3, 2, 4], seed: 2)]) { Dropout2d(0.5)($0[0], pass) }
    }

    @Test func evaluationAndRateZeroDoNothing() {
        let x = Tensor(randomArray([2, 3, 3, 2], seed: 1))
        #expect(Dropout()(x, .evaluation) === x && Dropout2d()(x, .evaluation) === x)
        #expect(Dropout(0)(x, pass) === x && Dropout2d(0)(x, pass) === x)
        #expect(Dropout(1)(x, pass).value.elements.allSatisfy { $0 == 0 })
        #expect(Dropout2d(1)(x, pass).value.elements.allSatisfy { $0 == 0 })
    }

    @Test func titles() {
        #expect(Dropout().title == "Dropout(p=0.5, inplace=False)")
        #expect(Dropout2d(0.25).title == "Dropout2d(p=0.25, inplace=False)")
    }

    @Test func aRateAboveOneIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Dropout(1.5) }
        expectMessage(end, "Dropout: expected a rate of 0 to 1, found 1.5")
        let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Dropout2d(-1) }
        expectMessage(other, "Dropout2d: expected a rate of 0 to 1, found -1.0")
    }
}
