import DenseArrays

/// Elementwise arithmetic. The derivative stands right under each forward.
extension Tensor {
    /// Z = X + Y, equal shapes.
    public static func + (left: Tensor, right: Tensor) -> Tensor {
        Tensor(left.value + right.value, of: "+", [left, right]) { upstream in
            // dX = dZ, dY = dZ
            left.accumulate(upstream)
            right.accumulate(upstream)
        }
    }

    /// Z = X - Y, equal shapes.
    public static func - (left: Tensor, right: Tensor) -> Tensor {
        Tensor(left.value - right.value, of: "-", [left, right]) { upstream in
            // dX = dZ, dY = -dZ
            left.accumulate(upstream)
            right.accumulate(upstream * -1)
        }
    }

    /// Z = X ∘ Y, equal shapes.
    public static func * (left: Tensor, right: Tensor) -> Tensor {
        let (x, y) = (left.value, right.value)
        return Tensor(x * y, of: "*", [left, right]) { upstream in
            // dX = dZ ∘ Y, dY = dZ ∘ X
            left.accumulate(upstream * y)
            right.accumulate(upstream * x)
        }
    }

    /// Z = s X
    public static func * (left: Tensor, right: Float) -> Tensor {
        Tensor(left.value * right, of: "* scalar", [left]) { upstream in
            // dX = s dZ
            left.accumulate(upstream * right)
        }
    }

    /// Z = f(X) elementwise, with f's derivative as a function of (x, f(x)).
    public func map(
        _ name: StaticString, _ function: @escaping (Float) -> Float, derivative: @escaping (Float, Float) -> Float
    ) -> Tensor {
        let x = value
        let z = x.map(function)
        return Tensor(z, of: name, [self]) { [self] upstream in
            // dX = dZ ∘ f'(X)
            accumulate(
                {
                    var result = upstream
                    result.withUnsafeMutableElements { out in
                        x.withUnsafeElements { x in
                            z.withUnsafeElements { z in
                                for i in 0..<out.count { out[i] *= derivative(x[i], z[i]) }
                            }
                        }
                    }
                    return result
                }())
        }
    }

    /// The sum of all elements, a scalar.
    public func sum() -> Tensor {
        Tensor(DenseArray(Float(value.sum())), of: "sum", [self]) { [self] upstream in
            // dX = dz everywhere
            accumulate(DenseArray(repeating: upstream.scalar, shape: shape))
        }
    }

    /// The mean of all elements, a scalar.
    public func mean() -> Tensor { sum() * (1 / Float(max(1, shape.reduce(1, *)))) }

    /// max(X, 0); the derivative at 0 is 0, as PyTorch's.
    public func relu() -> Tensor {
        let y = value.relu()
        return Tensor(y, of: "relu", [self]) { [self] upstream in
            // dX = dY where Y > 0
            accumulate(y.reluBackward(upstream))
        }
    }

    /// Each element set to 0 with the mask's rate, the others divided by 1 - rate.
    public func dropout(_ mask: DropoutMask, rowIDs: [UInt32]? = nil) -> Tensor {
        if mask.rate == 0 { return self }
        return Tensor(value.dropout(mask, rowIDs: rowIDs), of: "dropout", [self]) { [self] upstream in
            // dX = dY, dropped by the same mask
            accumulate(upstream.dropoutBackward(mask, rowIDs: rowIDs))
        }
    }
}
