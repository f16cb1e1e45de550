import CGraphBLAS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the entries of a sparse matrix stand, in the 64-bit form that GraphBLAS reads.
///
/// Shared by all matrices with the same entries (a dropped one and its original). GraphBLAS is lent the memory and
/// gives it back unchanged before the handle is freed.
final class SparseStructure: @unchecked Sendable {
    let rows: Int
    let columns: Int
    let count: Int
    let rowStarts: UnsafeMutablePointer<UInt64>
    let columnIndices: UnsafeMutablePointer<UInt64>

    /// Memory for a structure of these sizes, to be filled before it is used.
    init(rows: Int, columns: Int, count: Int) {
        (self.rows, self.columns, self.count) = (rows, columns, count)
        rowStarts = .allocate(capacity: rows + 1)
        columnIndices = .allocate(capacity: max(1, count))
    }

    convenience init(_ matrix: CompressedRows) {
        self.init(rows: matrix.rows, columns: matrix.columns, count: matrix.count)
        for row in 0...rows { rowStarts[row] = UInt64(matrix.rowStarts[row]) }
        for entry in 0..<count { columnIndices[entry] = UInt64(matrix.columnIndices[entry]) }
    }

    deinit {
        rowStarts.deallocate()
        columnIndices.deallocate()
    }
}
