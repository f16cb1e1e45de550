import DenseArrays
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
    /// Σ -log softmax(x[rows[i]])[labels[i]] and its gradient, in double precision.
    static func plain(_ x: DenseArray, _ labels: [Int32], _ rows: [Int], scale: Double) -> (Double, DenseArray) {
        let width = x.columns
        var gradient = [Double](repeating: 0, count: x.count)
        var loss = 0.0
        for (row, label) in zip(rows, labels) {
            let values = (0..<width).map { Double(x[row, $0]) }
            let top = values.max() ?? 0
            let total = values.reduce(0) { $0 + DoubleMath.exp($1 - top) }
            loss += DoubleMath.log(total) + top - values[Int(label)]
            for c in 0..<width { gradient[row * width + c] += scale * DoubleMath.exp(values[c] - top) / total }
            gradient[row * width + Int(label)] -= scale
        }
        return (loss, DenseArray(gradient.map { Float($0) }, shape: x.shape))
    }

    // 256 is the last width that keeps a row's exponentials
    @Test(arguments: [1, 2, 7, 16, 17, 100, 255, 256, 257, 1000]) func equalsPlainLoops(classes: Int) {
        let rows = 50
        let x = DenseArray(uniform: [rows, classes], low: -6, high: 6, key: RandomKey(seed: classes))
        let labels = (0..<rows).map { Int32(($0 * 37) % classes) }
        let (loss, gradient) = Self.plain(x, labels, Array(0..<rows), scale: 0.5)
        expectClose(x.crossEntropy(labels: labels), loss, .reordered)
        let found = x.crossEntropyWithGradient(labels: labels, scale: 0.5)
        expectClose(found.sum, loss, .reordered)
        expectClose(found.gradient, gradient, .elementwise)

        // chosen rows, one of them twice
        let chosen: [UInt32] = [3, 41, 3, 0]
        let some: [Int32] = chosen.map { labels[Int($0)] }
        let (partLoss, partGradient) = Self.plain(x, some, chosen.map { Int($0) }, scale: 2)
        expectClose(x.crossEntropy(labels: some, rows: chosen), partLoss, .reordered)
        let part = x.crossEntropyWithGradient(labels: some, rows: chosen, scale: 2)
        expectClose(part.sum, partLoss, .reordered)
        expectClose(part.gradient, partGradient, Tolerance(relative: 2e-6))
    }

    @Test func noRowsGiveNothing() {
        let x = randomArray([3, 4], seed: 1)
        let (sum, gradient) = x.crossEntropyWithGradient(labels: [], rows: [], scale: 1)
        #expect(sum == 0 && gradient == DenseArray(zeros: [3, 4]))
    }

    @Test func largeLogitsDoNotOverflow() {
        let x = DenseArray(rows: [[1e4, 0, -1e4], [-1e4, -1e4, -1e4]])
        #expect(x.crossEntropy(labels: [0, 1], rows: [0, 0]) == 1e4)
        expectClose(x.crossEntropy(labels: [2], rows: [1]), DoubleMath.log(3), .elementwise)
        #expect(DenseArray(rows: [[.nan, 1]]).crossEntropy(labels: [1]).isNaN)
    }

    @Test func manyRowsDoNotDependOnThreads() {
        // several blocks of 4096 rows
        let x = randomArray([10_000, 10], seed: 2)
        let labels = (0..<10_000).map { Int32($0 % 10) }
        let sums = resultsForThreadCounts { x.crossEntropy(labels: labels) }
        #expect(sums.allSatisfy { $0 == sums[0] })
        expectClose(sums[0], Self.plain(x, labels, Array(0..<10_000), scale: 1).0, .reordered)
        expectSameBitsForThreadCounts("gradient") { x.crossEntropyWithGradient(labels: labels, scale: 1).gradient }
        // rows chosen again and again, from all blocks
        let chosen = (0..<9000).map { UInt32($0 % 50) }
        expectSameBitsForThreadCounts("gradient of chosen rows") {
            x.crossEntropyWithGradient(labels: Array(labels.prefix(9000)), rows: chosen, scale: 1).gradient
        }
    }

    @Test func aLabelOutsideTheClassesIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [1, 3]).crossEntropy(labels: [3])
        }
        expectMessage(end, "DenseArray.crossEntropy: label 3 outside 0..<3")
    }

    @Test func aRowOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [2, 3]).crossEntropy(labels: [0], rows: [5])
        }
        expectMessage(end, "DenseArray.crossEntropy: row 5 outside 0..<2")
    }
}
