import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Tensor {
    /// The Kullback-Leibler divergence of the wanted distribution q from the predicted one, whose logarithm is x:
    /// q (log q - x), elementwise.
    ///
    /// - Parameters:
    ///   - target: q, or with `logTarget` log q; the same shape as x. An element of 0 counts as 0. No gradient flows to
    ///     it.
    ///   - reduction: `batchMean`, the sum divided by the number of rows, is the divergence itself; `mean` divides by
    ///     the number of elements.
    ///
    /// Source: Kullback & Leibler, 1951, DOI 10.1214/aoms/1177729694. Equal to PyTorch's `KLDivLoss`, whose default
    /// reduction is `mean`.
    public func divergence(
        from target: DenseArray, logTarget: Bool = false, reduction: LossReduction = .batchMean
    ) -> Tensor {
        // l = q (log q - x),  dl/dx = -q
        let loss =
            logTarget
            ? PointwiseLoss(name: "divergence", value: { expf($1) * ($1 - $0) }, slope: { -expf($1) })
            : PointwiseLoss(
                name: "divergence", value: { $1 > 0 ? $1 * (logf($1) - $0) : 0 }, slope: { -$1 })
        return loss(self, Tensor(target), reduction)
    }
}
