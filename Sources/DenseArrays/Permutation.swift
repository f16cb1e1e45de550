import CVectorKernels

extension DenseArray {
    /// The same numbers with the axes in another order: axis i of the result is axis `axes[i]` of self.
    ///
    /// `[1, 0]` transposes a matrix; `[0, 2, 3, 1]` makes channels-last pictures out of channels-first ones. Time and
    /// memory are O(elements). Where two neighbouring groups of axes change places, as in both of these, the work goes in
    /// small squares, on all threads.
    public func permuted(_ axes: [Int]) -> DenseArray {
        precondition(
            axes.sorted() == Array(shape.indices),
            "DenseArray.permuted: shape \(shape) has axes 0..<\(shape.count), found \(axes)")
        if axes == Array(shape.indices) { return self }
        let lengths = axes.map { shape[$0] }
        if count == 0 { return DenseArray(uninitialized: lengths) }
        if let (outer, first, second, inner) = exchange(axes) {
            return exchanging(outer: outer, first, second, inner: inner).reshaped(lengths)
        }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        let steps = axes.map { strides[$0] }
        let out = DenseArray(uninitialized: lengths)
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

    /// The lengths of (what stays before, two groups that change places, what stays behind), where `axes` do no more than
    /// that; axes of length 1 stand nowhere.
    private func exchange(_ axes: [Int]) -> (Int, Int, Int, Int)? {
        let from = shape.indices.filter { shape[$0] > 1 }, to = axes.filter { shape[$0] > 1 }
        var start = 0, end = to.count
        while start < end, from[start] == to[start] { start += 1 }
        while end > start, from[end - 1] == to[end - 1] { end -= 1 }
        func length(_ axes: some Sequence<Int>) -> Int { axes.reduce(1) { $0 * shape[$1] } }
        if start == end { return (1, 1, 1, count) }
        guard let middle = to[start..<end].firstIndex(of: from[start]),
            Array(to[middle..<end]) + Array(to[start..<middle]) == Array(from[start..<end])
        else { return nil }
        return (
            length(from[..<start]), length(to[middle..<end]), length(to[start..<middle]), length(from[end...])
        )
    }

    /// `[outer, first, second, inner]` as `[outer, second, first, inner]`.
    private func exchanging(outer: Int, _ first: Int, _ second: Int, inner: Int) -> DenseArray {
        if first == 1 || second == 1 { return self }
        let out = DenseArray(uninitialized: [outer, second, first, inner])
        let from = storage.pointer, to = out.storage.pointer
        // A task takes some rows of the result, of one or of more outer places.
        let piece = max(1, Self.piece / (first * inner))
        Threads.run(over: outer * second, by: piece) { range in
            var row = range.lowerBound
            while row < range.upperBound {
                let place = row / second, start = row % second
                let end = min(second, start + range.upperBound - row)
                let base = place * first * second * inner
                cvk_exchange(to + base, from + base, first, second, inner, start, end)
                row += end - start
            }
        }
        return out
    }

    /// Self `[items, …, channels]` with channel c of item i times `factors[i, c]`.
    public func scalingChannels(_ factors: DenseArray) -> DenseArray {
        let (items, channels) = (factors.rows, factors.columns)
        let places = items * channels == 0 ? 0 : count / (items * channels)
        let out = DenseArray(uninitialized: shape)
        let from = storage.pointer, to = out.storage.pointer, by = factors.storage.pointer
        Threads.run(over: items, by: max(1, Self.piece / max(1, places * channels))) { range in
            for item in range {
                for place in item * places..<(item + 1) * places {
                    cvk_multiply(to + place * channels, from + place * channels, by + item * channels, channels)
                }
            }
        }
        return out
    }
}
