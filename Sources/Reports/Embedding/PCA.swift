import DenseArrays

/// Principal components: the directions in which the rows of a matrix vary most.
///
/// Narrow matrices (at most 96 columns) have the eigenvectors of their covariance found by Jacobi's rotations in double precision;
/// wide ones by subspace iteration with ten more vectors than asked for, begun from seeded random numbers, which never forms the
/// covariance. Each component's entry of greatest size is positive, as in scikit-learn, so that the signs are fixed.
/// Sources: Jolliffe, 2002, "Principal Component Analysis"; Halko, Martinsson & Tropp, 2011, arXiv 0909.4061.
public struct PCA: Sendable {
    /// `[components, columns]`, rows of length one.
    public let components: DenseArray
    /// The mean of each column.
    public let mean: [Double]
    /// The variance along each component, with n − 1 in the denominator.
    public let explainedVariance: [Double]
    /// Its share of the whole variance.
    public let explainedVarianceRatio: [Double]
    /// The rows in the components' coordinates, `[rows, components]`.
    public let scores: DenseArray

    static let widestJacobi = 96

    /// - Parameters:
    ///   - x: `[rows, columns]`, finite.
    ///   - count: at most the smaller of rows and columns; cut where it is not.
    public init(_ x: DenseArray, components count: Int) {
        precondition(x.shape.count == 2, "PCA: expected a matrix, found shape \(x.shape)")
        precondition(count >= 0, "PCA: expected a number of components from 0 on, found \(count)")
        let (n, width) = (x.shape[0], x.shape[1]), kept = min(count, n, width)
        let (centred, mean) = Self.centred(x)
        let denominator = Double(max(1, n - 1))
        let total = centred.withUnsafeElements { $0.reduce(0.0) { $0 + Double($1) * Double($1) } } / denominator
        var vectors: [[Double]], values: [Double]
        if kept == 0 {
            (vectors, values) = ([], [])
        } else if width <= Self.widestJacobi {
            (values, vectors) = Jacobi.eigenvectors(Self.covariance(centred))
        } else {
            (values, vectors) = Self.subspace(centred, count: kept)
        }
        var flat: [Float] = []
        for place in 0..<kept {
            let vector = vectors[place]
            let largest = vector.indices.max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
            let sign = vector[largest] < 0 ? -1.0 : 1
            flat += vector.map { Float($0 * sign) }
        }
        components = DenseArray(flat, shape: [kept, width])
        self.mean = mean
        explainedVariance = values.prefix(kept).map { max(0, $0) }
        explainedVarianceRatio = explainedVariance.map { total > 0 ? $0 / total : 0 }
        scores = DenseArray.product(centred, components, transposeB: true)
    }

    /// The matrix less the mean of each column, and the means.
    static func centred(_ x: DenseArray) -> (x: DenseArray, mean: [Double]) {
        let (n, width) = (x.shape[0], x.shape[1])
        var mean = [Double](repeating: 0, count: width), result = DenseArray(uninitialized: x.shape)
        x.withUnsafeElements { x in
            for row in 0..<n { for c in 0..<width { mean[c] += Double(x[row * width + c]) } }
            for c in 0..<width { mean[c] /= Double(max(1, n)) }
            result.withUnsafeMutableElements { out in
                for row in 0..<n { for c in 0..<width { out[row * width + c] = Float(Double(x[row * width + c]) - mean[c]) } }
            }
        }
        return (result, mean)
    }

    private static func covariance(_ centred: DenseArray) -> [[Double]] {
        let (n, width) = (centred.shape[0], centred.shape[1])
        var sums = [Double](repeating: 0, count: width * width)
        centred.withUnsafeElements { x in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<n {
                    let start = row * width
                    for i in 0..<width {
                        let a = Double(x[start + i])
                        if a == 0 { continue }
                        for j in i..<width { sums[i * width + j] += a * Double(x[start + j]) }
                    }
                }
            }
        }
        return (0..<width).map { i in
            (0..<width).map { j in sums[min(i, j) * width + max(i, j)] / Double(max(1, n - 1)) }
        }
    }

    /// Q spans what C Q spans, again and again, until the variances it shows stand still.
    private static func subspace(_ centred: DenseArray, count: Int) -> (values: [Double], vectors: [[Double]]) {
        let (n, width) = (centred.shape[0], centred.shape[1]), size = min(width, n, count + 10)
        var basis = orthonormal(DenseArray(normal: [size, width], key: RandomKey(seed: 0).child("PCA")))
        var values: [Double] = [], vectors: [[Double]] = []
        for _ in 0..<300 {
            // Z = C Q for Q's rows: [size, width]
            let projected = DenseArray.product(centred, basis, transposeB: true)
            let next = DenseArray.product(projected, centred, transposeA: true)
            let small = next.withUnsafeElements { z in
                basis.withUnsafeElements { q in
                    (0..<size).map { i in
                        (0..<size).map { j in
                            (0..<width).reduce(0.0) { $0 + Double(q[i * width + $1]) * Double(z[j * width + $1]) } / Double(max(1, n - 1))
                        }
                    }
                }
            }
            let symmetric = small.indices.map { i in small.indices.map { j in (small[i][j] + small[j][i]) / 2 } }
            let (ritz, turns) = Jacobi.eigenvectors(symmetric)
            let old = values
            values = Array(ritz.prefix(count))
            let q = basis.elements
            vectors = turns.prefix(count).map { turn in
                (0..<width).map { c in (0..<size).reduce(0.0) { $0 + turn[$1] * Double(q[$1 * width + c]) } }
            }
            let moved = zip(old, values).map { abs($0 - $1) }.max() ?? .infinity
            if !old.isEmpty, moved <= 1e-7 * (values.first ?? 0) { break }
            basis = orthonormal(next)
        }
        return (values, vectors)
    }

    /// Rows made orthonormal (Gram & Schmidt, twice, in double precision); a row that depends on those before becomes zero.
    private static func orthonormal(_ rows: DenseArray) -> DenseArray {
        let (count, width) = (rows.shape[0], rows.shape[1])
        let all = rows.elements
        var made: [[Double]] = []
        for place in 0..<count {
            var row = all[place * width..<(place + 1) * width].map(Double.init)
            let before = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for _ in 0..<2 {
                for other in made {
                    let along = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
                    for c in 0..<width { row[c] -= along * other[c] }
                }
            }
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            made.append(length > 1e-10 * before && length > 0 ? row.map { $0 / length } : row.map { _ in 0 })
        }
        return DenseArray(made.flatMap { $0.map { Float($0) } }, shape: [count, width])
    }
}

/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (cyclic), the largest first. O(n³) a sweep.
enum Jacobi {
    static func eigenvectors(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
        let n = matrix.count
        var a = matrix.flatMap { $0 }, v = [Double](repeating: 0, count: n * n)
        for i in 0..<n { v[i * n + i] = 1 }
        let scale = a.reduce(0) { $0 + $1 * $1 }
        a.withUnsafeMutableBufferPointer { a in
            v.withUnsafeMutableBufferPointer { v in
                for _ in 0..<60 {
                    var off = 0.0
                    for i in 0..<n { for j in i + 1..<max(i + 1, n) { off += a[i * n + j] * a[i * n + j] } }
                    if off <= 1e-26 * scale { break }
                    for p in 0..<n {
                        for q in p + 1..<max(p + 1, n) where a[p * n + q] != 0 {
                            let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
                            let t = (theta >= 0 ? 1.0 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
                            let c = 1 / (t * t + 1).squareRoot(), s = t * c
                            for k in 0..<n {
                                let (x, y) = (a[k * n + p], a[k * n + q])
                                a[k * n + p] = c * x - s * y
                                a[k * n + q] = s * x + c * y
                            }
                            for k in 0..<n {
                                let (x, y) = (a[p * n + k], a[q * n + k])
                                a[p * n + k] = c * x - s * y
                                a[q * n + k] = s * x + c * y
                            }
                            // rows of v are the vectors
                            for k in 0..<n {
                                let (x, y) = (v[p * n + k], v[q * n + k])
                                v[p * n + k] = c * x - s * y
                                v[q * n + k] = s * x + c * y
                            }
                        }
                    }
                }
            }
        }
        let order = (0..<n).sorted { (-a[$0 * n + $0], $0) < (-a[$1 * n + $1], $1) }
        return (order.map { a[$0 * n + $0] }, order.map { Array(v[$0 * n..<($0 + 1) * n]) })
    }
}
