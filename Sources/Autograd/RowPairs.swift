import DenseArrays

/// Inner products of pairs of rows and the loss of link prediction, each with its derivative.
extension Tensor {
    /// y[i] = x[sources[i], :] · x[targets[i], :], shape `[pairs]`. O(pairs · columns).
    public func pairDots(_ sources: [Int32], _ targets: [Int32]) -> Tensor {
        let x = value
        return Tensor(x.pairDots(sources, targets), of: "pairDots", [self]) { [self] upstream in
            // dX[s] += dy[i] X[t],  dX[t] += dy[i] X[s]
            accumulate(x.pairScatter(sources, targets, upstream).reshaped(shape))
        }
    }

    /// -mean log σ(x) over the first `positives` elements - mean log(1 - σ(x)) over the others, a scalar: how badly the
    /// scores x tell pairs that an edge joins from pairs that none joins. Without overflow for any x; a part without
    /// elements counts 0.
    ///
    /// Equal to the reconstruction loss of PyG's `GAE` (which adds 1e-15 inside the logarithms).
    public func linkLoss(positives: Int) -> Tensor {
        let x = value
        precondition(
            positives >= 0 && positives <= x.count,
            "Tensor.linkLoss: \(positives) positives of \(x.count) scores")
        let wantsGradient = requiresGradient && Gradients.areRecorded
        var slope: DenseArray? = wantsGradient ? DenseArray(uninitialized: x.shape) : nil
        // l = log(1 + e^-x) / positives for an edge, log(1 + e^x) / negatives for none
        let negatives = x.count - positives
        let shares = (1 / Double(max(1, positives)), 1 / Double(max(1, negatives)))
        let missed = x.softplusSum(0..<positives, negated: true, scale: Float(shares.0), slope: &slope)
        let invented = x.softplusSum(positives..<x.count, negated: false, scale: Float(shares.1), slope: &slope)
        let loss = DenseArray(Float(missed * shares.0 + invented * shares.1))
        guard let slope else { return Tensor(loss) }
        return Tensor(loss, of: "linkLoss", [self]) { [self] upstream in
            // dx = dl (σ(x) - 1) / positives or dl σ(x) / negatives
            accumulate(upstream.scalar == 1 ? slope : slope * upstream.scalar)
        }
    }
}
