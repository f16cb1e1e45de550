import DenseArrays
import SparseMatrices

/// Rows of bits, for asking whether a row has one: a bit is set where a sparse row's value is not zero.
struct BitRows: Sendable {
    let rows: Int
    /// 64 bits each.
    let wordsPerRow: Int
    let words: [UInt64]

    init(_ x: CompressedRows) {
        let width = (x.columns + 63) / 64
        var words = [UInt64](repeating: 0, count: x.rows * width)
        for row in 0..<x.rows {
            for entry in x.rowStarts[row]..<x.rowStarts[row + 1] where x.values[entry] != 0 {
                let column = Int(x.columnIndices[entry])
                words[row * width + column >> 6] |= 1 << UInt64(column & 63)
            }
        }
        (rows, wordsPerRow, self.words) = (x.rows, width, words)
    }
}

extension CompressedRows {
    /// Rows of set bits, such as fingerprints: ones at the listed columns, which rise within each row.
    public init(bits: [[Int]], columns: Int) {
        var starts = [0]
        var indices: [Int32] = []
        starts.reserveCapacity(bits.count + 1)
        for row in bits {
            for bit in row { indices.append(Int32(bit)) }
            starts.append(indices.count)
        }
        self.init(
            rows: bits.count, columns: columns, rowStarts: starts, columnIndices: indices,
            values: [Float](repeating: 1, count: indices.count))
    }

    /// Rows of counts, such as counted fingerprints; the listed columns rise within each row.
    public init(counts: [[(bit: Int, count: Int)]], columns: Int) {
        self.init(bits: counts.map { $0.map(\.bit) }, columns: columns)
        self = CompressedRows(
            rows: rows, columns: columns, rowStarts: rowStarts, columnIndices: columnIndices,
            values: counts.flatMap { $0.map { Float($0.count) } })
    }

    /// The same without stored zeros.
    func droppingZeros() -> CompressedRows {
        if !values.contains(0) { return self }
        let kept = values.indices.filter { values[$0] != 0 }
        var starts = [0], next = 0
        for row in 0..<rows {
            while next < kept.count, kept[next] < rowStarts[row + 1] { next += 1 }
            starts.append(next)
        }
        return CompressedRows(
            rows: rows, columns: columns, rowStarts: starts, columnIndices: kept.map { columnIndices[$0] },
            values: kept.map { values[$0] })
    }
}
