import DenseArrays
import TestSupport
import Testing

@Suite struct RowsTests {
    @Test(arguments: [[3, 5], [1, 1], [0, 4], [700, 400], [2, 3, 4]]) func biasAndColumnSums(shape: [Int]) {
        let x = randomArray(shape, seed: 1)
        let width = x.columns
        let bias = randomArray([width], seed: 2)
        let y = x.addingBias(bias)
        #expect(y.shape == shape)
        #expect(y.elements == x.elements.enumerated().map { $1 + bias[$0 % width] })
        var sums = [Double](repeating: 0, count: width)
        for (i, value) in x.elements.enumerated() { sums[i % width] += Double(value) }
        #expect(x.columnSums().shape == [width])
        expectClose(x.columnSums().elements, sums.map { Float($0) }, .reordered)
        let repeated = DenseArray(repeatingRow: bias, rows: 3)
        #expect(repeated.shape == [3, width] && repeated.elements == bias.elements + bias.elements + bias.elements)
    }

    @Test func rowSumsAndScaling() {
        let x = DenseArray(rows: [[1, 2, 3], [4, 5, 6]])
        #expect(x.rowSums() == DenseArray([6, 15]))
        #expect(x.scaledRows(DenseArray([2, -1])) == DenseArray(rows: [[2, 4, 6], [-4, -5, -6]]))
    }

    @Test func argmaxTakesTheFirstOfEquals() {
        let x = DenseArray(rows: [[1, 3, 3], [2, 2, 2], [-5, -1, -3], [0, 0, 1]])
        #expect(x.argmaxRows() == [1, 0, 1, 2])
        #expect(DenseArray(zeros: [0, 3]).argmaxRows() == [])
        let wide = DenseArray(repeating: 1, shape: [2, 1000])
        #expect(wide.argmaxRows() == [0, 0])
    }

    @Test(arguments: [1, 2, 7, 15, 16, 17, 33, 300]) func softmax(width: Int) {
        let x = DenseArray(uniform: [9, width], low: -8, high: 8, key: RandomKey(seed: width))
        let p = x.softmaxRows()
        let logs = x.logSoftmaxRows()
        for row in 0..<9 {
            let values = (0..<width).map { Double(x[row, $0]) }
            let top = values.max() ?? 0
            let total = values.reduce(0) { $0 + DoubleMath.exp($1 - top) }
            for c in 0..<width {
                // relative, since probabilities may be tiny: exp is good to 2e-7, the sum adds a little
                let expected = DoubleMath.exp(values[c] - top) / total
                #expect(abs(Double(p[row, c]) / expected - 1) < 1e-6, "[\(row), \(c)] of width \(width)")
                // the difference to the maximum, up to 16, is rounded once
                expectClose(
                    Double(logs[row, c]), values[c] - top - DoubleMath.log(total), Tolerance(absolute: 2e-6))
            }
        }
    }

    @Test func softmaxHasNoOverflow() {
        let x = DenseArray(rows: [[1000, 1000], [-1000, -1000], [1000, -1000], [-.infinity, 0]])
        let p = x.softmaxRows()
        expectClose(p, DenseArray(rows: [[0.5, 0.5], [0.5, 0.5], [1, 0], [0, 1]]), .elementwise)
        let logs = x.logSoftmaxRows()
        #expect(logs[2, 1] == -2000 && logs[3, 0] == -.infinity && logs[3, 1] == 0)
        #expect(DenseArray(rows: [[.nan, 1]]).softmaxRows().elements.allSatisfy { $0.isNaN })
    }

    @Test func exponentialIsAccurateOverItsRange() {
        // softmax of (x, 0) with x below 0: e^x / (1 + e^x); far from 0 the quotient is e^x itself
        var worst = 0.0
        for i in 0..<20_000 {
            let x = -Float(i) * 87 / 20_000
            let found = Double(DenseArray(rows: [[x, 0]]).softmaxRows()[0])
            let e = DoubleMath.exp(Double(x))
            worst = max(worst, abs(found / (e / (1 + e)) - 1))
        }
        #expect(worst < 4e-7)
    }

    @Test func gatheringAndAdding() {
        let x = DenseArray(rows: [[1, 2], [3, 4], [5, 6]])
        let taken = x.gatheringRows([2, 0, 2])
        #expect(taken == DenseArray(rows: [[5, 6], [1, 2], [5, 6]]))
        #expect(taken.segmentSum([1, 3, 1], rows: 4) == DenseArray(rows: [[0, 0], [10, 12], [0, 0], [1, 2]]))
        #expect(x.gatheringRows([]).shape == [0, 2])
        #expect(x.gatheringRows([]).segmentSum([], rows: 2) == DenseArray(zeros: [2, 2]))
        let cube = DenseArray((0..<12).map(Float.init), shape: [3, 2, 2])
        #expect(cube.gatheringRows([1]) == DenseArray([4, 5, 6, 7], shape: [1, 2, 2]))
    }

    @Test func rowsDoNotDependOnThreads() {
        let x = randomArray([3000, 150], seed: 6)
        let bias = randomArray([150], seed: 7)
        expectSameBitsForThreadCounts("rows") { x.addingBias(bias).softmaxRows() + x.logSoftmaxRows() }
        expectSameBitsForThreadCounts("column sums") { x.columnSums() }
    }

    @Test func aRowOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [3, 2]).gatheringRows([0, 3])
        }
        expectMessage(end, "DenseArray.gatheringRows: row 3 outside 0..<3")
    }

    @Test func aSegmentOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [3, 2]).segmentSum([0, 1, 2], rows: 2)
        }
        expectMessage(end, "DenseArray.segmentSum: index 2 outside 0..<2")
    }
}

@Suite struct RowPartsTests {
    let x = DenseArray((0..<12).map { Float($0) }, shape: [4, 3])

    @Test func partsOfRows() {
        #expect(x.gatheringRows(at: [2, 0, 2] as [Int32]) == DenseArray(rows: [[6, 7, 8], [0, 1, 2], [6, 7, 8]]))
        #expect(x.firstRows(1) == DenseArray(rows: [[0, 1, 2]]))
        #expect(x.rows(1..<3) == DenseArray(rows: [[3, 4, 5], [6, 7, 8]]))
        var y = x
        y.setRows(2..<4, to: x.firstRows(2))
        #expect(y == DenseArray(rows: [[0, 1, 2], [3, 4, 5], [0, 1, 2], [3, 4, 5]]))
        y.addToFirstRows(x.rows(3..<4))
        #expect(y.elements[0..<4] == [9, 11, 13, 3] && x[0] == 0)
    }
}
