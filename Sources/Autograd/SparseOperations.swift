import DenseArrays
import SparseMatrices

/// Products with sparse matrices, through GraphBLAS. The matrix is data: no gradient flows to its entries (the edge-list
/// route, `gatheringRows` and `segmentSum`, gives one to edge weights).
extension Tensor {
    /// Y = A X + b: A `[rows, n]`, X `[n, width]`, the bias a vector of `width` or nil.
    ///
    /// With `releasing`, X's memory is freed as soon as Y is there: the gradient needs A alone.
    public func sparseProduct(_ matrix: SparseMatrix, bias: Tensor? = nil, releasing: Bool = false) -> Tensor {
        // Y = A X + b     [rows, width]
        let y = matrix.product(value, bias: bias?.value)
        if releasing { releaseValue() }
        return Tensor(y, of: "sparseProduct", [self] + (bias.map { [$0] } ?? [])) { [self] upstream in
            // dX += Aᵀ dY     [n, width]
            accumulate(into: { matrix.transpose.multiply(upstream, addingTo: &$0) })
            // db = Σ rows of dY
            if let bias { bias.accumulate(upstream.columnSums().reshaped(bias.shape)) }
        }
    }

    /// Y = dropout(relu((A X + α Z) M)), M = (1 - β) I + β W for a square W `[width, width]`: a layer of GCNII, in one pass
    /// over panels of rows; X, Y and Z are `[nodes, width]`. X's memory is freed with `releasing`.
    public func residualConvolution(
        _ matrix: SparseMatrix, initial z: Tensor, alpha: Float, weight: Tensor, beta: Float, dropout: DropoutMask? = nil,
        releasing: Bool = false
    ) -> Tensor {
        let mixed = weight.value.blendedWithIdentity(beta)
        let keeps = Gradients.areRecorded
        let (y, s) = ResidualLayer.forward(matrix, value, z.value, alpha, mixed, dropout, keeping: keeps)
        if releasing { releaseValue() }
        return Tensor(y, of: "residualConvolution", [self, z, weight]) { [self] upstream in
            // dU = dY where Y > 0, dropped;  dS = dU Mᵀ, dW = β Sᵀ dU, dZ += α dS, dX = Aᵀ dS
            var dw = DenseArray(zeros: [0])
            var dx = DenseArray(zeros: [0])
            let wanted = requiresGradient
            z.accumulate(into: { dz in
                (dx, dw) = ResidualLayer.backward(
                    upstream, matrix, y: y, s: s, alpha, mixed, scale: dropout?.scale ?? 1, dz: &dz, wantsX: wanted)
            })
            accumulate(dx)
            weight.accumulate(dw * beta)
        }
    }

    /// Y = A X + s Z: A `[rows, n]`, X `[n, width]`, Z `[rows, width]`, in one pass; X's memory may be freed afterwards.
    public func sparseProduct(
        _ matrix: SparseMatrix, adding other: Tensor, scale: Float, releasing: Bool = false
    ) -> Tensor {
        precondition(
            other.shape == [matrix.rows, shape.last ?? 0],
            "Tensor.sparseProduct: expected [\(matrix.rows), \(shape.last ?? 0)] to add, found \(other.shape)")
        // Y = s Z, Y += A X     [rows, width]
        var y = other.value * scale
        matrix.multiply(value, addingTo: &y)
        if releasing { releaseValue() }
        return Tensor(y, of: "sparseProduct", [self, other]) { [self] upstream in
            // dX += Aᵀ dY     [n, width],  dZ += s dY
            accumulate(into: { matrix.transpose.multiply(upstream, addingTo: &$0) })
            other.accumulate(into: { $0.add(upstream, scale: scale) })
        }
    }

    /// Y = X W for sparse data X `[rows, features]` and self = W `[features, width]`; X's entries may be dropped first.
    ///
    /// - Parameters:
    ///   - matrix: X `[rows, features]`.
    ///   - dropout: the mask and what each entry of X is known to it by.
    public func productOfSparse(
        _ matrix: SparseMatrix, dropout: (mask: DropoutMask, entryIDs: SparseEntryIDs)? = nil
    ) -> Tensor {
        var used = matrix
        if let dropout, dropout.mask.rate > 0 { used = matrix.dropout(dropout.mask, entryIDs: dropout.entryIDs) }
        // Y = X W     [rows, width]
        return Tensor(used.product(value), of: "productOfSparse", [self]) { [self] upstream in
            var transposed = matrix.transpose
            if let dropout, dropout.mask.rate > 0 {
                transposed = transposed.dropout(dropout.mask, entryIDs: dropout.entryIDs.transposed(for: matrix))
            }
            // dW += Xᵀ dY     [features, width]
            accumulate(into: { transposed.multiply(upstream, addingTo: &$0) })
        }
    }

    /// Y = X W for the rows `nodes` of an identity matrix X (all rows when nil), whose ones may be dropped: row i of Y is
    /// row `nodes[i]` of W, kept or zero. Nothing is multiplied.
    public func productOfIdentity(rows nodes: [Int]? = nil, dropout mask: DropoutMask? = nil) -> Tensor {
        let mask = mask.flatMap { $0.rate > 0 ? $0 : nil }
        if nodes == nil, mask == nil { return self }
        let indices = nodes ?? Array(0..<(shape.first ?? 0))
        var gathered = nodes == nil ? value : value.gatheringRows(indices)
        let factors = mask.map { mask in
            DenseArray(repeating: 1, shape: [indices.count, 1]).dropout(mask, rowIDs: indices.map { UInt32($0) })
        }
        if let factors { gathered = gathered.scaledRows(factors) }
        return Tensor(gathered, of: "productOfIdentity", [self]) { [self] upstream in
            // dW[nodes[i]] += kept[i] dY[i]
            let scaled = factors.map { upstream.scaledRows($0) } ?? upstream
            accumulate(scaled.segmentSum(indices, rows: shape[0]))
        }
    }
}
