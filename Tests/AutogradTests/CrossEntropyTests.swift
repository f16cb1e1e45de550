import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
    let x = randomArray([6, 4], seed: 1)

    @Test func isTheMeanOfTheChosenRows() {
        let logs = x.logSoftmaxRows()
        let loss = Tensor(x).crossEntropy(labels: [3, 0], rows: [5, 2])
        expectClose(Double(loss.scalar), Double(-(logs[5, 3] + logs[2, 0]) / 2), .elementwise)
        #expect(loss.shape == [])
    }

    @Test func gradients() {
        checkGradient(of: [x], "all rows") { $0[0].crossEntropy(labels: [0, 1, 2, 3, 0, 0]) }
        checkGradient(of: [x], "chosen rows") { $0[0].crossEntropy(labels: [3, 0, 2], rows: [5, 2, 0]) * 3 }
        checkGradient(of: [randomArray([3, 300], seed: 2)], "many classes") {
            ($0[0] * 2).crossEntropy(labels: [299, 0, 17])
        }
    }

    @Test func rowsNotChosenGetNoGradient() {
        let t = Tensor(x, requiresGradient: true)
        t.crossEntropy(labels: [1], rows: [4]).backward()
        let rows = (0..<6).filter { t.gradient?.gatheringRows([$0]).elements.contains { $0 != 0 } ?? false }
        #expect(rows == [4])
    }

    @Test func withAndWithoutGradientTheSameValue() {
        let t = Tensor(x, requiresGradient: true)
        let labels: [Int32] = [0, 1, 2, 3, 0, 0]
        let plain = withoutGradients { t.crossEntropy(labels: labels) }
        #expect(!plain.requiresGradient && plain.scalar == t.crossEntropy(labels: labels).scalar)
    }

    @Test func noRowsGiveZero() {
        let t = Tensor(x, requiresGradient: true)
        let loss = t.crossEntropy(labels: [], rows: [])
        loss.backward()
        #expect(loss.scalar == 0 && t.gradient == DenseArray(zeros: [6, 4]))
    }
}
