import CVectorKernels

extension DenseArray {
    /// Numbers of the standard normal distribution, element i following from the key and i alone.
    ///
    /// The inverse of the distribution function at 24-bit uniform numbers, so within ±5.4. Source: Giles, 2010,
    /// "Approximating the erfinv function".
    public init(normal shape: [Int], key: RandomKey) {
        self.init(uninitialized: shape)
        let to = storage.pointer
        Threads.run(over: max(1, count), by: Self.piece) { piece in
            cvk_normal(to + piece.lowerBound, key.value, piece.lowerBound, min(piece.upperBound, count) - piece.lowerBound)
        }
    }

    /// mean + noise · e^min(logDeviation, limit), elementwise: a draw from normal distributions.
    public static func reparametrized(
        mean: DenseArray, logDeviation: DenseArray, noise: DenseArray, limit: Float
    ) -> DenseArray {
        precondition(
            mean.shape == logDeviation.shape && mean.shape == noise.shape,
            "DenseArray.reparametrized: shapes \(mean.shape), \(logDeviation.shape), \(noise.shape) differ")
        let out = DenseArray(uninitialized: mean.shape)
        cvk_reparametrize(
            out.storage.pointer, mean.storage.pointer, logDeviation.storage.pointer, noise.storage.pointer, limit,
            mean.count)
        return out
    }

    /// Σ m² + e^(2l) - 1 - 2l over all elements, l cut at `limit`, and, where asked for, its gradients times `scale`.
    public static func gaussianDivergence(
        mean: DenseArray, logDeviation: DenseArray, limit: Float, gradientScale scale: Float?
    ) -> (sum: Double, gradients: (mean: DenseArray, logDeviation: DenseArray)?) {
        precondition(
            mean.shape == logDeviation.shape,
            "DenseArray.gaussianDivergence: shapes \(mean.shape) and \(logDeviation.shape) differ")
        let gradients = scale.map { _ in (DenseArray(uninitialized: mean.shape), DenseArray(uninitialized: mean.shape)) }
        let sum = cvk_gaussian_divergence(
            gradients?.0.storage.pointer, gradients?.1.storage.pointer, mean.storage.pointer,
            logDeviation.storage.pointer, limit, scale ?? 0, mean.count)
        return (sum, gradients.map { (mean: $0.0, logDeviation: $0.1) })
    }
}
