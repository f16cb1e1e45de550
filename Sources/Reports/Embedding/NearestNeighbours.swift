import CVectorKernels
import DenseArrays

/// The nearest rows of each row of a matrix, by Euclidean distance, found exactly.
///
/// Distances come from matrix products, |x − y|² = |x|² − 2 x·y + |y|², a block of rows at a time; those of the rows that are kept
/// are computed anew, so that they have no cancellation in them. O(n² width). Of equally near rows the first are taken; a row is
/// not its own neighbour.
public struct NearestNeighbours: Sendable {
    /// How many neighbours each row has.
    public let count: Int
    /// The neighbours of row i at `i * count ..< (i + 1) * count`, the nearest first.
    public let indices: [Int]
    /// To each neighbour, nearest first.
    public let squaredDistances: [Float]

    /// - Parameters:
    ///   - x: `[rows, columns]`, finite.
    ///   - count: fewer than rows; cut where it is not.
    public init(_ x: DenseArray, count: Int) {
        precondition(x.shape.count == 2, "NearestNeighbours: expected a matrix, found shape \(x.shape)")
        precondition(count >= 0, "NearestNeighbours: expected a count from 0 on, found \(count)")
        let kept = max(0, min(count, x.shape[0] - 1))
        var keys = Self.keys(x, count: kept)
        if kept > 0 {
            keys.withUnsafeMutableBufferPointer { keys in
                nonisolated(unsafe) let keys = keys
                Threads.run(over: x.shape[0], by: 256) { rows in
                    for row in rows { keys[row * kept..<(row + 1) * kept].sort() }
                }
            }
        }
        self.count = kept
        indices = keys.map { Int($0 & 0xFFFF_FFFF) }
        squaredDistances = keys.map { Float(bitPattern: UInt32($0 >> 32)) }
    }

    /// For each row its neighbours, in no order: the bits of the squared distance, then the row.
    static func keys(_ x: DenseArray, count: Int) -> [UInt64] {
        let (n, width) = (x.shape[0], x.shape[1])
        if count == 0 { return [] }
        let centred = PCA.centred(x).x
        var norms = [Float](repeating: 0, count: n)
        var keys = [UInt64](repeating: 0, count: n * count)
        let block = max(8, min(64, (1 << 22) / n))
        centred.withUnsafeElements { x in
            norms.withUnsafeMutableBufferPointer { norms in
                keys.withUnsafeMutableBufferPointer { keys in
                    guard let x = x.baseAddress, let norms = norms.baseAddress, let keys = keys.baseAddress else { return }
                    nonisolated(unsafe) let (px, pn, pk) = (x, norms, keys)
                    for row in 0..<n {
                        var sum: Float = 0
                        for c in 0..<width { sum += px[row * width + c] * px[row * width + c] }
                        pn[row] = sum
                    }
                    Threads.run(over: n, by: block) { rows in
                        var products = DenseArray(uninitialized: [rows.count + 1, n])
                        products.withUnsafeMutableElements { products in
                            guard let base = products.baseAddress else { return }
                            if width > 0 {
                                DenseArray.multiplyPanel(
                                    transposeB: true, rows: rows.count, columns: n, depth: width, px + rows.lowerBound * width, width,
                                    px, width, base, n)
                            } else {
                                base.update(repeating: 0, count: rows.count * n)
                            }
                            for row in rows {
                                cvk_nearest(
                                    pk + row * count, base + rows.count * n, base + (row - rows.lowerBound) * n, pn, px, row, n, width, count)
                            }
                        }
                    }
                }
            }
        }
        return keys
    }
}
