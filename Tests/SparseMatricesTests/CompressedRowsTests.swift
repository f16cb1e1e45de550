import SparseMatrices
import TestSupport
import Testing

@Suite struct CompressedRowsTests {
    /// Entries in no order; (0, 2) and (2, 0) twice.
    static let merged = CompressedRows(
        rows: 3, columns: 4, rowIndices: [2, 0, 0, 2, 1, 0], columnIndices: [0, 2, 1, 0, 3, 2],
        values: [1, 2, 3, 4, 5, 6])

    @Test func entriesAreSortedAndMerged() {
        let m = Self.merged
        #expect(m.rowStarts == [0, 2, 3, 4] && m.columnIndices == [1, 2, 3, 0] && m.values == [3, 8, 5, 5])
        #expect(m.count == 4 && m.range(0) == 0..<2)
    }

    @Test func equalPlacesOfTwoRowsStayApart() {
        // the last entry of one row and the first of the next have the same column
        let m = CompressedRows(rows: 2, columns: 3, rowIndices: [1, 0], columnIndices: [2, 2], values: [1, 2])
        #expect(m.rowStarts == [0, 1, 2] && m.columnIndices == [2, 2] && m.values == [2, 1])
    }

    @Test func transposing() {
        let (t, source) = Self.merged.transposed()
        #expect(t.rows == 4 && t.columns == 3)
        #expect(t.rowStarts == [0, 1, 2, 3, 4] && t.columnIndices == [2, 0, 0, 1] && t.values == [5, 3, 8, 5])
        #expect(source.map { Self.merged.values[Int($0)] } == t.values)
        #expect(t.transposed().matrix == Self.merged)
    }

    @Test func selectingRows() {
        let (m, source) = Self.merged.selecting(rows: [2, 0, 2])
        #expect(m.rows == 3 && m.columns == 4)
        #expect(m.rowStarts == [0, 1, 3, 4] && m.columnIndices == [0, 1, 2, 0] && m.values == [5, 3, 8, 5])
        #expect(source == [3, 0, 1, 3])
    }

    @Test func selectingColumnsRenumbersThem() {
        let (m, source) = Self.merged.selecting(rows: [0, 1, 2], columns: [0, 2])
        #expect(m.columns == 2)
        #expect(m.rowStarts == [0, 1, 1, 2] && m.columnIndices == [1, 0] && m.values == [8, 5] && source == [1, 3])
    }

    @Test func columnsSelectedOutOfOrderStillRise() {
        let (m, source) = Self.merged.selecting(rows: [0, 2], columns: [2, 3, 1, 0])
        #expect(m.rowStarts == [0, 2, 3] && m.columnIndices == [0, 2, 3])
        #expect(m.values == [8, 3, 5] && source == [1, 0, 3])
    }

    @Test func emptyMatrices() {
        let none = CompressedRows(rows: 0, columns: 0, rowIndices: [], columnIndices: [], values: [])
        #expect(none.rowStarts == [0] && none.transposed().matrix == none)
        let wide = CompressedRows(rows: 0, columns: 5, rowIndices: [], columnIndices: [], values: [])
        #expect(wide.transposed().matrix.rowStarts == [0, 0, 0, 0, 0, 0])
        #expect(wide.selecting(rows: []).matrix == wide)
        let noEntries = CompressedRows(rows: 3, columns: 2, rowIndices: [], columnIndices: [], values: [])
        #expect(noEntries.rowStarts == [0, 0, 0, 0] && noEntries.normalizingRows() == noEntries)
    }

    @Test func rowsNormalized() {
        let m = CompressedRows(
            rows: 3, columns: 3, rowStarts: [0, 2, 3, 4], columnIndices: [0, 2, 1, 0], values: [1, -3, 0, 5])
        #expect(m.normalizingRows().values == [0.25, -0.75, 0, 1])
        #expect(m.replacingValues([1, 2, 3, 4]).columnIndices == m.columnIndices)
    }

    @Test func aColumnOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = CompressedRows(rows: 1, columns: 2, rowStarts: [0, 1], columnIndices: [2], values: [1])
        }
        expectMessage(end, "CompressedRows: column 2 outside 0..<2")
    }

    @Test func columnsThatDoNotRiseAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = CompressedRows(
                rows: 2, columns: 2, rowStarts: [0, 1, 3], columnIndices: [1, 1, 0], values: [1, 2, 3])
        }
        expectMessage(end, "CompressedRows: the columns of row 1 do not rise: 0 after 1")
    }

    @Test func offsetsThatFallAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = CompressedRows(
                rows: 2, columns: 9, rowStarts: [0, 3, 2], columnIndices: [1, 2], values: [1, 2])
        }
        expectMessage(end, "CompressedRows: offsets fall at row 0")
    }

    @Test func aRowOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = CompressedRows(rows: 3, columns: 3, rowIndices: [3], columnIndices: [0], values: [1])
        }
        expectMessage(end, "CompressedRows: index 3 outside 0..<3")
    }
}
