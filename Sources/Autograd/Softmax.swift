import DenseArrays

extension Tensor {
    /// e^X / Σ e^X of each row (the first axis; all others are one row): positive numbers with the sum 1.
    ///
    /// Equal to PyTorch's `Softmax(dim: -1)` for matrices. For a loss use `logSoftmax` or `crossEntropy`, which do not
    /// lose small probabilities.
    public func softmax() -> Tensor {
        let y = value.softmaxRows()
        return Tensor(y, of: "softmax", [self]) { [self] upstream in
            // dX = Y ∘ (dY - Σ dY ∘ Y)     per row
            let weighted = upstream * y
            accumulate(weighted - y.scaledRows(weighted.rowSums()))
        }
    }
}
