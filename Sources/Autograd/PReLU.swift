import DenseArrays

extension Tensor {
    /// X where X > 0, else slope · X, with a learned slope for each column, or one for all.
    ///
    /// The derivative at 0 is the slope. Source: He et al., 2015, arXiv:1502.01852. Equal to PyTorch's `PReLU`.
    public func prelu(slope: Tensor) -> Tensor {
        let x = value, a = slope.value
        let width = x.columns
        precondition(
            a.count == 1 || a.count == width, "Tensor.prelu: \(width) columns, \(a.count) slopes")
        let slopes = a.count == width ? a.reshaped([width]) : DenseArray(repeating: a.scalar, shape: [width])
        return Tensor(x.prelu(slopes: slopes), of: "prelu", [self, slope]) { [self] upstream in
            // dX = dY where X > 0, else a dY;  da = Σ rows of dY X where X ≤ 0
            let gradients = x.preluBackward(upstream, slopes: slopes)
            accumulate(gradients.x)
            slope.accumulate(
                a.count == width
                    ? gradients.slopes.reshaped(a.shape)
                    : DenseArray(repeating: Float(gradients.slopes.sum()), shape: a.shape))
        }
    }
}
