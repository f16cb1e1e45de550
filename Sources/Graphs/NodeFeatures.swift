import DenseArrays
import SparseMatrices

/// What is known of each node.
public enum NodeFeatures: Sendable {
    /// A matrix `[nodes, features]`.
    case dense(DenseArray)
    /// A matrix `[nodes, features]` with few entries, such as bags of words.
    case sparse(CompressedRows)
    /// Nothing but the nodes themselves: the identity matrix, whose product with W is W itself.
    case identity(Int)

    /// How many nodes there are.
    public var nodeCount: Int {
        switch self {
        case .dense(let array): array.rows
        case .sparse(let matrix): matrix.rows
        case .identity(let count): count
        }
    }

    /// The number of columns.
    public var width: Int {
        switch self {
        case .dense(let array): array.columns
        case .sparse(let matrix): matrix.columns
        case .identity(let count): count
        }
    }

    /// The fraction of entries that are not zero.
    public var density: Double {
        let size = Double(nodeCount) * Double(width)
        if size == 0 { return 0 }
        switch self {
        case .dense(let array): return Double(array.withUnsafeElements { $0.count { $0 != 0 } }) / size
        case .sparse(let matrix): return Double(matrix.values.count { $0 != 0 }) / size
        case .identity(let count): return Double(count) / size
        }
    }

    /// Each row divided by the sum of its absolute values (PyG's `NormalizeFeatures` for non-negative features); a row
    /// of zeros, and the identity, stay as they are.
    public func normalizingRows() -> NodeFeatures {
        switch self {
        case .sparse(let matrix): return .sparse(matrix.normalizingRows())
        case .identity: return self
        case .dense(var array):
            let (rows, columns) = (array.rows, array.columns)
            array.withUnsafeMutableElements { x in
                for row in 0..<rows {
                    var total = 0.0
                    for c in 0..<columns { total += Double(abs(x[row * columns + c])) }
                    if total > 0 {
                        for c in 0..<columns { x[row * columns + c] = Float(Double(x[row * columns + c]) / total) }
                    }
                }
            }
            return .dense(array)
        }
    }

    /// The mean and standard deviation of each column; a deviation of 1 where a column is constant. Empty for an identity.
    public var columnStatistics: (mean: [Float], deviation: [Float]) {
        if case .identity = self { return ([], []) }
        let x = matrix
        let (rows, columns) = (x.rows, x.columns)
        var sums = [Double](repeating: 0, count: columns), squares = sums
        x.withUnsafeElements { x in
            for row in 0..<rows { for c in 0..<columns { sums[c] += Double(x[row * columns + c]) } }
            for row in 0..<rows {
                for c in 0..<columns {
                    let difference = Double(x[row * columns + c]) - sums[c] / Double(rows)
                    squares[c] += difference * difference
                }
            }
        }
        let deviation = squares.map { square -> Float in
            let value = (square / Double(max(1, rows))).squareRoot()
            return value > 0 && value.isFinite ? Float(value) : 1
        }
        return (sums.map { Float($0 / Double(max(1, rows))) }, deviation)
    }

    /// Each column less its mean, divided by its deviation; an identity stays as it is.
    public func standardized(mean: [Float], deviation: [Float]) -> NodeFeatures {
        if case .identity = self { return self }
        var x = matrix
        let (rows, columns) = (x.rows, x.columns)
        precondition(
            mean.count == columns && deviation.count == columns,
            "NodeFeatures.standardized: \(columns) columns, \(mean.count) means, \(deviation.count) deviations")
        x.withUnsafeMutableElements { x in
            for row in 0..<rows {
                for c in 0..<columns {
                    let place = row * columns + c
                    x[place] = Float((Double(x[place]) - Double(mean[c])) / Double(deviation[c]))
                }
            }
        }
        return .dense(x)
    }

    /// The given columns in that order; an identity stays as it is.
    public func selectingColumns(_ order: [Int]) -> NodeFeatures {
        switch self {
        case .identity: return self
        case .sparse(let rows):
            return .sparse(rows.selecting(rows: Array(0..<rows.rows), columns: order).matrix)
        case .dense(let x):
            let (rows, columns) = (x.rows, x.columns)
            var result = DenseArray(uninitialized: [rows, order.count])
            result.withUnsafeMutableElements { out in
                x.withUnsafeElements { x in
                    for row in 0..<rows {
                        for (place, c) in order.enumerated() { out[row * order.count + place] = x[row * columns + c] }
                    }
                }
            }
            return .dense(result)
        }
    }

    /// The same features in the form that multiplies fastest: sparse where fewer than a quarter of the entries differ
    /// from zero (a sparse product costs about four times as much an entry as a dense one), else dense.
    public func inBestForm() -> NodeFeatures {
        switch self {
        case .identity: return self
        case .sparse(let matrix):
            return density < 0.25 ? self : .dense(dense(matrix))
        case .dense(let array):
            if density >= 0.25 || array.columns < 16 { return self }
            var starts = [0], columns: [Int32] = [], values: [Float] = []
            array.withUnsafeElements { x in
                for row in 0..<array.rows {
                    for c in 0..<array.columns where x[row * array.columns + c] != 0 {
                        columns.append(Int32(c))
                        values.append(x[row * array.columns + c])
                    }
                    starts.append(values.count)
                }
            }
            return .sparse(
                CompressedRows(
                    rows: array.rows, columns: array.columns, rowStarts: starts, columnIndices: columns, values: values))
        }
    }

    /// The features as a dense matrix `[nodes, features]`; an identity is written out.
    public var matrix: DenseArray {
        switch self {
        case .dense(let array): return array
        case .sparse(let matrix): return dense(matrix)
        case .identity(let count):
            var result = DenseArray(zeros: [count, count])
            for node in 0..<count { result[node, node] = 1 }
            return result
        }
    }

    private func dense(_ matrix: CompressedRows) -> DenseArray {
        var result = DenseArray(zeros: [matrix.rows, matrix.columns])
        result.withUnsafeMutableElements { out in
            for row in 0..<matrix.rows {
                for entry in matrix.range(row) {
                    out[row * matrix.columns + Int(matrix.columnIndices[entry])] = matrix.values[entry]
                }
            }
        }
        return result
    }

    /// The first NaN or infinite entry, if there is one.
    var firstNotFinite: (node: Int, column: Int)? {
        switch self {
        case .identity: return nil
        case .dense(let array):
            if array.isFinite { return nil }
            let place = array.elements.firstIndex { !$0.isFinite } ?? 0
            return (place / array.columns, place % array.columns)
        case .sparse(let matrix):
            guard let entry = matrix.values.firstIndex(where: { !$0.isFinite }) else { return nil }
            let row = (0..<matrix.rows).first { matrix.range($0).contains(entry) } ?? 0
            return (row, Int(matrix.columnIndices[entry]))
        }
    }
}
