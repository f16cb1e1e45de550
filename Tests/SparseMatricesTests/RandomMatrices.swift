import DenseArrays
import SparseMatrices
import TestSupport

/// A random matrix whose entries are there with probability `density`.
func randomSparse(_ rows: Int, _ columns: Int, density: Double, seed: Int) -> CompressedRows {
    let key = RandomKey(seed: seed)
    let values = randomArray([max(1, rows * columns)], seed: seed, gap: 0.1)
    let places = (0..<rows * columns).filter { key.uniform($0) < density }
    return CompressedRows(
        rows: rows, columns: columns, rowIndices: places.map { Int32($0 / columns) },
        columnIndices: places.map { Int32($0 % columns) }, values: places.map { values[$0] })
}

/// The same with A = Aᵀ.
func randomSymmetric(_ size: Int, density: Double, seed: Int) -> CompressedRows {
    let half = randomSparse(size, size, density: density, seed: seed)
    let other = half.transposed().matrix
    func rowIndices(_ m: CompressedRows) -> [Int32] {
        (0..<m.rows).flatMap { [Int32](repeating: Int32($0), count: m.range($0).count) }
    }
    return CompressedRows(
        rows: size, columns: size, rowIndices: rowIndices(half) + rowIndices(other),
        columnIndices: half.columnIndices + other.columnIndices, values: half.values + other.values)
}

extension CompressedRows {
    /// The matrix with its zeros.
    var dense: DenseArray {
        var result = DenseArray(zeros: [rows, columns])
        for row in 0..<rows { for entry in range(row) { result[row, Int(columnIndices[entry])] = values[entry] } }
        return result
    }
}
