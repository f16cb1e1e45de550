import DenseArrays
import Testing
import TestSupport

@testable import SparseMatrices

@Suite struct BlockDiagonalTests {
    /// Blocks of 2, 1 and 3 rows; symmetric, or with an entry that has no counterpart.
    static func whole(symmetric: Bool) -> BlockDiagonal {
        var rows: [Int32] = [0, 1, 2, 3, 4, 4, 5], columns: [Int32] = [1, 0, 2, 4, 3, 5, 4]
        var values: [Float] = [2, 2, 5, 3, 3, 7, 7]
        if !symmetric {
            rows.append(0)
            columns.append(0)
            values.append(1)
            rows.append(3)
            columns.append(5)
            values.append(4)
        }
        return BlockDiagonal(
            CompressedRows(rows: 6, columns: 6, rowIndices: rows, columnIndices: columns, values: values),
            blockStarts: [0, 2, 3, 6])
    }

    @Test(arguments: [true, false], [[0], [2, 0], [1, 2, 2], [0, 1, 2], [2]])
    func cutsWhatSelectionWould(symmetric: Bool, blocks: [Int]) {
        let whole = Self.whole(symmetric: symmetric)
        let cut = whole.selecting(blocks)
        // The same by hand: each block's rows, its columns moved to where it stands now.
        var rows: [Int32] = [], columns: [Int32] = [], values: [Float] = [], size = 0
        for block in blocks {
            let (low, high) = (whole.blockStarts[block], whole.blockStarts[block + 1])
            for row in low..<high {
                for entry in whole.matrix.range(row) {
                    rows.append(Int32(row - low + size))
                    columns.append(whole.matrix.columnIndices[entry] - Int32(low) + Int32(size))
                    values.append(whole.matrix.values[entry])
                }
            }
            size += high - low
        }
        let expected = CompressedRows(
            rows: size, columns: size, rowIndices: rows, columnIndices: columns, values: values)
        #expect(cut.compressedRows == expected)
        #expect(cut.transpose.compressedRows == expected.transposed().matrix)
        #expect((cut.transpose === cut) == symmetric)
        let x = randomArray([size, 3], seed: 4)
        #expect(cut.product(x) == SparseMatrix(expected).product(x))
        // what a dropped transpose needs is found, too
        #expect(SparseEntryIDs(count: cut.count).transposed(for: cut).ids == expected.transposed().source.map { UInt32($0) })
    }

    @Test func entriesOutsideABlockTrap() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BlockDiagonal(
                CompressedRows(rows: 3, columns: 3, rowIndices: [0], columnIndices: [2], values: [1]),
                blockStarts: [0, 2, 3])
        }
        expectMessage(end, "BlockDiagonal: an entry of block 0 in column 2, expected 0..<2")
    }
}
