import DenseArrays
import SparseMatrices

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A linear model on sparse rows, such as fingerprints: logistic regression of 0 or 1, or ridge regression of numbers.
///
/// It minimizes Σ loss(yᵢ, xᵢ·w + b) + λ/2 ‖w‖² with the loss log(1 + e^∓z) of scikit-learn's `LogisticRegression(C=1/λ)`, or
/// (y - z)²/2 of its `Ridge(alpha=λ)`; b is not penalized. Rows whose target is blank take no part.
///
/// By truncated Newton steps, each solved by conjugate gradients with the Hessian's diagonal as preconditioner, and a
/// backtracking line search; no dense matrix is made: O(steps · entries). The minimum is unique, so nothing is random.
///
/// Source: Lin, Weng & Keerthi, 2008, "Trust region Newton method for large-scale logistic regression", JMLR 9 (here with a
/// line search in place of the trust region).
public struct SparseLinearModel: Sendable {
    /// What is minimized.
    public enum Loss: Sendable {
        /// Logistic loss for answers, squared error for numbers.
        case logistic, squared
    }

    /// What was minimized.
    public let loss: Loss
    /// `[columns]`
    public let weights: [Double]
    /// What is added to each answer.
    public let intercept: Double
    /// Newton steps that were made; one of least squares is enough.
    public let steps: Int

    static let maximalSteps = 100

    /// Learns from rows.
    ///
    /// - Parameters:
    ///   - x: `[rows, columns]`
    ///   - targets: `[rows]`: 0 or 1 for logistic regression, any number for ridge regression, NaN where blank.
    ///   - loss: logistic or squared.
    ///   - penalty: λ, above 0.
    ///   - start: a model to begin at, such as that of a larger penalty; the minimum is the same.
    ///
    /// Without a known row the model says 0 (a probability of 0.5); with one class alone it says nearly that class.
    public init(
        _ x: CompressedRows, targets: [Float], loss: Loss, penalty: Double, start: SparseLinearModel? = nil
    ) {
        precondition(
            x.rows == targets.count, "SparseLinearModel: \(x.rows) rows, \(targets.count) targets")
        precondition(
            penalty > 0 && penalty.isFinite, "SparseLinearModel: expected a penalty above 0, found \(penalty)")
        self.loss = loss
        let known = targets.indices.filter { !targets[$0].isNaN }
        guard !known.isEmpty else {
            (weights, intercept, steps) = ([Double](repeating: 0, count: x.columns), 0, 0)
            return
        }
        let rows = known.count == x.rows ? x : x.selecting(rows: known).matrix
        var problem = LinearProblem(rows, known.map { Double(targets[$0]) }, loss, penalty)
        if let start { problem.solution = start.weights + [start.intercept] }
        steps = problem.solve(maximalSteps: Self.maximalSteps)
        weights = Array(problem.solution.dropLast())
        intercept = problem.solution.last ?? 0
    }

    /// xᵢ·w + b of each row; the logarithm of the odds of 1 in logistic regression.
    public func scores(_ x: CompressedRows) -> [Double] {
        precondition(
            x.columns == weights.count, "SparseLinearModel: rows of width \(x.columns), learnt from \(weights.count)")
        return (0..<x.rows).map { row in
            var sum = intercept
            for entry in x.rowStarts[row]..<x.rowStarts[row + 1] {
                sum += Double(x.values[entry]) * weights[Int(x.columnIndices[entry])]
            }
            return sum
        }
    }

    /// The predicted number of each row, or the probability of 1.
    public func predict(_ x: CompressedRows) -> [Float] {
        scores(x).map { loss == .logistic ? Float(LinearProblem.sigmoid($0)) : Float($0) }
    }
}

/// The minimization itself; the last of the unknowns is the intercept.
private struct LinearProblem {
    let x: CompressedRows
    let y: [Double]
    let loss: SparseLinearModel.Loss
    let penalty: Double
    var solution: [Double]

    init(_ x: CompressedRows, _ y: [Double], _ loss: SparseLinearModel.Loss, _ penalty: Double) {
        (self.x, self.y, self.loss, self.penalty) = (x, y, loss, penalty)
        solution = [Double](repeating: 0, count: x.columns + 1)
    }

    /// How small the slope gets beside that at zero: scikit-learn's standard is 1e-4.
    static let accuracy = 1e-5

    static func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

    mutating func solve(maximalSteps: Int) -> Int {
        // small against the slope where nothing is known yet, wherever the search begins
        let zero = [Double](repeating: 0, count: solution.count)
        let slope = transposed(derivatives(product(zero)).0, plus: zero)
        let firstNorm = dot(slope, slope).squareRoot()
        var z = product(solution)
        var value = objective(solution, z)
        for step in 0..<maximalSteps {
            let (slopes, curvatures) = derivatives(z)
            let gradient = transposed(slopes, plus: solution)
            let norm = dot(gradient, gradient).squareRoot()
            if norm <= Self.accuracy * max(firstNorm, 1e-30) { return step }
            let accuracy = loss == .squared ? 1e-9 : min(0.1, (norm / firstNorm).squareRoot())
            let direction = newtonDirection(gradient, curvatures, accuracy: accuracy)
            let shift = product(direction)
            let descent = dot(gradient, direction)
            var length = 1.0, moved = false
            while length > 1e-10 {
                let next = zip(solution, direction).map { $0 + length * $1 }
                let nextZ = zip(z, shift).map { $0 + length * $1 }
                let nextValue = objective(next, nextZ)
                if nextValue <= value + 1e-4 * length * descent {
                    moved = nextValue < value
                    (solution, z, value) = (next, nextZ, nextValue)
                    break
                }
                length /= 2
            }
            // at the accuracy of the arithmetic nothing gets smaller any more
            if !moved { return step + 1 }
        }
        return maximalSteps
    }

    /// Solves H d = -g by preconditioned conjugate gradients until ‖H d + g‖ <= accuracy · ‖g‖.
    private func newtonDirection(_ gradient: [Double], _ curvatures: [Double], accuracy: Double) -> [Double] {
        var diagonal = [Double](repeating: penalty, count: gradient.count)
        diagonal[x.columns] = max(curvatures.reduce(0, +), 1e-12)
        withEntries { starts, columns, values in
            for row in 0..<x.rows {
                for entry in starts[row]..<starts[row + 1] {
                    let value = Double(values[entry])
                    diagonal[Int(columns[entry])] += curvatures[row] * value * value
                }
            }
        }
        var direction = [Double](repeating: 0, count: gradient.count)
        var residual = gradient.map { -$0 }
        var scaled = zip(residual, diagonal).map { $0 / $1 }
        var search = scaled
        var energy = dot(residual, scaled)
        let goal = accuracy * dot(gradient, gradient).squareRoot()
        for _ in 0..<(10 * gradient.count) {
            if dot(residual, residual).squareRoot() <= goal { break }
            let image = product(search)
            let bent = transposed(zip(image, curvatures).map { $0 * $1 }, plus: search)
            let curve = dot(search, bent)
            if curve <= 0 { break }
            let length = energy / curve
            add(length, search, to: &direction)
            add(-length, bent, to: &residual)
            for i in scaled.indices { scaled[i] = residual[i] / diagonal[i] }
            let next = dot(residual, scaled)
            let ratio = next / energy
            energy = next
            for i in search.indices { search[i] = scaled[i] + ratio * search[i] }
        }
        return direction
    }

    /// X w + b
    private func product(_ w: [Double]) -> [Double] {
        [Double](unsafeUninitializedCapacity: x.rows) { result, count in
            withEntries { starts, columns, values in
                w.withUnsafeBufferPointer { w in
                    for row in 0..<x.rows {
                        var sum = w[x.columns]
                        for entry in starts[row]..<starts[row + 1] {
                            sum += Double(values[entry]) * w[Int(columns[entry])]
                        }
                        result[row] = sum
                    }
                }
            }
            count = x.rows
        }
    }

    /// [Xᵀ r + λ w, Σ r]
    private func transposed(_ r: [Double], plus w: [Double]) -> [Double] {
        var result = w.map { $0 * penalty }
        result[x.columns] = 0
        withEntries { starts, columns, values in
            r.withUnsafeBufferPointer { r in
                result.withUnsafeMutableBufferPointer { result in
                    var sum = 0.0
                    for row in 0..<x.rows {
                        let slope = r[row]
                        sum += slope
                        for entry in starts[row]..<starts[row + 1] {
                            result[Int(columns[entry])] += Double(values[entry]) * slope
                        }
                    }
                    result[x.columns] = sum
                }
            }
        }
        return result
    }

    /// The matrix's parts in place.
    private func withEntries(
        _ body: (UnsafeBufferPointer<Int>, UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Float>) -> Void
    ) {
        x.rowStarts.withUnsafeBufferPointer { starts in
            x.columnIndices.withUnsafeBufferPointer { columns in
                x.values.withUnsafeBufferPointer { values in body(starts, columns, values) }
            }
        }
    }

    private func objective(_ w: [Double], _ z: [Double]) -> Double {
        var sum = 0.0
        for column in 0..<x.columns { sum += w[column] * w[column] }
        sum *= penalty / 2
        for (y, z) in zip(y, z) {
            switch loss {
            // log(1 + e^z) - y z, without overflow
            case .logistic: sum += max(z, 0) + log1p(exp(-abs(z))) - y * z
            case .squared: sum += (z - y) * (z - y) / 2
            }
        }
        return sum
    }

    /// The first and second derivatives of each row's loss.
    private func derivatives(_ z: [Double]) -> ([Double], [Double]) {
        switch loss {
        case .squared: return (zip(z, y).map { $0 - $1 }, [Double](repeating: 1, count: z.count))
        case .logistic:
            let p = z.map { Self.sigmoid($0) }
            return (zip(p, y).map { $0 - $1 }, p.map { $0 * (1 - $0) })
        }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                // four sums, so that an addition need not wait for the last
                var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
                let count = a.count
                var i = 0
                while i + 4 <= count {
                    s0 += a[i] * b[i]
                    s1 += a[i + 1] * b[i + 1]
                    s2 += a[i + 2] * b[i + 2]
                    s3 += a[i + 3] * b[i + 3]
                    i += 4
                }
                var sum = (s0 + s1) + (s2 + s3)
                while i < count {
                    sum += a[i] * b[i]
                    i += 1
                }
                return sum
            }
        }
    }

    private func add(_ factor: Double, _ a: [Double], to b: inout [Double]) {
        for i in b.indices { b[i] += factor * a[i] }
    }
}
