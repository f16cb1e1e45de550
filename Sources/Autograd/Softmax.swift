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

    /// The same along one axis of an array with any number of axes; a negative axis counts from the last. Equal to
    /// PyTorch's `softmax(dim:)`.
    public func softmax(axis: Int) -> Tensor { alongRows(axis, "softmax") { $0.softmax() } }

    /// X - log Σ e^X along one axis. Equal to PyTorch's `log_softmax(dim:)`.
    public func logSoftmax(axis: Int) -> Tensor { alongRows(axis, "logSoftmax") { $0.logSoftmax() } }

    /// `body` of the matrix whose rows run along `axis`.
    private func alongRows(_ axis: Int, _ name: StaticString, _ body: (Tensor) -> Tensor) -> Tensor {
        let number = axis < 0 ? axis + shape.count : axis
        precondition(
            shape.indices.contains(number), "Tensor.\(name): axis \(axis) of shape \(shape)")
        let last = shape.indices.filter { $0 != number } + [number]
        let x = permuted(last)
        let y = body(x.reshaped([x.shape.dropLast().reduce(1, *), shape[number]])).reshaped(x.shape)
        return y.permuted(shape.indices.map { place in last.firstIndex(of: place) ?? place })
    }
}
