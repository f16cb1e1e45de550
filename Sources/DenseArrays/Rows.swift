import CVectorKernels

/// Operations that see an array as a matrix `[rows, columns]`: the first axis, and all others flattened.
extension DenseArray {
    /// Rows a thread takes at a time; follows from the shape alone.
    func rowPiece(_ work: Int = 1) -> Int { max(1, Self.piece / max(1, columns * work)) }

    /// x[r, c] + bias[c]
    public func addingBias(_ bias: DenseArray) -> DenseArray {
        precondition(
            bias.count == columns, "DenseArray.addingBias: \(columns) columns, bias has \(bias.count) elements")
        let out = DenseArray(uninitialized: shape)
        let width = columns
        Threads.run(over: rows, by: rowPiece()) { piece in
            let start = piece.lowerBound * width
            cvk_add_bias(out.storage.pointer + start, storage.pointer + start, bias.storage.pointer, piece.count, width)
        }
        return out
    }

    /// The sum of each column, shape `[columns]`: partial sums over fixed blocks of rows, added in order.
    public func columnSums() -> DenseArray {
        let width = columns, piece = rowPiece()
        let tasks = max(1, (rows + piece - 1) / piece)
        var partial = DenseArray(zeros: [tasks, width])
        let target = partial.storage.pointer
        partial.withUnsafeMutableElements { _ in
            Threads.run(over: rows, by: piece) { range in
                cvk_column_sums(
                    target + range.lowerBound / piece * width, storage.pointer + range.lowerBound * width, range.count,
                    width)
            }
        }
        if tasks == 1 { return partial.reshaped([width]) }
        let sums = DenseArray(zeros: [width])
        cvk_column_sums(sums.storage.pointer, target, tasks, width)
        return sums
    }

    /// The index of each row's largest element, the first of equals.
    public func argmaxRows() -> [Int] {
        precondition(columns > 0 || rows == 0, "DenseArray.argmaxRows: shape \(shape) has no columns")
        var result = [Int32](repeating: 0, count: rows)
        cvk_argmax_rows(&result, storage.pointer, rows, columns)
        return result.map(Int.init)
    }

    /// exp(x) / Σ exp(x) of each row.
    public func softmaxRows() -> DenseArray { mappedRows { cvk_softmax_rows($0, $1, $2, $3) } }

    /// x - log Σ exp(x) of each row.
    public func logSoftmaxRows() -> DenseArray { mappedRows { cvk_log_softmax_rows($0, $1, $2, $3) } }

    private func mappedRows(
        _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int, Int) -> Void
    ) -> DenseArray {
        let out = DenseArray(uninitialized: shape)
        let width = columns
        Threads.run(over: rows, by: rowPiece(8)) { piece in
            let start = piece.lowerBound * width
            body(out.storage.pointer + start, storage.pointer + start, piece.count, width)
        }
        return out
    }

    /// Rows `indices[0]`, `indices[1]`, … in that order.
    public func gatheringRows(_ indices: [Int]) -> DenseArray {
        let width = columns, total = rows
        let out = DenseArray(uninitialized: [indices.count] + shape.dropFirst())
        for (position, index) in indices.enumerated() {
            precondition(index >= 0 && index < total, "DenseArray.gatheringRows: row \(index) outside 0..<\(total)")
            (out.storage.pointer + position * width).update(from: storage.pointer + index * width, count: width)
        }
        return out
    }

    /// Rows `indices[0]`, `indices[1]`, … given as 32-bit numbers, on the calling thread alone: for those that run beside
    /// others.
    public func gatheringRows(at indices: [Int32]) -> DenseArray {
        let width = columns, total = rows
        let out = DenseArray(uninitialized: [indices.count] + shape.dropFirst())
        let from = storage.pointer, to = out.storage.pointer
        for (position, index) in indices.enumerated() {
            precondition(index >= 0 && Int(index) < total, "DenseArray.gatheringRows: row \(index) outside 0..<\(total)")
            (to + position * width).update(from: from + Int(index) * width, count: width)
        }
        return out
    }

    /// out[i, :] = self[rows[i], :] - other[others[i], :]; nothing is taken away where `others[i]` is negative.
    public func rowsDifference(_ rows: [Int32], _ other: DenseArray, _ others: [Int32]) -> DenseArray {
        let width = columns, total = self.rows, otherTotal = other.rows
        precondition(
            other.columns == width && rows.count == others.count,
            "DenseArray.rowsDifference: \(shape) and \(other.shape), \(rows.count) and \(others.count) indices")
        precondition(
            rows.allSatisfy { $0 >= 0 && Int($0) < total } && others.allSatisfy { Int($0) < otherTotal },
            "DenseArray.rowsDifference: an index outside 0..<\(total) or 0..<\(otherTotal)")
        let out = DenseArray(uninitialized: [rows.count, width])
        rows.withUnsafeBufferPointer { rows in
            others.withUnsafeBufferPointer { others in
                guard let left = rows.baseAddress, let right = others.baseAddress else { return }
                nonisolated(unsafe) let (left_, right_) = (left, right)
                Threads.run(over: rows.count, by: rowPiece(2)) {
                    cvk_rows_difference(
                        out.storage.pointer, storage.pointer, left_, other.storage.pointer, right_, $0.lowerBound,
                        $0.upperBound, width)
                }
            }
        }
        return out
    }

    /// Rows 0 ..< count.
    public func firstRows(_ count: Int) -> DenseArray { rows(0..<count) }

    /// Rows `range`, copied.
    public func rows(_ range: Range<Int>) -> DenseArray {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows, "DenseArray.rows: rows \(range) of shape \(shape)")
        let out = DenseArray(uninitialized: [range.count] + shape.dropFirst())
        out.storage.pointer.update(from: storage.pointer + range.lowerBound * columns, count: out.count)
        return out
    }

    /// self[range] = part
    public mutating func setRows(_ range: Range<Int>, to part: DenseArray) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows && part.rows == range.count && part.columns == columns,
            "DenseArray.setRows: rows \(range) of shape \(shape) set to shape \(part.shape)")
        let start = range.lowerBound * columns, from = part.storage.pointer, count = part.count
        withUnsafeMutableElements { elements in
            if let to = elements.baseAddress { (to + start).update(from: from, count: count) }
        }
    }

    /// self[0 ..< part.rows] += part
    public mutating func addToFirstRows(_ part: DenseArray) {
        precondition(
            part.rows <= rows && part.columns == columns,
            "DenseArray.addToFirstRows: shape \(part.shape) into shape \(shape)")
        let from = part.storage.pointer, count = part.count
        withUnsafeMutableElements { elements in
            if let to = elements.baseAddress { cvk_axpy(to, 1, from, count) }
        }
    }

    /// out[indices[i], :] = Σ self[i, :], shape `[rows, …]`: rows with the same index are added, in order.
    public func segmentSum(_ indices: [Int], rows total: Int) -> DenseArray {
        let width = columns
        precondition(
            indices.count == rows, "DenseArray.segmentSum: \(rows) rows, \(indices.count) indices")
        var out = DenseArray(zeros: [total] + shape.dropFirst())
        out.withUnsafeMutableElements { elements in
            guard let sums = elements.baseAddress else { return }
            var start = 0
            while start < indices.count {
                let index = indices[start]
                precondition(index >= 0 && index < total, "DenseArray.segmentSum: index \(index) outside 0..<\(total)")
                // rows of one index that follow each other, as those of a graph in a batch, are one loop
                var end = start + 1
                while end < indices.count, indices[end] == index { end += 1 }
                cvk_column_sums(sums + index * width, storage.pointer + start * width, end - start, width)
                start = end
            }
        }
        return out
    }
}

extension DenseArray {
    /// A matrix `[rows, row.count]` whose rows are all `row`.
    public init(repeatingRow row: DenseArray, rows: Int) {
        self.init(uninitialized: [rows, row.count])
        let width = row.count, to = storage.pointer, from = row.storage.pointer
        Threads.run(over: rows, by: rowPiece()) { piece in
            for r in piece { (to + r * width).update(from: from, count: width) }
        }
    }
}

extension DenseArray {
    /// Row r times factor r.
    public func scaledRows(_ factors: DenseArray) -> DenseArray {
        precondition(
            factors.count == rows, "DenseArray.scaledRows: \(rows) rows, \(factors.count) factors")
        let out = DenseArray(uninitialized: shape)
        let width = columns
        for r in 0..<rows {
            cvk_scale(out.storage.pointer + r * width, factors.storage.pointer[r], storage.pointer + r * width, width)
        }
        return out
    }

    /// The sum of each row, shape `[rows]`.
    public func rowSums() -> DenseArray {
        let out = DenseArray(uninitialized: [rows])
        let width = columns
        for r in 0..<rows { out.storage.pointer[r] = Float(cvk_sum(storage.pointer + r * width, width)) }
        return out
    }
}
