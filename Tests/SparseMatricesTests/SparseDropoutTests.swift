import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@Suite struct SparseDropoutTests {
    let mask = DropoutMask(rate: 0.4, key: RandomKey(seed: 3).child("sparse"))

    @Test func dropsAndScalesEntries() {
        let matrix = SparseMatrix(randomSparse(200, 100, density: 0.5, seed: 1))
        let dropped = matrix.dropout(mask, entryIDs: SparseEntryIDs(count: matrix.count))
        let zeros = dropped.values.elements.count { $0 == 0 }
        let n = Double(matrix.count)
        #expect(abs(Double(zeros) - 0.4 * n) < 5 * (0.24 * n).squareRoot())
        for (new, old) in zip(dropped.values.elements, matrix.values.elements) where new != 0 {
            expectClose(Double(new), Double(old) / 0.6, .elementwise)
        }
        #expect(dropped.compressedRows.columnIndices == matrix.compressedRows.columnIndices)
    }

    /// The gradient of a product with a dropped matrix multiplies with the dropped transpose: both must have lost the
    /// same entries. A symmetric matrix is its own transpose, but the dropped one is not symmetric.
    @Test(arguments: [false, true]) func theDroppedTransposeIsTheTransposedDropped(symmetric: Bool) {
        let data = symmetric ? randomSymmetric(40, density: 0.2, seed: 2) : randomSparse(40, 30, density: 0.3, seed: 2)
        let matrix = SparseMatrix(data)
        let ids = SparseEntryIDs(count: matrix.count)
        #expect((matrix.transpose === matrix) == symmetric)
        let dropped = matrix.dropout(mask, entryIDs: ids)
        let transposed = matrix.transpose.dropout(mask, entryIDs: ids.transposed(for: matrix))
        #expect(transposed.compressedRows == dropped.compressedRows.transposed().matrix)
        if symmetric { #expect(transposed.compressedRows != dropped.compressedRows) }
    }

    @Test func aPartIsDroppedAsInsideTheWhole() {
        let data = randomSparse(50, 30, density: 0.3, seed: 4)
        let whole = SparseMatrix(data).dropout(mask, entryIDs: SparseEntryIDs(count: data.count)).compressedRows
        let rows = [44, 3, 20]
        let (part, source) = data.selecting(rows: rows)
        let dropped = SparseMatrix(part).dropout(mask, entryIDs: SparseEntryIDs(source.map { UInt32($0) }))
        #expect(dropped.compressedRows == whole.selecting(rows: rows).matrix)
    }

    @Test func namesOfOneMatrixAreNotTakenForAnother() {
        // two matrices with as many entries in other places share the names of their entries
        let a = CompressedRows(
            rows: 2, columns: 2, rowIndices: [0, 0, 1], columnIndices: [0, 1, 1], values: [1, 2, 3])
        let b = CompressedRows(
            rows: 2, columns: 2, rowIndices: [0, 1, 1], columnIndices: [1, 0, 1], values: [1, 2, 3])
        let ids = SparseEntryIDs(count: 3)
        #expect(ids.transposed(for: SparseMatrix(a)).ids == [0, 1, 2])
        #expect(ids.transposed(for: SparseMatrix(b)).ids == [1, 0, 2])
    }

    @Test func theNumberOfNamesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let matrix = SparseMatrix(
                CompressedRows(rows: 1, columns: 1, rowIndices: [0], columnIndices: [0], values: [1]))
            _ = matrix.dropout(DropoutMask(rate: 0.5, key: RandomKey(seed: 1)), entryIDs: SparseEntryIDs(count: 2))
        }
        expectMessage(end, "SparseMatrix.dropout: 1 entries, 2 entry numbers")
    }
}
