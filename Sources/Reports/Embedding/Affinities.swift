import CVectorKernels
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How near points are to one another, as t-SNE sees it: p(i, j) = (p(j | i) + p(i | j)) / 2n, where p(j | i) falls as a Gaussian
/// around i whose width gives the neighbours of each point the same perplexity. A symmetric matrix in compressed rows; sums to 1.
struct Affinities: Sendable {
    let count: Int
    let starts: [UInt64]
    let columns: [UInt32]
    let values: [Float]

    /// - Parameter neighbours: how many of the nearest points take part; nil: all.
    init(_ x: DenseArray, perplexity: Double, neighbours: Int?) {
        let n = x.shape[0], k = max(0, min(neighbours ?? n - 1, n - 1)), entropy = log(perplexity)
        var columns = [UInt32](repeating: 0, count: n * k), p = [Float](repeating: 0, count: n * k)
        var keys = k < n - 1 ? NearestNeighbours.keys(x, count: k) : []
        let width = x.shape[1], isAll = k == n - 1
        x.withUnsafeElements { x in
            keys.withUnsafeMutableBufferPointer { keys in
                columns.withUnsafeMutableBufferPointer { columns in
                    p.withUnsafeMutableBufferPointer { p in
                        guard let first = p.baseAddress else { return }
                        nonisolated(unsafe) let (x, keys, columns, p) = (x, keys, columns, first)
                        Threads.run(over: n, by: 128) { rows in
                            var distances = [Float](repeating: 0, count: n)
                            for row in rows {
                                if isAll {
                                    // all but itself, in order
                                    if let x = x.baseAddress { cvk_row_distances(&distances, x, row, 0, n, width) }
                                    for j in 0..<k { columns[row * k + j] = UInt32(j < row ? j : j + 1) }
                                    distances.remove(at: row)
                                    distances.append(0)
                                } else {
                                    // by column: the index first
                                    let part = row * k..<(row + 1) * k
                                    for place in part { keys[place] = keys[place] << 32 | keys[place] >> 32 }
                                    keys[part].sort()
                                    for (place, entry) in part.enumerated() {
                                        columns[entry] = UInt32(keys[entry] >> 32)
                                        distances[place] = Float(bitPattern: UInt32(keys[entry] & 0xFFFF_FFFF))
                                    }
                                }
                                cvk_perplexity(p + row * k, distances, k, entropy)
                            }
                        }
                    }
                }
            }
        }
        (count, starts, self.columns, values) = Self.symmetric(columns, p, n, k)
    }

    /// (P + Pᵀ) / 2n of a matrix with k entries a row in order of their columns.
    private static func symmetric(_ columns: [UInt32], _ p: [Float], _ n: Int, _ k: Int) -> (Int, [UInt64], [UInt32], [Float]) {
        // the transpose: rows in order, so their columns are too
        var begins = [Int](repeating: 0, count: n + 1)
        for column in columns { begins[Int(column) + 1] += 1 }
        for i in 0..<n { begins[i + 1] += begins[i] }
        var next = begins, from = [UInt32](repeating: 0, count: n * k), back = [Float](repeating: 0, count: n * k)
        for row in 0..<n {
            for entry in row * k..<(row + 1) * k {
                let place = next[Int(columns[entry])]
                next[Int(columns[entry])] += 1
                from[place] = UInt32(row)
                back[place] = p[entry]
            }
        }
        var starts: [UInt64] = [0], merged: [UInt32] = [], values: [Float] = []
        starts.reserveCapacity(n + 1)
        merged.reserveCapacity(2 * n * k)
        values.reserveCapacity(2 * n * k)
        let scale = Float(1 / (2 * Double(max(1, n))))
        for row in 0..<n {
            var (a, b) = (row * k, begins[row])
            let (endA, endB) = ((row + 1) * k, begins[row + 1])
            while a < endA || b < endB {
                let left = a < endA ? columns[a] : .max, right = b < endB ? from[b] : .max
                let value = (left <= right ? p[a] : 0) + (right <= left ? back[b] : 0)
                merged.append(min(left, right))
                values.append(value * scale)
                if left <= right { a += 1 }
                if right <= left { b += 1 }
            }
            starts.append(UInt64(merged.count))
        }
        return (n, starts, merged, values)
    }
}
