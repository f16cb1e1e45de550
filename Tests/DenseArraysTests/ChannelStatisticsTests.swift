import Testing
import TestSupport

@testable import DenseArrays

@Suite struct ChannelStatisticsTests {
    /// Against sums in double precision; more rows than one piece has, and a column that hardly varies around a large number.
    @Test(arguments: [1, 2, 5000])
    func moments(rows: Int) {
        var x = randomArray([rows, 40], seed: 3)
        x.withUnsafeMutableElements { for row in 0..<rows { $0[row * 40 + 7] = 10000 + $0[row * 40 + 7] * 0.01 } }
        let (mean, variance) = x.columnMoments()
        for column in [0, 7, 39] {
            let values = (0..<rows).map { Double(x[$0, column]) }
            let m = values.reduce(0, +) / Double(rows)
            let v = values.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(rows)
            #expect(abs(Double(mean.elements[column]) - m) <= 1e-6 * max(1, abs(m)))
            #expect(abs(Double(variance.elements[column]) - v) <= 1e-5 * v + 1e-12)
        }
    }

    @Test func normalizesAndRectifies() {
        let x = DenseArray(rows: [[1, 2], [3, 6]])
        let y = x.normalizingColumns(
            mean: DenseArray([2, 4]), factor: DenseArray([1, 0.5]), shift: DenseArray([0.25, 0]), relu: false)
        #expect(y == DenseArray(rows: [[-0.75, -1], [1.25, 1]]))
        let z = x.normalizingColumns(
            mean: DenseArray([2, 4]), factor: DenseArray([1, 0.5]), shift: DenseArray([0.25, 0]), relu: true)
        #expect(z == DenseArray(rows: [[0, 0], [1.25, 1]]))
        let upstream = DenseArray(rows: [[10, 20], [30, 40]])
        let (mean, factor, shift) = (DenseArray([2, 4]), DenseArray([1, 0.5]), DenseArray([0.25, 0]))
        let sums = upstream.normalizationSums(x, mean: mean, factor: factor, shift: shift)
        // behind the ReLU only the second row counts
        #expect(sums.sum == DenseArray([30, 40]))
        #expect(sums.product == DenseArray([30, 80]))
        let dx = upstream.normalizationBackward(
            x, mean: mean, factor: factor, shift: shift, constant: DenseArray([5, 5]), slope: DenseArray([1, 0.5]))
        #expect(dx == DenseArray(rows: [[-4, -4], [24, 14]]))
        let all = upstream.normalizationSums(x, mean: mean, factor: factor, shift: nil)
        #expect(all.sum == DenseArray([40, 60]) && all.product == DenseArray([20, 40]))
    }

    /// Blocks of 64, 32 and 16 columns and what is left, with and without a ReLU, against sums in double precision.
    @Test(arguments: [3, 16, 48, 83, 112]) func sumsOfAllWidths(width: Int) {
        let rows = 5000
        let x = randomArray([rows, width], seed: 1), upstream = randomArray([rows, width], seed: 2)
        let (mean, factor, shift) = (
            randomArray([width], seed: 3), randomArray([width], seed: 4), randomArray([width], seed: 5)
        )
        for relu in [false, true] {
            let y = x.normalizingColumns(mean: mean, factor: factor, shift: shift, relu: relu)
            let sums = upstream.normalizationSums(x, mean: mean, factor: factor, shift: relu ? shift : nil)
            let zero = DenseArray(zeros: [width])
            let dx = upstream.normalizationBackward(
                x, mean: mean, factor: factor, shift: relu ? shift : nil, constant: zero, slope: zero)
            for c in 0..<width {
                var sum = 0.0, product = 0.0
                for r in 0..<rows where !relu || y[r, c] > 0 {
                    sum += Double(upstream[r, c])
                    product += Double(upstream[r, c]) * Double(x[r, c] - mean[c])
                }
                expectClose(Double(sums.sum[c]), sum, .reordered, "sum")
                expectClose(Double(sums.product[c]), product, .reordered, "product")
                #expect(dx[7, c] == (!relu || y[7, c] > 0 ? upstream[7, c] * factor[c] : 0))
            }
        }
    }

    @Test func sameBitsForAllThreads() {
        let x = randomArray([20_000, 24], seed: 1), upstream = randomArray([20_000, 24], seed: 2)
        expectSameBitsForThreadCounts("normalization") {
            let (mean, variance) = x.columnMoments()
            let sums = upstream.normalizationSums(x, mean: mean, factor: variance, shift: mean)
            return DenseArray(mean.elements + variance.elements + sums.sum.elements + sums.product.elements)
        }
    }

    /// A number that is none must not pass for 0.
    @Test func notANumberStays() {
        let y = DenseArray(rows: [[Float.nan, 1]]).normalizingColumns(
            mean: DenseArray([0, 0]), factor: DenseArray([1, 1]), shift: DenseArray([0, 0]), relu: true)
        #expect(y.elements[0].isNaN && y.elements[1] == 1)
    }
}
