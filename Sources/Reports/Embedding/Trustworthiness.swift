import CVectorKernels
import DenseArrays

/// How far neighbours in an embedding are neighbours in the data too.
public enum Trustworthiness {
    /// 1 − 2 / (n k (2n − 3k − 1)) Σᵢ Σⱼ (r(i, j) − k) over the k nearest j of i in the embedding that are not among its k nearest in
    /// the data, r(i, j) being j's rank there; 1 where no neighbour is false. O(n² width).
    ///
    /// - Parameters:
    ///   - embedding: `[points, any]`.
    ///   - x: the data `[points, dimensions]`.
    ///   - k: k, below half of the points.
    ///
    /// Source: Venna & Kaski, 2001, "Neighborhood Preservation in Nonlinear Projection Methods".
    public static func of(_ embedding: DenseArray, from x: DenseArray, neighbours k: Int = 5) -> Double {
        precondition(
            x.shape.count == 2 && embedding.shape.count == 2 && x.shape[0] == embedding.shape[0],
            "Trustworthiness: expected two matrices of as many rows, found shapes \(x.shape) and \(embedding.shape)")
        let n = x.shape[0], width = x.shape[1]
        precondition(k > 0 && 2 * k < n, "Trustworthiness: expected from 1 to fewer than half of \(n) points, found \(k)")
        let near = NearestNeighbours(embedding, count: k).indices
        var parts = [Int](repeating: 0, count: n)
        x.withUnsafeElements { x in
            near.withUnsafeBufferPointer { near in
                parts.withUnsafeMutableBufferPointer { parts in
                    nonisolated(unsafe) let (x, near, parts) = (x, near, parts)
                    Threads.run(over: n, by: 64) { rows in
                        var distances = [Float](repeating: 0, count: n)
                        for row in rows {
                            if let x = x.baseAddress { cvk_row_distances(&distances, x, row, 0, n, width) }
                            distances[row] = .infinity
                            for place in row * k..<(row + 1) * k {
                                let d = distances[near[place]]
                                // 1 + those nearer; of equals those before it
                                var rank = 1
                                for j in 0..<n { rank += distances[j] < d ? 1 : 0 }
                                for j in 0..<near[place] where distances[j] == d { rank += 1 }
                                parts[row] += max(0, rank - k)
                            }
                        }
                    }
                }
            }
        }
        let sum = Double(parts.reduce(0, +)), (points, count) = (Double(n), Double(k))
        return 1 - sum * 2 / (points * count * (2 * points - 3 * count - 1))
    }
}
