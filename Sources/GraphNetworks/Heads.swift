import Autograd
import DenseArrays

/// Vectors of several attention heads side by side: X `[rows, heads · features]`.
extension Tensor {
    /// out[r, h] = Σ over f of X[r, h, f] a[h, f] for a `[1, heads, features]`: `[rows, heads]`.
    func headProducts(_ a: Tensor) -> Tensor {
        let (heads, features) = (a.shape[1], a.shape[2])
        let rows = shape[0]
        let x = value
        let weights = a.value
        // the products of all heads at once: X times a block-diagonal matrix [heads · features, heads]
        var block = DenseArray(zeros: [heads * features, heads])
        for h in 0..<heads { for f in 0..<features { block[h * features + f, h] = weights[h * features + f] } }
        return .custom("headProducts", inputs: [self, a], value: .product(x, block)) { [self] upstream in
            // dX[r, h, f] = dout[r, h] a[h, f],  da[h, f] = Σ over r of dout[r, h] X[r, h, f]
            let dx = requiresGradient ? DenseArray.product(upstream, block, transposeB: true) : nil
            let full = DenseArray.product(x, upstream, transposeA: true)
            var da = DenseArray(zeros: a.shape)
            if rows > 0 {
                for h in 0..<heads { for f in 0..<features { da[h * features + f] = full[h * features + f, h] } }
            }
            return [dx, da]
        }
    }

    /// X as it is, or the mean over its heads `[rows, features]`.
    func joiningHeads(_ heads: Int, concatenates: Bool) -> Tensor {
        if concatenates || heads == 1 { return self }
        let features = shape[1] / heads
        var average = DenseArray(zeros: [shape[1], features])
        for h in 0..<heads { for f in 0..<features { average[h * features + f, f] = 1 / Float(heads) } }
        // out = X M, M [heads · features, features] with 1/heads where the feature is the same
        return matrixProduct(Tensor(average))
    }
}
