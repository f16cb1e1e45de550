import DenseArrays

/// What variational encoders need: a draw that gradients pass, and the divergence from the standard normal distribution.
extension Tensor {
    /// z = m + ε e^l for self = m, the logarithm l of each deviation and ε from the key's standard normal numbers: a draw
    /// from normal distributions through which gradients flow ("reparametrization").
    ///
    /// - Parameters:
    ///   - logDeviation: l, of the shape of m.
    ///   - limit: l counts at most this much, PyG's 10.
    ///   - key: what ε is drawn by.
    ///
    /// Source: Kingma & Welling, 2014, arXiv:1312.6114.
    public func reparametrized(logDeviation: Tensor, limit: Float = 10, key: RandomKey) -> Tensor {
        let noise = DenseArray(normal: shape, key: key)
        let (m, l) = (value, logDeviation.value)
        let z = DenseArray.reparametrized(mean: m, logDeviation: l, noise: noise, limit: limit)
        return Tensor(z, of: "reparametrized", [self, logDeviation]) { [self] upstream in
            // dm = dz,  dl = dz ε e^l = dz (z - m), 0 where l was cut
            accumulate(upstream)
            logDeviation.accumulate(
                {
                    var dl = upstream * (z - m)
                    dl.withUnsafeMutableElements { dl in
                        l.withUnsafeElements { l in for i in 0..<dl.count where l[i] > limit { dl[i] = 0 } }
                    }
                    return dl
                }())
        }
    }

    /// The mean over rows of ½ Σ m² + e^(2l) - 1 - 2l, a scalar: the Kullback-Leibler divergence of N(m, e^(2l)) from
    /// N(0, 1), for self = m and the logarithms l of the deviations, both `[rows, width]`.
    ///
    /// Equal to PyG's `VGAE.kl_loss`.
    public func gaussianDivergence(logDeviation: Tensor, limit: Float = 10) -> Tensor {
        let (m, l) = (value, logDeviation.value)
        let rows = Double(max(1, m.rows))
        let wantsGradient = (requiresGradient || logDeviation.requiresGradient) && Gradients.areRecorded
        let (sum, gradients) = DenseArray.gaussianDivergence(
            mean: m, logDeviation: l, limit: limit, gradientScale: wantsGradient ? Float(0.5 / rows) : nil)
        let loss = DenseArray(Float(0.5 * sum / rows))
        guard let gradients else { return Tensor(loss) }
        return Tensor(loss, of: "gaussianDivergence", [self, logDeviation]) { [self] upstream in
            // dm = dloss m / rows,  dl = dloss (e^(2l) - 1) / rows
            accumulate(gradients.mean * upstream.scalar)
            logDeviation.accumulate(gradients.logDeviation * upstream.scalar)
        }
    }
}
