import CGraphBLAS
import DenseArrays
import Synchronization

/// A sparse Float32 matrix that multiplies dense ones, held by GraphBLAS as compressed sparse rows.
///
/// Immutable; its transpose is made when first asked for and kept (the gradient of a product multiplies with it), and is
/// the matrix itself where the matrix is symmetric.
public final class SparseMatrix: @unchecked Sendable {
    /// The entries' values in row order, shape `[count]`.
    public let values: DenseArray
    let structure: SparseStructure
    private let handle: GrB_Matrix
    private let transposeCache = Mutex<TransposeState>(.unknown)

    private enum TransposeState {
        case unknown
        case itself
        case made(SparseMatrix, source: TransposeSource)
        /// Known without its source, which is looked for when somebody asks.
        case given(SparseMatrix)
    }

    /// For each entry of the transpose its place in this matrix.
    final class TransposeSource: Sendable {
        let entries: [UInt32]
        init(_ entries: [Int32]) { self.entries = entries.map { UInt32($0) } }
    }

    /// How many there are.
    public var rows: Int { structure.rows }
    /// How many there are.
    public var columns: Int { structure.columns }
    /// The number of stored entries.
    public var count: Int { structure.count }

    /// Copies the arrays into GraphBLAS's form. O(rows + count).
    public convenience init(_ matrix: CompressedRows) {
        self.init(structure: SparseStructure(matrix), values: DenseArray(matrix.values))
    }

    /// A matrix that is known to be symmetric.
    convenience init(structure: SparseStructure, values: DenseArray, isSymmetric: Bool) {
        self.init(structure: structure, values: values)
        if isSymmetric { transposeCache.withLock { $0 = .itself } }
    }

    /// A matrix whose transpose is known.
    convenience init(structure: SparseStructure, values: DenseArray, transpose: SparseMatrix) {
        self.init(structure: structure, values: values)
        transposeCache.withLock { $0 = .given(transpose) }
    }

    init(structure: SparseStructure, values: DenseArray) {
        precondition(
            values.count == structure.count,
            "SparseMatrix: \(structure.count) entries, \(values.count) values")
        self.structure = structure
        self.values = values
        GraphBLASLibrary.prepare()
        var handle: GrB_Matrix?
        GraphBLASLibrary.check(
            cgb_new(&handle, GrB_Index(max(1, structure.rows)), GrB_Index(max(1, structure.columns))), "GrB_Matrix_new",
            nil)
        guard let handle else { preconditionFailure("SparseMatrix: GrB_Matrix_new gave no matrix") }
        if structure.rows > 0, structure.columns > 0 {
            Self.lend(structure, values, to: handle)
        }
        self.handle = handle
    }

    deinit {
        takeBack()
        var handle: GrB_Matrix? = handle
        _ = cgb_free(&handle)
    }

    private static func lend(_ structure: SparseStructure, _ values: DenseArray, to handle: GrB_Matrix) {
        var starts: UnsafeMutablePointer<GrB_Index>? = structure.rowStarts
        var indices: UnsafeMutablePointer<GrB_Index>? = structure.columnIndices
        values.withUnsafeElements { elements in
            // GraphBLAS only reads an input's values; the pointer comes back in `takeBack`.
            var numbers = UnsafeMutableRawPointer(mutating: elements.baseAddress!) as UnsafeMutableRawPointer?
            let status = GxB_Matrix_pack_CSR(
                handle, &starts, &indices, &numbers, GrB_Index((structure.rows + 1) * 8),
                GrB_Index(max(1, structure.count) * 8), GrB_Index(max(1, structure.count) * 4), false, false, nil)
            GraphBLASLibrary.check(status, "GxB_Matrix_pack_CSR", handle)
        }
    }

    /// Takes the lent memory back, so that freeing the handle frees nothing of ours.
    private func takeBack() {
        guard rows > 0, columns > 0 else { return }
        var starts: UnsafeMutablePointer<GrB_Index>?
        var indices: UnsafeMutablePointer<GrB_Index>?
        var numbers: UnsafeMutableRawPointer?
        var sizes: (GrB_Index, GrB_Index, GrB_Index) = (0, 0, 0)
        var iso = false, jumbled = false
        let status = GxB_Matrix_unpack_CSR(
            handle, &starts, &indices, &numbers, &sizes.0, &sizes.1, &sizes.2, &iso, &jumbled, nil)
        GraphBLASLibrary.check(status, "GxB_Matrix_unpack_CSR", handle)
        precondition(
            starts == structure.rowStarts && indices == structure.columnIndices,
            "SparseMatrix: GraphBLAS moved lent memory")
    }

    /// The entries as plain values, copied.
    public var compressedRows: CompressedRows {
        CompressedRows(
            rows: rows, columns: columns, rowStarts: (0...rows).map { Int(structure.rowStarts[$0]) },
            columnIndices: (0..<count).map { Int32(structure.columnIndices[$0]) }, values: values.elements)
    }

    /// The transposed matrix; made once, O(rows + columns + count).
    public var transpose: SparseMatrix {
        let given = transposeCache.withLock { state -> SparseMatrix? in
            if case .given(let matrix) = state { matrix } else { nil }
        }
        return given ?? transposeWithSource.matrix
    }

    var transposeWithSource: (matrix: SparseMatrix, source: TransposeSource?) {
        transposeCache.withLock { state in
            switch state {
            case .itself, .made: break
            case .unknown, .given:
                let (matrix, source) = compressedRows.transposed()
                state =
                    matrix == compressedRows
                    ? .itself : .made(SparseMatrix(matrix), source: TransposeSource(source))
            }
            switch state {
            case .made(let matrix, let source): return (matrix, source)
            case .itself, .unknown, .given: return (self, nil)
            }
        }
    }

    /// C = A B + bias, shape `[rows, columns of B]`; every row of C starts from `bias` (zero when nil).
    ///
    /// GraphBLAS is fastest when it adds into a full C that is already there (2 to 9 times faster than making C).
    public func product(_ b: DenseArray, bias: DenseArray? = nil) -> DenseArray {
        precondition(
            b.shape.count == 2 && b.shape[0] == columns,
            "SparseMatrix.product: [\(rows), \(columns)] times shape \(b.shape)")
        let width = b.shape[1]
        precondition(
            bias == nil || bias?.count == width,
            "SparseMatrix.product: \(width) columns, bias has \(bias?.count ?? 0) elements")
        var c = bias.map { DenseArray(repeatingRow: $0, rows: rows) } ?? DenseArray(zeros: [rows, width])
        if rows == 0 || width == 0 || count == 0 { return c }
        multiply(b, addingTo: &c)
        return c
    }

    /// C += A B.
    public func multiply(_ b: DenseArray, addingTo c: inout DenseArray) {
        precondition(
            b.shape.count == 2 && b.shape[0] == columns && c.shape == [rows, b.shape[1]],
            "SparseMatrix.multiply: [\(rows), \(columns)] times shape \(b.shape) into shape \(c.shape)")
        if c.count == 0 || count == 0 || b.count == 0 { return }
        GraphBLASLibrary.prepare()
        c.withUnsafeMutableElements { target in
            b.withUnsafeElements { source in
                let right = LentMatrix(UnsafeMutablePointer(mutating: source.baseAddress!), columns, b.shape[1])
                let result = LentMatrix(target.baseAddress!, rows, b.shape[1])
                let status = cgb_multiply_add(result.handle, handle, right.handle)
                GraphBLASLibrary.check(status, "GrB_mxm", result.handle)
                right.takeBack()
                result.takeBack()
            }
        }
    }

    /// The matrix with all entries times a number.
    public func scaled(by factor: Float) -> SparseMatrix { SparseMatrix(structure: structure, values: values * factor) }

    /// The matrix with its entries dropped; entry i is known to the mask as `entryIDs[i]` (i itself when nil).
    public func dropout(_ mask: DropoutMask, entryIDs: SparseEntryIDs) -> SparseMatrix {
        precondition(
            entryIDs.ids.count == count, "SparseMatrix.dropout: \(count) entries, \(entryIDs.ids.count) entry numbers")
        var dropped = DenseArray(uninitialized: [count])
        dropped.withUnsafeMutableElements { out in
            values.withUnsafeElements { from in
                entryIDs.ids.withUnsafeBufferPointer { mask.apply(to: from, indices: $0, into: out) }
            }
        }
        return SparseMatrix(structure: structure, values: dropped)
    }
}

/// What each stored entry of a matrix is known by to a dropout mask, and the same for its transpose.
public final class SparseEntryIDs: Sendable {
    /// One an entry.
    public let ids: [UInt32]
    private let transposeCache = Mutex<(structure: SparseStructure, ids: SparseEntryIDs)?>(nil)

    /// `ids[i]` names entry i. For a matrix cut out of another one these are the entries' places in the whole, so that
    /// a part is dropped exactly as it would be inside the whole.
    public init(_ ids: [UInt32]) { self.ids = ids }

    /// Entries named by their own places.
    public convenience init(count: Int) { self.init(Array(0..<UInt32(count))) }

    /// The names of the entries of `matrix.transpose`; those of the last matrix asked for are kept.
    public func transposed(for matrix: SparseMatrix) -> SparseEntryIDs {
        transposeCache.withLock { cache in
            if let cache, cache.structure === matrix.structure { return cache.ids }
            // A symmetric matrix is its own transpose, but its entries change places all the same.
            let source =
                matrix.transposeWithSource.source?.entries
                ?? matrix.compressedRows.transposed().source.map { UInt32($0) }
            let made = SparseEntryIDs(source.map { ids[Int($0)] })
            cache = (matrix.structure, made)
            return made
        }
    }
}

/// A GraphBLAS full matrix by row over memory of ours, for the time of one call.
private struct LentMatrix {
    let handle: GrB_Matrix
    let pointer: UnsafeMutablePointer<Float>

    init(_ pointer: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int) {
        self.pointer = pointer
        var made: GrB_Matrix?
        GraphBLASLibrary.check(cgb_new(&made, GrB_Index(rows), GrB_Index(columns)), "GrB_Matrix_new", nil)
        guard let made else { preconditionFailure("SparseMatrix: GrB_Matrix_new gave no matrix") }
        handle = made
        var raw = UnsafeMutableRawPointer(pointer) as UnsafeMutableRawPointer?
        GraphBLASLibrary.check(
            GxB_Matrix_pack_FullR(made, &raw, GrB_Index(rows * columns * 4), false, nil), "GxB_Matrix_pack_FullR", made)
    }

    func takeBack() {
        var raw: UnsafeMutableRawPointer?
        var size: GrB_Index = 0
        var iso = false
        GraphBLASLibrary.check(
            GxB_Matrix_unpack_FullR(handle, &raw, &size, &iso, nil), "GxB_Matrix_unpack_FullR", handle)
        precondition(raw == UnsafeMutableRawPointer(pointer), "SparseMatrix: GraphBLAS moved lent memory")
        var handle: GrB_Matrix? = handle
        _ = cgb_free(&handle)
    }
}
