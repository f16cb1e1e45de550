extension DenseArray {
    /// The same numbers with the axes in another order: axis i of the result is axis `axes[i]` of self.
    ///
    /// `[1, 0]` transposes a matrix; `[0, 2, 3, 1]` makes channels-last pictures out of channels-first ones. Time and
    /// memory are O(elements).
    public func permuted(_ axes: [Int]) -> DenseArray {
        precondition(
            axes.sorted() == Array(shape.indices),
            "DenseArray.permuted: shape \(shape) has axes 0..<\(shape.count), found \(axes)")
        if axes == Array(shape.indices) { return self }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        let lengths = axes.map { shape[$0] }, steps = axes.map { strides[$0] }
        let out = DenseArray(uninitialized: lengths)
        if count == 0 { return out }
        let from = storage.pointer, to = out.storage.pointer
        let inner = lengths[lengths.count - 1], step = steps[steps.count - 1]
        var position = [Int](repeating: 0, count: lengths.count), start = 0
        for row in 0..<count / inner {
            let target = to + row * inner
            for i in 0..<inner { target[i] = from[start + i * step] }
            // The next place of all axes but the last, as a counter.
            var axis = lengths.count - 2
            while axis >= 0 {
                position[axis] += 1
                start += steps[axis]
                if position[axis] < lengths[axis] { break }
                start -= lengths[axis] * steps[axis]
                position[axis] = 0
                axis -= 1
            }
        }
        return out
    }
}
