import CVectorKernels

/// Statistics of the columns of a matrix `[rows, channels]` and what batch normalization does with them. Sums run in double
/// precision over pieces of fixed size, added in order.
extension DenseArray {
    /// Mean and biased variance of each column.
    public func columnMoments() -> (mean: DenseArray, variance: DenseArray) {
        let width = columns, n = Double(max(1, rows))
        // Distances from the first row: small where a column hardly varies, so that nothing cancels.
        let shift = gatheringRows(rows == 0 ? [] : [0])
        let (sum, square) = pieceSums { sum, square, start, count in
            cvk_column_moments(sum, square, storage.pointer + start * width, shift.storage.pointer, count, width)
        }
        var mean = [Float](repeating: 0, count: width), variance = mean
        for c in 0..<width where rows > 0 {
            let d = sum[c] / n
            mean[c] = Float(Double(shift.storage.pointer[c]) + d)
            variance[c] = Float(max(0, square[c] / n - d * d))
        }
        return (DenseArray(mean), DenseArray(variance))
    }

    /// (x - mean) factor + shift for each column, then max(·, 0) where asked.
    public func normalizingColumns(
        mean: DenseArray, factor: DenseArray, shift: DenseArray, relu: Bool
    ) -> DenseArray {
        let width = columns
        let out = DenseArray(uninitialized: shape)
        Threads.run(over: rows, by: rowPiece()) { piece in
            let start = piece.lowerBound * width
            cvk_normalize_rows(
                out.storage.pointer + start, storage.pointer + start, mean.storage.pointer, factor.storage.pointer,
                shift.storage.pointer, relu, piece.count, width)
        }
        return out
    }

    /// Σ g and Σ g (x - mean) of each column; g is `self`, and where `shift` is given (a ReLU follows the normalization) 0
    /// where (x - mean) factor + shift is not positive.
    public func normalizationSums(
        _ x: DenseArray, mean: DenseArray, factor: DenseArray, shift: DenseArray?
    ) -> (sum: DenseArray, product: DenseArray) {
        let width = columns
        let (sum, product) = pieceSums { sum, product, start, count in
            let i = start * width
            cvk_normalize_sums(
                sum, product, storage.pointer + i, x.storage.pointer + i, mean.storage.pointer, factor.storage.pointer,
                (shift ?? factor).storage.pointer, shift != nil, count, width)
        }
        return (DenseArray(sum.map { Float($0) }), DenseArray(product.map { Float($0) }))
    }

    /// factor g - constant - (x - mean) slope, g as in `normalizationSums`.
    public func normalizationBackward(
        _ x: DenseArray, mean: DenseArray, factor: DenseArray, shift: DenseArray?, constant: DenseArray, slope: DenseArray
    ) -> DenseArray {
        let width = columns
        let out = DenseArray(uninitialized: shape)
        Threads.run(over: rows, by: rowPiece()) { piece in
            let i = piece.lowerBound * width
            cvk_normalize_backward(
                out.storage.pointer + i, storage.pointer + i, x.storage.pointer + i, mean.storage.pointer,
                factor.storage.pointer, (shift ?? factor).storage.pointer, shift != nil, constant.storage.pointer,
                slope.storage.pointer, piece.count, width)
        }
        return out
    }

    /// Two sums a column over pieces of rows; `body` adds a piece's (first row, count) to its own two.
    private func pieceSums(
        _ body: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int, Int) -> Void
    ) -> ([Double], [Double]) {
        let width = columns, piece = rowPiece()
        let tasks = max(1, (rows + piece - 1) / piece)
        var partial = [Double](repeating: 0, count: 2 * tasks * width)
        partial.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            nonisolated(unsafe) let sums = base
            Threads.run(over: rows, by: piece) { range in
                let own = sums + 2 * (range.lowerBound / piece) * width
                body(own, own + width, range.lowerBound, range.count)
            }
        }
        var first = [Double](repeating: 0, count: width), second = first
        for task in 0..<tasks {
            for c in 0..<width {
                first[c] += partial[2 * task * width + c]
                second[c] += partial[(2 * task + 1) * width + c]
            }
        }
        return (first, second)
    }
}
