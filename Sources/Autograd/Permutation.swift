import DenseArrays

/// The order of axes. The derivative stands right under each forward.
extension Tensor {
    /// Axis i of Y is axis `axes[i]` of X: `[1, 0]` transposes a matrix.
    public func permuted(_ axes: [Int]) -> Tensor {
        let y = value.permuted(axes)
        if axes == Array(shape.indices) { return self }
        return Tensor(y, of: "permuted", [self]) { [self] upstream in
            // dX = dY with the axes back in their places
            var inverse = axes
            for (place, axis) in axes.enumerated() { inverse[axis] = place }
            accumulate(upstream.permuted(inverse))
        }
    }

    /// `[items, …, channels]` as `[items, channels, …]`, the order of PyTorch's pictures.
    public func channelsFirst() -> Tensor {
        precondition(shape.count >= 2, "Tensor.channelsFirst: expected [items, …, channels], found shape \(shape)")
        return permuted([0, shape.count - 1] + Array(1..<shape.count - 1))
    }

    /// `[items, channels, …]` as `[items, …, channels]`.
    public func channelsLast() -> Tensor {
        precondition(shape.count >= 2, "Tensor.channelsLast: expected [items, channels, …], found shape \(shape)")
        return permuted([0] + Array(2..<shape.count) + [1])
    }

    /// Y[i, …, c] = X[i, …, c] · factors[i, c]; the factors, `[items, channels]`, are data.
    public func scalingChannels(_ factors: DenseArray) -> Tensor {
        let (items, channels) = (shape[0], shape[shape.count - 1])
        precondition(
            shape.count >= 2 && factors.shape == [items, channels],
            "Tensor.scalingChannels: x has shape \(shape), factors \(factors.shape)")
        return Tensor(value.scalingChannels(factors), of: "scalingChannels", [self]) { [self] upstream in
            // dX = dY ∘ factors
            accumulate(upstream.scalingChannels(factors))
        }
    }
}

extension Tensor {
    /// Y[i] = A[i] B[i] for each item: A = self `[items, m, k]`, B `[items, k, n]` (`[items, n, k]` with `transposed`).
    public func batchedProduct(_ other: Tensor, transposed: Bool = false) -> Tensor {
        let (a, b) = (value, other.value)
        let y = DenseArray.batchedProduct(a, b, transposeB: transposed)
        return Tensor(y, of: "batchedProduct", [self, other]) { [self] upstream in
            // dA = dY op(B)ᵀ;  dB = Aᵀ dY, transposed dYᵀ A
            accumulate(.batchedProduct(upstream, b, transposeB: !transposed))
            other.accumulate(
                transposed
                    ? .batchedProduct(upstream, a, transposeA: true) : .batchedProduct(a, upstream, transposeA: true))
        }
    }

    /// Rows `range` of the first axis; a gradient is added to these alone.
    public func rows(_ range: Range<Int>) -> Tensor {
        precondition(
            !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0],
            "Tensor.rows: rows \(range) of shape \(shape)")
        let width = shape.dropFirst().reduce(1, *)
        return Tensor(value.rows(range), of: "rows", [self]) { [self] upstream in
            // dX[range] += dY
            accumulate(into: { dx in
                dx.withUnsafeMutableElements { to in
                    upstream.withUnsafeElements { from in
                        let start = range.lowerBound * width
                        for i in 0..<from.count { to[start + i] += from[i] }
                    }
                }
            })
        }
    }
}
