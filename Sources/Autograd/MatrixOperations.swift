import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Matrix products and operations on rows.
extension Tensor {
    /// C = A B: `[m, k]` times `[k, n]`, through OpenBLAS.
    public func matrixProduct(_ other: Tensor) -> Tensor {
        let (a, b) = (value, other.value)
        return Tensor(.product(a, b), of: "matrixProduct", [self, other]) { [self] upstream in
            // dA = dC Bᵀ     [m, k]
            accumulate(.product(upstream, b, transposeB: true))
            // dB = Aᵀ dC     [k, n]
            other.accumulate(.product(a, upstream, transposeA: true))
        }
    }

    /// Y = X + A B, the product added to a copy of X: `[m, n]`, A `[m, k]`, B `[k, n]`.
    ///
    /// - Parameters:
    ///   - a: A `[m, k]`.
    ///   - b: B `[k, n]`.
    ///   - inPlace: whether X's numbers may become Y's, where nobody needs X any more; see `activatedInPlace`.
    public func addingProduct(_ a: Tensor, _ b: Tensor, inPlace: Bool = false) -> Tensor {
        let (left, right) = (a.value, b.value)
        let y: DenseArray
        if inPlace {
            var taken = takeValue()
            taken.addProduct(left, right)
            y = taken
        } else {
            y = value.addingProduct(left, right)
        }
        return Tensor(y, of: "addingProduct", [self, a, b]) { [self] upstream in
            // dX = dY, dA = dY Bᵀ, dB = Aᵀ dY
            accumulate(upstream)
            a.accumulate(.product(upstream, right, transposeB: true))
            b.accumulate(.product(left, upstream, transposeA: true))
        }
    }

    /// Y = (1 - β) X + β X W for a square W: one product with M = (1 - β) I + β W.
    public func matrixProduct(_ weight: Tensor, share beta: Float) -> Tensor {
        if beta == 1 { return matrixProduct(weight) }
        let width = weight.shape.first ?? 0
        precondition(
            weight.shape == [width, width] && shape.last == width,
            "Tensor.matrixProduct: shape \(shape) times \(weight.shape), expected a square weight")
        let mixed = weight.value.blendedWithIdentity(beta)
        let x = value
        // Y = X M     [rows, width]
        return Tensor(.product(x, mixed), of: "matrixProduct", [self, weight]) { [self] upstream in
            // dX = dY Mᵀ,  dW = β Xᵀ dY
            accumulate(.product(upstream, mixed, transposeB: true))
            weight.accumulate(.product(x, upstream, transposeA: true) * beta)
        }
    }

    /// Y = X + b, the same bias for every row.
    public func addingBias(_ bias: Tensor) -> Tensor {
        Tensor(value.addingBias(bias.value), of: "addingBias", [self, bias]) { [self] upstream in
            // dX = dY, db = Σ rows of dY
            accumulate(upstream)
            bias.accumulate(upstream.columnSums().reshaped(bias.shape))
        }
    }

    /// Rows `indices` in that order, shape `[indices.count, …]`.
    public func gatheringRows(_ indices: [Int]) -> Tensor {
        let rows = shape.first ?? 1
        return Tensor(value.gatheringRows(indices), of: "gatheringRows", [self]) { [self] upstream in
            // dX[indices[i]] += dY[i]
            accumulate(upstream.segmentSum(indices, rows: rows).reshaped(shape))
        }
    }

    /// Rows 0, 1, …, count - 1: `[count, …]`.
    public func firstRows(_ count: Int) -> Tensor {
        precondition(count >= 0 && count <= shape.first ?? 0, "Tensor.firstRows: \(count) rows of shape \(shape)")
        return Tensor(value.firstRows(count), of: "firstRows", [self]) { [self] upstream in
            // dX[i] = dY[i] in these rows, 0 in the others
            accumulate(into: { $0.addToFirstRows(upstream) })
        }
    }

    /// Y[indices[i]] = Σ X[i]: rows with the same index are added, shape `[rows, …]`; an index nobody has gives zeros.
    public func segmentSum(_ indices: [Int], rows: Int) -> Tensor {
        Tensor(value.segmentSum(indices, rows: rows), of: "segmentSum", [self]) { [self] upstream in
            // dX[i] = dY[indices[i]]
            accumulate(upstream.gatheringRows(indices).reshaped(shape))
        }
    }

    /// Y[r, :] = s[r] X[r, :] for a vector s with one element a row.
    public func scalingRows(_ scale: Tensor) -> Tensor {
        let (x, s) = (value, scale.value)
        precondition(
            s.count == x.rows, "Tensor.scalingRows: \(x.rows) rows, \(s.count) factors")
        return Tensor(x.scaledRows(s), of: "scalingRows", [self, scale]) { [self] upstream in
            // dX[r] = s[r] dY[r],  ds[r] = X[r] · dY[r]
            accumulate(upstream.scaledRows(s))
            scale.accumulate((upstream * x).rowSums().reshaped(scale.shape))
        }
    }

    /// The same elements under another shape.
    public func reshaped(_ newShape: [Int]) -> Tensor {
        Tensor(value.reshaped(newShape), of: "reshaped", [self]) { [self] upstream in
            accumulate(upstream.reshaped(shape))
        }
    }

    /// X - log Σ exp X of each row.
    public func logSoftmax() -> Tensor {
        let y = value.logSoftmaxRows()
        return Tensor(y, of: "logSoftmax", [self]) { [self] upstream in
            // dX = dY - softmax(X) Σ dY     per row
            let probabilities = y.map(expf)
            accumulate(upstream - probabilities.scaledRows(upstream.rowSums()))
        }
    }
}

extension DenseArray {
    /// (1 - β) I + β self of a square matrix.
    func blendedWithIdentity(_ beta: Float) -> DenseArray {
        var m = self * beta
        for i in 0..<rows { m[i, i] += 1 - beta }
        return m
    }
}
