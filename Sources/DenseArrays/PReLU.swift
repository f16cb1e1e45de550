import CVectorKernels

/// The rectifier with a slope of its own for each column below 0.
extension DenseArray {
    /// x where x > 0, else slopes[column] · x.
    public func prelu(slopes: DenseArray) -> DenseArray {
        precondition(slopes.count == columns, "DenseArray.prelu: \(columns) columns, \(slopes.count) slopes")
        let out = DenseArray(uninitialized: shape)
        let width = columns
        Threads.run(over: rows, by: rowPiece()) { piece in
            let start = piece.lowerBound * width
            cvk_prelu(
                out.storage.pointer + start, storage.pointer + start, slopes.storage.pointer, piece.count, width)
        }
        return out
    }

    /// The gradients of the same for self = x: of x, and of the slopes `[columns]` (a partial sum for each piece of rows,
    /// added in order).
    public func preluBackward(_ upstream: DenseArray, slopes: DenseArray) -> (x: DenseArray, slopes: DenseArray) {
        precondition(
            slopes.count == columns && upstream.shape == shape,
            "DenseArray.preluBackward: shapes \(shape) and \(upstream.shape), \(slopes.count) slopes")
        let out = DenseArray(uninitialized: shape)
        let width = columns, piece = rowPiece()
        let partial = DenseArray(zeros: [max(1, (rows + piece - 1) / piece), width])
        Threads.run(over: rows, by: piece) { range in
            let start = range.lowerBound * width
            cvk_prelu_backward(
                out.storage.pointer + start, partial.storage.pointer + range.lowerBound / piece * width,
                upstream.storage.pointer + start, storage.pointer + start, slopes.storage.pointer, range.count, width)
        }
        return (out, partial.columnSums())
    }
}
