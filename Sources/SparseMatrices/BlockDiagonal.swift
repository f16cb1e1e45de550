import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A sparse matrix of square blocks along the diagonal, from which the matrix of a few blocks is cut: the adjacency of
/// many graphs, and of a batch of them.
///
/// Block g has the rows and columns `blockStarts[g] ..< blockStarts[g + 1]`. Made once; cutting copies runs of memory and
/// needs no sorting, and neither has the transpose of what was cut to be searched for.
public final class BlockDiagonal: Sendable {
    /// All blocks as one matrix.
    public let matrix: CompressedRows
    /// Each block's first row, then the number of all rows.
    public let blockStarts: [Int]
    private let values: DenseArray
    /// The transposed matrix and its values; nil where the matrix is symmetric.
    private let transposed: (matrix: CompressedRows, values: DenseArray)?

    /// Traps where an entry lies outside the blocks. O(rows + entries).
    public init(_ matrix: CompressedRows, blockStarts: [Int]) {
        precondition(
            matrix.rows == matrix.columns && blockStarts.first == 0 && blockStarts.last == matrix.rows,
            "BlockDiagonal: a matrix [\(matrix.rows), \(matrix.columns)], blocks from \(blockStarts.first ?? -1) to \(blockStarts.last ?? -1)")
        for block in 0..<blockStarts.count - 1 {
            let inside = Int32(blockStarts[block])..<Int32(blockStarts[block + 1])
            for entry in matrix.rowStarts[blockStarts[block]]..<matrix.rowStarts[blockStarts[block + 1]] {
                precondition(
                    inside.contains(matrix.columnIndices[entry]),
                    "BlockDiagonal: an entry of block \(block) in column \(matrix.columnIndices[entry]), expected \(inside)")
            }
        }
        self.matrix = matrix
        self.blockStarts = blockStarts
        values = DenseArray(matrix.values)
        let other = matrix.transposed().matrix
        transposed = other == matrix ? nil : (other, DenseArray(other.values))
    }

    /// The matrix of these blocks in this order; a block may be there more than once. O(their rows + entries).
    public func selecting(_ blocks: [Int]) -> SparseMatrix {
        let (structure, part) = cut(blocks, matrix, values)
        guard let transposed else { return SparseMatrix(structure: structure, values: part, isSymmetric: true) }
        let (otherStructure, otherPart) = cut(blocks, transposed.matrix, transposed.values)
        return SparseMatrix(
            structure: structure, values: part,
            transpose: SparseMatrix(structure: otherStructure, values: otherPart))
    }

    private func cut(
        _ blocks: [Int], _ matrix: CompressedRows, _ values: DenseArray
    ) -> (SparseStructure, DenseArray) {
        var rows = 0, count = 0
        for block in blocks {
            rows += blockStarts[block + 1] - blockStarts[block]
            count += matrix.rowStarts[blockStarts[block + 1]] - matrix.rowStarts[blockStarts[block]]
        }
        let structure = SparseStructure(rows: rows, columns: rows, count: count)
        var part = DenseArray(uninitialized: [count])
        part.withUnsafeMutableElements { out in
            values.withUnsafeElements { from in
                var row = 0, entry = 0
                for block in blocks {
                    let nodes = blockStarts[block]..<blockStarts[block + 1]
                    let entries = matrix.rowStarts[nodes.lowerBound]..<matrix.rowStarts[nodes.upperBound]
                    // wrapping arithmetic: the shift of a block to a lower place is negative
                    let columnShift = UInt64(bitPattern: Int64(row - nodes.lowerBound))
                    let entryShift = entry - entries.lowerBound
                    matrix.rowStarts.withUnsafeBufferPointer { starts in
                        for node in nodes {
                            structure.rowStarts[row] = UInt64(starts[node] + entryShift)
                            row += 1
                        }
                    }
                    matrix.columnIndices.withUnsafeBufferPointer { columns in
                        for place in entries {
                            structure.columnIndices[place + entryShift] =
                                UInt64(truncatingIfNeeded: columns[place]) &+ columnShift
                        }
                    }
                    if let to = out.baseAddress, let from = from.baseAddress {
                        memcpy(to + entry, from + entries.lowerBound, entries.count * 4)
                    }
                    entry += entries.count
                }
                structure.rowStarts[row] = UInt64(entry)
            }
        }
        return (structure, part)
    }
}
