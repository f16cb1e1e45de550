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
        let sums = upstream.normalizationSums(x, mean: DenseArray([2, 4]), y: z)
        // behind the ReLU only the second row counts
        #expect(sums.sum == DenseArray([30, 40]))
        #expect(sums.product == DenseArray([30, 80]))
        let dx = upstream.normalizationBackward(
            x, mean: DenseArray([2, 4]), y: z, factor: DenseArray([1, 2]), constant: DenseArray([5, 5]),
            slope: DenseArray([1, 0.5]))
        #expect(dx == DenseArray(rows: [[-4, -9], [24, 69]]))
    }

    /// A number that is none must not pass for 0.
    @Test func notANumberStays() {
        let y = DenseArray(rows: [[Float.nan, 1]]).normalizingColumns(
            mean: DenseArray([0, 0]), factor: DenseArray([1, 1]), shift: DenseArray([0, 0]), relu: true)
        #expect(y.elements[0].isNaN && y.elements[1] == 1)
    }
}
