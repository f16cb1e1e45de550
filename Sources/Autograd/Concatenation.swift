import DenseArrays

extension Tensor {
    /// Matrices of equal height side by side: `[rows, w₀ + w₁ + …]`.
    public static func concatenatingColumns(_ parts: [Tensor]) -> Tensor {
        precondition(!parts.isEmpty, "Tensor.concatenatingColumns: expected at least one matrix")
        let rows = parts[0].shape.first ?? 1
        for part in parts {
            precondition(
                part.shape.count == 2 && part.shape[0] == rows,
                "Tensor.concatenatingColumns: expected matrices of \(rows) rows, found shapes \(parts.map(\.shape))")
        }
        let widths = parts.map { $0.shape[1] }
        var y = DenseArray(uninitialized: [rows, widths.reduce(0, +)])
        var start = 0
        for part in parts {
            y.copyColumns(of: part.value, to: start)
            start += part.shape[1]
        }
        return Tensor(y, of: "concatenatingColumns", parts) { upstream in
            // dX_i = the columns of dY that X_i became
            var start = 0
            for (part, width) in zip(parts, widths) {
                part.accumulate(upstream.columns(start..<start + width))
                start += width
            }
        }
    }

    /// Arrays that agree in all axes but the first, one under the other: `[r₀ + r₁ + …, …]`.
    public static func concatenatingRows(_ parts: [Tensor]) -> Tensor {
        precondition(!parts.isEmpty, "Tensor.concatenatingRows: expected at least one array")
        let tail = parts[0].shape.dropFirst()
        for part in parts {
            precondition(
                !part.shape.isEmpty && part.shape.dropFirst() == tail,
                "Tensor.concatenatingRows: expected shapes that agree but for the first axis, found \(parts.map(\.shape))"
            )
        }
        let heights = parts.map { $0.shape[0] }
        let width = tail.reduce(1, *)
        var y = DenseArray(uninitialized: [heights.reduce(0, +)] + tail)
        y.withUnsafeMutableElements { to in
            var start = 0
            for part in parts {
                part.value.withUnsafeElements { from in
                    for i in 0..<from.count { to[start + i] = from[i] }
                    start += from.count
                }
            }
        }
        return Tensor(y, of: "concatenatingRows", parts) { upstream in
            // dX_i = the rows of dY that X_i became
            var start = 0
            for (part, height) in zip(parts, heights) {
                part.accumulate(
                    upstream.withUnsafeElements { from in
                        DenseArray(
                            Array(from[start * width..<(start + height) * width]), shape: part.shape)
                    })
                start += height
            }
        }
    }

    /// Columns `range` of a matrix `[rows, columns]`: `[rows, range.count]`.
    public func columns(_ range: Range<Int>) -> Tensor {
        precondition(
            shape.count == 2 && range.lowerBound >= 0 && range.upperBound <= shape[1],
            "Tensor.columns: columns \(range) of shape \(shape)")
        return Tensor(value.columns(range), of: "columns", [self]) { [self] upstream in
            // dX = dY in these columns, 0 in the others
            var dx = DenseArray(zeros: shape)
            dx.copyColumns(of: upstream, to: range.lowerBound)
            accumulate(dx)
        }
    }
}

extension DenseArray {
    /// The columns `range` of a matrix.
    fileprivate func columns(_ range: Range<Int>) -> DenseArray {
        let (rows, width) = (shape[0], shape[1])
        var out = DenseArray(uninitialized: [rows, range.count])
        out.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                for r in 0..<rows {
                    for c in 0..<range.count { to[r * range.count + c] = from[r * width + range.lowerBound + c] }
                }
            }
        }
        return out
    }

    /// self[:, start + c] = part[:, c]
    fileprivate mutating func copyColumns(of part: DenseArray, to start: Int) {
        let (rows, width, narrow) = (shape[0], shape[1], part.shape[1])
        withUnsafeMutableElements { to in
            part.withUnsafeElements { from in
                for r in 0..<rows { for c in 0..<narrow { to[r * width + start + c] = from[r * narrow + c] } }
            }
        }
    }
}
