import DenseArrays

/// How much of each class every row wants, in the form that all losses for choices share: the loss of row r is
/// -Σ_c shares[r, c] log p[r, c].
struct WantedClasses {
    /// `[places, classes]`, weights and smoothing included; zeros in an ignored row.
    let shares: DenseArray
    /// What a mean divides by.
    let divisor: Double
    /// x's shape without the axis of the classes.
    let placeShape: [Int]
    private let shape: [Int]

    /// From class numbers; one that equals `ignored` gives a row of zeros.
    init(
        _ name: String, shape: [Int], targets: [Int], weights: DenseArray?, ignored: Int, smoothing: Float
    ) {
        let (classes, weights) = Self.check(name, shape, weights, smoothing)
        let count = shape.reduce(1, *) / max(1, classes)
        precondition(targets.count == count, "Tensor.\(name): expected \(count) targets, found \(targets.count)")
        var shares = [Float](repeating: 0, count: count * classes)
        var divisor = 0.0
        for (row, target) in targets.enumerated() where target != ignored {
            precondition(
                target >= 0 && target < classes, "Tensor.\(name): target \(target) outside 0..<\(classes)")
            divisor += Double(weights[target])
            // (1 - ε) w[y] at the wanted class, ε w[c] / classes everywhere
            shares[row * classes + target] = (1 - smoothing) * weights[target]
            if smoothing > 0 {
                for c in 0..<classes { shares[row * classes + c] += smoothing / Float(classes) * weights[c] }
            }
        }
        self.shares = DenseArray(shares, shape: [count, classes])
        self.divisor = divisor
        self.shape = shape
        placeShape = Array(shape.dropLast())
    }

    /// From probabilities of x's shape.
    init(_ name: String, shape: [Int], probabilities: DenseArray, weights: DenseArray?, smoothing: Float) {
        let (classes, weights) = Self.check(name, shape, weights, smoothing)
        precondition(
            probabilities.shape == shape,
            "Tensor.\(name): expected probabilities of shape \(shape), found \(probabilities.shape)")
        self.shape = shape
        placeShape = Array(shape.dropLast())
        // w[c] ((1 - ε) q[c] + ε / classes)
        var shares = probabilities.reshaped([probabilities.count / max(1, classes), classes])
        shares.withUnsafeMutableElements { s in
            for i in 0..<s.count { s[i] = weights[i % classes] * ((1 - smoothing) * s[i] + smoothing / Float(classes)) }
        }
        self.shares = shares
        divisor = Double(shares.rows)
    }

    private static func check(
        _ name: String, _ shape: [Int], _ weights: DenseArray?, _ smoothing: Float
    ) -> (classes: Int, weights: [Float]) {
        precondition(
            shape.count >= 2, "Tensor.\(name): expected shape [rows, …, classes], found \(shape)")
        precondition(
            smoothing >= 0 && smoothing <= 1, "Tensor.\(name): expected a smoothing of 0 to 1, found \(smoothing)")
        let classes = shape[shape.count - 1]
        precondition(
            weights == nil || weights?.count == classes,
            "Tensor.\(name): \(classes) classes, found \(weights?.count ?? 0) weights")
        return (classes, weights?.elements ?? [Float](repeating: 1, count: classes))
    }

    /// An array of x's shape as `[places, classes]`.
    func rows(_ array: DenseArray) -> DenseArray { array.reshaped(shares.shape) }

    /// The way back.
    func original(_ rows: DenseArray) -> DenseArray { rows.reshaped(shape) }
}
