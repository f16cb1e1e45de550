import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@Suite struct SparseMatrixTests {
    @Test(arguments: [(1, 1, 1), (5, 7, 3), (40, 30, 16), (64, 200, 1), (200, 64, 33)])
    func productEqualsTheDenseOne(rows: Int, columns: Int, width: Int) {
        for density in [0.02, 0.3, 1] {
            let data = randomSparse(rows, columns, density: density, seed: rows + columns)
            let matrix = SparseMatrix(data)
            let b = randomArray([columns, width], seed: 1)
            expectClose(matrix.product(b), .product(data.dense, b), .reordered, "density \(density)")
            let bias = randomArray([width], seed: 2)
            expectClose(
                matrix.product(b, bias: bias), DenseArray.product(data.dense, b).addingBias(bias), .reordered)
            let c = randomArray([rows, width], seed: 3)
            var sum = c
            matrix.multiply(b, addingTo: &sum)
            expectClose(sum, DenseArray.product(data.dense, b) + c, .reordered)
            let left = randomArray([rows, width], seed: 4)
            expectClose(
                matrix.transpose.product(left), .product(data.dense, left, transposeA: true), .reordered)
        }
    }

    @Test func entriesComeBackAsGiven() {
        let data = randomSparse(30, 20, density: 0.2, seed: 5)
        let matrix = SparseMatrix(data)
        #expect(matrix.rows == 30 && matrix.columns == 20 && matrix.count == data.count)
        #expect(matrix.compressedRows == data && matrix.values.elements == data.values)
        _ = matrix.product(randomArray([20, 4], seed: 1))
        #expect(matrix.compressedRows == data)
        #expect(matrix.transpose.compressedRows == data.transposed().matrix)
    }

    @Test func inputsAreNotChanged() {
        let matrix = SparseMatrix(randomSparse(20, 20, density: 0.3, seed: 6))
        let b = randomArray([20, 5], seed: 7)
        let before = b.elements
        var c = DenseArray(zeros: [20, 5])
        let copy = c
        matrix.multiply(b, addingTo: &c)
        #expect(b.elements == before && copy == DenseArray(zeros: [20, 5]) && c != copy)
    }

    @Test func aSymmetricMatrixIsItsOwnTranspose() {
        let symmetric = SparseMatrix(randomSymmetric(25, density: 0.2, seed: 8))
        #expect(symmetric.transpose === symmetric)
        let other = SparseMatrix(randomSparse(25, 25, density: 0.2, seed: 8))
        #expect(other.transpose !== other && other.transpose === other.transpose)
    }

    @Test(arguments: [1, 7, 16, 64]) func bitsDoNotDependOnThreads(width: Int) {
        // enough work for GraphBLAS to share it out; one row much longer than the others
        var data = randomSparse(3000, 800, density: 0.02, seed: 9)
        let first = Array(0..<Int32(800))
        data = CompressedRows(
            rows: 3001, columns: 800,
            rowIndices: first.map { _ in 0 }
                + (0..<3000).flatMap { [Int32](repeating: Int32($0 + 1), count: data.range($0).count) },
            columnIndices: first + data.columnIndices, values: randomArray([800], seed: 10).elements + data.values)
        let b = randomArray([800, width], seed: 11)
        let left = randomArray([3001, width], seed: 12)
        let product = expectSameBitsForThreadCounts("A B") { SparseMatrix(data).product(b) }
        expectClose(product, .product(data.dense, b), .reordered)
        expectSameBitsForThreadCounts("Aᵀ B") { SparseMatrix(data).transpose.product(left) }
    }

    @Test func emptyMatrices() {
        let wide = SparseMatrix(CompressedRows(rows: 0, columns: 3, rowIndices: [], columnIndices: [], values: []))
        #expect(wide.product(DenseArray(zeros: [3, 2])).shape == [0, 2])
        #expect(wide.transpose.product(DenseArray(zeros: [0, 2])) == DenseArray(zeros: [3, 2]))
        let none = SparseMatrix(CompressedRows(rows: 2, columns: 3, rowIndices: [], columnIndices: [], values: []))
        #expect(none.product(randomArray([3, 4], seed: 1)) == DenseArray(zeros: [2, 4]))
        #expect(
            none.product(randomArray([3, 2], seed: 1), bias: DenseArray([5, 6]))
                == DenseArray(rows: [[5, 6], [5, 6]]))
        #expect(none.product(DenseArray(zeros: [3, 0])).shape == [2, 0])
        let nothing = SparseMatrix(CompressedRows(rows: 0, columns: 0, rowIndices: [], columnIndices: [], values: []))
        #expect(nothing.product(DenseArray(zeros: [0, 2])).shape == [0, 2] && nothing.compressedRows.count == 0)
    }

    @Test func innerSizesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let matrix = SparseMatrix(
                CompressedRows(rows: 2, columns: 3, rowIndices: [0], columnIndices: [0], values: [1]))
            _ = matrix.product(DenseArray(zeros: [4, 1]))
        }
        expectMessage(end, "SparseMatrix.product: [2, 3] times shape [4, 1]")
    }
}
