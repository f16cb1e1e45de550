import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reductions of the items that share an index: messages of a node, nodes of a graph. X is `[items, width]` (all axes but
/// the first are one row), `indices[i]` in `0 ..< rows` tells where item i belongs, results are `[rows, width]`; an
/// index that nobody has gives zeros, never NaN. One pass over the items in their order, O(items · width); what it
/// computes does not depend on threads. `segmentSum` is beside the matrix operations.
extension Tensor {
    /// Y[s] = Σ X[i] / count over the items of segment s. Equal to PyG's `scatter(reduce: "mean")`.
    public func segmentMean(_ indices: [Int], rows: Int) -> Tensor {
        Self.checkSegments("segmentMean", shape, indices, rows)
        let share = DenseArray.segmentShares(indices, rows: rows)
        return Tensor(
            value.segmentSum(indices, rows: rows).scaledRows(share), of: "segmentMean", [self]
        ) { [self] upstream in
            // dX[i] = dY[s] / count
            accumulate(upstream.scaledRows(share).gatheringRows(indices).reshaped(shape))
        }
    }

    /// Y[s] = max X[i] over the items of segment s, columnwise; items that share the maximum share its gradient evenly.
    /// Equal to PyG's `scatter(reduce: "max")`, which fills empty segments with 0 too.
    public func segmentMaximum(_ indices: [Int], rows: Int) -> Tensor {
        segmentExtremum(of: "segmentMaximum", indices, rows, sign: 1)
    }

    /// Y[s] = min X[i] over the items of segment s, columnwise; items that share the minimum share its gradient evenly.
    public func segmentMinimum(_ indices: [Int], rows: Int) -> Tensor {
        segmentExtremum(of: "segmentMinimum", indices, rows, sign: -1)
    }

    private func segmentExtremum(of name: StaticString, _ indices: [Int], _ rows: Int, sign: Float) -> Tensor {
        Self.checkSegments(name, shape, indices, rows)
        let x = value
        let y = x.segmentExtremum(indices, rows: rows, sign: sign)
        return Tensor(y, of: name, [self]) { [self] upstream in
            // dX[i] = dY[s] / (number of items equal to Y[s]) where X[i] = Y[s], else 0
            accumulate(x.segmentExtremumBackward(upstream, y, indices, rows: rows))
        }
    }

    /// Y[i] = e^(X[i] - m) / Σ e^(X[k] - m) over the items k of i's segment, m their maximum: columnwise, shape
    /// `[items, width]`. Equal to PyG's `softmax` (which adds 1e-16 to the sum: the same number in Float32).
    public func segmentSoftmax(_ indices: [Int], rows: Int) -> Tensor {
        Self.checkSegments("segmentSoftmax", shape, indices, rows)
        let y = value.segmentSoftmax(indices, rows: rows)
        return Tensor(y, of: "segmentSoftmax", [self]) { [self] upstream in
            // dX[i] = Y[i] (dY[i] - Σ dY[k] Y[k] over i's segment)
            let weighted = upstream * y
            let sums = weighted.segmentSum(indices, rows: rows).gatheringRows(indices)
            accumulate(weighted - y * sums)
        }
    }

    private static func checkSegments(_ name: StaticString, _ shape: [Int], _ indices: [Int], _ rows: Int) {
        precondition(
            !shape.isEmpty && shape[0] == indices.count,
            "Tensor.\(name): shape \(shape), \(indices.count) indices")
        for index in indices {
            precondition(index >= 0 && index < rows, "Tensor.\(name): index \(index) outside 0..<\(rows)")
        }
    }
}

extension DenseArray {
    /// 1 / (how often each index is there), 0 for an index that is not: `[rows]`.
    fileprivate static func segmentShares(_ indices: [Int], rows: Int) -> DenseArray {
        var counts = [Float](repeating: 0, count: rows)
        for index in indices { counts[index] += 1 }
        return DenseArray(counts.map { $0 > 0 ? 1 / $0 : 0 })
    }

    /// The largest (sign 1) or smallest (sign -1) element of each segment and column; 0 where a segment is empty.
    fileprivate func segmentExtremum(_ indices: [Int], rows: Int, sign: Float) -> DenseArray {
        let width = columns
        var out = DenseArray(zeros: [rows] + shape.dropFirst())
        var seen = [Bool](repeating: false, count: rows)
        out.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                for (item, index) in indices.enumerated() {
                    let (source, target) = (item * width, index * width)
                    if seen[index] {
                        for c in 0..<width {
                            let x = from[source + c]
                            // a NaN takes the place of any number
                            if sign * x > sign * to[target + c] || x.isNaN { to[target + c] = x }
                        }
                    } else {
                        for c in 0..<width { to[target + c] = from[source + c] }
                        seen[index] = true
                    }
                }
            }
        }
        return out
    }

    fileprivate func segmentExtremumBackward(
        _ upstream: DenseArray, _ y: DenseArray, _ indices: [Int], rows: Int
    ) -> DenseArray {
        let width = columns
        var ties = [Float](repeating: 0, count: rows * width)
        var out = DenseArray(zeros: shape)
        out.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                y.withUnsafeElements { y in
                    upstream.withUnsafeElements { upstream in
                        for (item, index) in indices.enumerated() {
                            for c in 0..<width where from[item * width + c] == y[index * width + c] {
                                ties[index * width + c] += 1
                            }
                        }
                        for (item, index) in indices.enumerated() {
                            for c in 0..<width where from[item * width + c] == y[index * width + c] {
                                to[item * width + c] = upstream[index * width + c] / ties[index * width + c]
                            }
                        }
                    }
                }
            }
        }
        return out
    }

    fileprivate func segmentSoftmax(_ indices: [Int], rows: Int) -> DenseArray {
        let width = columns
        let top = segmentExtremum(indices, rows: rows, sign: 1)
        var out = DenseArray(uninitialized: shape)
        var sums = [Float](repeating: 0, count: rows * width)
        out.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                top.withUnsafeElements { top in
                    for (item, index) in indices.enumerated() {
                        for c in 0..<width {
                            let e = expf(from[item * width + c] - top[index * width + c])
                            to[item * width + c] = e
                            sums[index * width + c] += e
                        }
                    }
                    for (item, index) in indices.enumerated() {
                        for c in 0..<width { to[item * width + c] /= sums[index * width + c] }
                    }
                }
            }
        }
        return out
    }
}
