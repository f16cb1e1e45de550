import DenseArrays
import SparseMatrices

extension Graph {
    /// For each node the chances to be back after 1, 2, …, `length` steps of a random walk, `[nodes, length]`: the
    /// diagonals of P, P², …, P = D^-1 A, D the weights that leave. A node that no edge leaves never is.
    ///
    /// O(nodes · length · edges within reach), in parallel.
    ///
    /// Source: Dwivedi, Luu, Laurent, Bengio & Bresson, 2022, "Graph Neural Networks with Learnable Structural and
    /// Positional Representations", arXiv:2110.07875; PyG's `AddRandomWalkPE`.
    public func randomWalkEncoding(length: Int) -> DenseArray {
        let matrix = CompressedRows(
            rows: nodeCount, columns: nodeCount, rowIndices: edges.sources, columnIndices: edges.targets,
            values: edges.weights ?? [Float](repeating: 1, count: edges.count))
        let degrees = (0..<nodeCount).map { row in matrix.range(row).reduce(0.0) { $0 + Double(matrix.values[$1]) } }
        var result = DenseArray(zeros: [nodeCount, length])
        let piece = 64
        result.withUnsafeMutableElements { buffer in
            nonisolated(unsafe) let out = buffer
            Threads.run(over: nodeCount, by: piece) { range in
                var now = [Double](repeating: 0, count: matrix.rows), next = now
                for start in range {
                    var reached = [start], isReached = Set<Int>()
                    now[start] = 1
                    for step in 0..<length {
                        var further: [Int] = []
                        isReached.removeAll(keepingCapacity: true)
                        for node in reached where degrees[node] != 0 {
                            for entry in matrix.range(node) {
                                let other = Int(matrix.columnIndices[entry])
                                if isReached.insert(other).inserted { further.append(other) }
                                next[other] += now[node] * Double(matrix.values[entry]) / degrees[node]
                            }
                        }
                        for node in reached { now[node] = 0 }
                        swap(&now, &next)
                        reached = further
                        out[start * length + step] = Float(now[start])
                    }
                    for node in reached { now[node] = 0 }
                }
            }
        }
        return result
    }

    /// The eigenvectors of L = I - D^-1/2 A D^-1/2 with the `count` smallest eigenvalues after the first, unit columns
    /// `[nodes, count]`, rising; for a symmetric A. In each the entry of greatest size (the first such) is positive.
    ///
    /// By Lanczos's method with full orthogonalization, one vector after another, each orthogonal to those before, so
    /// that repeated eigenvalues give as many vectors. Throws `transform` for a directed graph and for too few nodes.
    ///
    /// Source: Dwivedi & Bresson, 2021, arXiv:2012.09699; PyG's `AddLaplacianEigenvectorPE` (whose signs are random).
    public func laplacianEigenvectors(_ count: Int) throws(GraphError) -> (vectors: DenseArray, values: [Double]) {
        let name = "AddLaplacianEigenvectorPE"
        guard count >= 1, count < nodeCount else {
            throw .transform(name: name, found: "\(count) vectors of \(nodeCount) nodes", expected: "1 to \(nodeCount - 1)")
        }
        guard edges.isUndirected else {
            throw .transform(name: name, found: "a directed graph", expected: "both directions of each edge")
        }
        let laplacian = edges.laplacian(.symmetric, nodeCount: nodeCount).gatheringMatrix(nodeCount: nodeCount)
        let found = Lanczos(laplacian).smallest(count + 1)
        var vectors = DenseArray(zeros: [nodeCount, count])
        for (column, vector) in found.vectors.dropFirst().enumerated() {
            let sizes = vector.map { abs($0) }
            let greatest = sizes.max() ?? 0
            let place = sizes.firstIndex { $0 > greatest * (1 - 1e-6) } ?? 0
            let sign: Double = vector[place] < 0 ? -1 : 1
            vectors.withUnsafeMutableElements { out in
                for node in 0..<nodeCount { out[node * count + column] = Float(sign * vector[node]) }
            }
        }
        return (vectors, Array(found.values.dropFirst()))
    }
}

/// The smallest eigenvalues of a symmetric matrix whose eigenvalues lie in 0…2.
struct Lanczos {
    private let matrix: CompressedRows
    private static var steps: Int { 120 }
    private static var restarts: Int { 30 }
    private static var tolerance: Double { 1e-9 }

    init(_ matrix: CompressedRows) { self.matrix = matrix }

    func smallest(_ count: Int) -> (values: [Double], vectors: [[Double]]) {
        var locked: [[Double]] = [], values: [Double] = []
        for number in 0..<count {
            let key = RandomKey(seed: number).child("lanczos")
            var start = (0..<matrix.rows).map { key.uniform($0) - 0.5 }
            var value = 0.0
            for _ in 0..<Self.restarts {
                let (found, vector, residual) = pass(from: start, against: locked)
                (value, start) = (found, vector)
                if residual < Self.tolerance { break }
            }
            locked.append(start)
            values.append(value)
        }
        return (values, locked)
    }

    /// One Krylov space: its best eigenvalue, vector and the size of what is wrong with them.
    private func pass(from start: [Double], against locked: [[Double]]) -> (Double, [Double], Double) {
        var basis: [[Double]] = [], diagonal: [Double] = [], beside: [Double] = []
        var vector = unit(start, against: locked) ?? start
        let steps = min(Self.steps, matrix.rows - locked.count)
        while true {
            basis.append(vector)
            let product = times(vector)
            diagonal.append(dot(product, vector))
            let rest = cleared(product, against: locked + basis)
            let length = dot(rest, rest).squareRoot()
            if basis.count >= steps || length < 1e-12 {
                let (value, weights) = Self.smallestOf(diagonal, beside)
                var result = [Double](repeating: 0, count: matrix.rows)
                for (weight, part) in zip(weights, basis) {
                    for row in result.indices { result[row] += weight * part[row] }
                }
                result = unit(result, against: locked) ?? result
                let image = times(result)
                var wrong = 0.0
                for row in result.indices {
                    let difference = image[row] - value * result[row]
                    wrong += difference * difference
                }
                return (value, result, basis.count >= matrix.rows - locked.count ? 0 : wrong.squareRoot())
            }
            beside.append(length)
            vector = rest.map { $0 / length }
        }
    }

    private func times(_ x: [Double]) -> [Double] {
        (0..<matrix.rows).map { row in
            var sum = 0.0
            for entry in matrix.range(row) { sum += Double(matrix.values[entry]) * x[Int(matrix.columnIndices[entry])] }
            return sum
        }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for row in a.indices { sum += a[row] * b[row] }
        return sum
    }

    /// Twice, since once leaves rounding errors.
    private func cleared(_ x: [Double], against vectors: [[Double]]) -> [Double] {
        var x = x
        for _ in 0..<2 {
            for vector in vectors {
                let part = dot(x, vector)
                for row in x.indices { x[row] -= part * vector[row] }
            }
        }
        return x
    }

    private func unit(_ x: [Double], against vectors: [[Double]]) -> [Double]? {
        let rest = cleared(x, against: vectors)
        let length = dot(rest, rest).squareRoot()
        return length > 1e-12 ? rest.map { $0 / length } : nil
    }

    /// The smallest eigenvalue of a symmetric tridiagonal matrix by bisection (Sturm's count), its vector by inverse
    /// iteration.
    private static func smallestOf(_ a: [Double], _ b: [Double]) -> (Double, [Double]) {
        let n = a.count
        var (low, high) = (-0.5, 2.5)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            var below = 0, pivot = 1.0
            for i in 0..<n {
                pivot = a[i] - middle - (i > 0 ? b[i - 1] * b[i - 1] / pivot : 0)
                if pivot == 0 { pivot = 1e-300 }
                if pivot < 0 { below += 1 }
            }
            if below > 0 { high = middle } else { low = middle }
        }
        // A little below the eigenvalue the matrix is positive definite: plain elimination is stable.
        let value = (low + high) / 2, shift = value - 1e-13
        var x = (0..<n).map { 1 + 0.01 * Double($0 % 7) }
        for _ in 0..<4 {
            var pivots = [Double](repeating: 0, count: n)
            for i in 0..<n {
                pivots[i] = a[i] - shift - (i > 0 ? b[i - 1] * b[i - 1] / pivots[i - 1] : 0)
                if abs(pivots[i]) < 1e-300 { pivots[i] = 1e-300 }
                if i > 0 { x[i] -= b[i - 1] / pivots[i - 1] * x[i - 1] }
            }
            for i in stride(from: n - 1, through: 0, by: -1) {
                x[i] = (x[i] - (i + 1 < n ? b[i] * x[i + 1] : 0)) / pivots[i]
            }
            let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
            x = x.map { $0 / length }
        }
        return (value, x)
    }
}

extension Transform {
    /// Laplacian eigenvectors beside the features; see `Graph.laplacianEigenvectors`.
    public static func addLaplacianEigenvectors(_ count: Int) -> Transform {
        Transform("AddLaplacianEigenvectorPE(k=\(count))") { graph throws(GraphError) in
            try graph.replacing(features: graph.features.appending(try graph.laplacianEigenvectors(count).vectors))
        }
    }

    /// Random-walk encodings beside the features; see `Graph.randomWalkEncoding`.
    public static func addRandomWalk(length: Int) -> Transform {
        Transform("AddRandomWalkPE(walk_length=\(length))") { graph throws(GraphError) in
            try graph.replacing(features: graph.features.appending(graph.randomWalkEncoding(length: length)))
        }
    }
}
