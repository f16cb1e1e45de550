import DenseArrays

/// What happens to each element after a layer's products, in one pass over memory: bias, ReLU or ELU,
/// dropout.
public struct Activation {
    /// Whether max(x, 0) is taken.
    public var relu: Bool
    /// ELU with alpha 1 instead of ReLU.
    public var elu: Bool
    /// The mask that follows; none when nil.
    public var dropout: DropoutMask?
    /// What each row is known to the mask by; its number when nil.
    public var rowIDs: [UInt32]?

    /// What follows a layer's bias, in one pass.
    public init(relu: Bool = false, elu: Bool = false, dropout: DropoutMask? = nil, rowIDs: [UInt32]? = nil) {
        precondition(!(relu && elu), "Activation: ReLU or ELU, not both")
        self.relu = relu
        self.elu = elu
        self.dropout = dropout.flatMap { $0.rate > 0 ? $0 : nil }
        self.rowIDs = rowIDs
    }

    /// Nothing but the bias.
    public static var none: Activation { Activation() }

    var doesNothing: Bool { !relu && !elu && dropout == nil }
}

extension Tensor {
    /// Y = dropout(relu(X + b)) (or elu), each part optional, computed in X's own memory: X's value is gone afterwards, so X must
    /// be an intermediate result that nothing else reads.
    public func activatedInPlace(bias: Tensor? = nil, _ activation: Activation) -> Tensor {
        if bias == nil, activation.doesNothing { return self }
        var y = takeValue()
        y.activate(
            bias: bias?.value, relu: activation.relu, elu: activation.elu, mask: activation.dropout, rowIDs: activation.rowIDs)
        return Tensor(y, of: "activated", [self] + (bias.map { [$0] } ?? [])) { [self] upstream in
            // dX = dY · scale where Y > 0: an element that ReLU or dropout set to 0 passes nothing
            let dx: DenseArray
            if activation.relu {
                dx = y.reluBackward(upstream, scale: activation.dropout?.scale ?? 1)
            } else if activation.elu {
                dx = y.eluBackward(upstream, mask: activation.dropout, rowIDs: activation.rowIDs)
            } else if let mask = activation.dropout {
                dx = upstream.dropoutBackward(mask, rowIDs: activation.rowIDs)
            } else {
                dx = upstream
            }
            // db = Σ rows of dX
            if let bias { bias.accumulate(dx.columnSums().reshaped(bias.shape)) }
            accumulate(dx)
        }
    }
}
