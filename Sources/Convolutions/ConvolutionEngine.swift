import DenseArrays

/// What computes convolutions and their gradients, channels last.
///
/// All shapes are those of the geometry: x `[items, …lengths, inputs]`, weight `[…window, inputs / groups, outputs]`, y
/// and dy `[items, …outputLengths, outputs]`, bias `[outputs]`. An engine checks nothing: the operations that call it do.
public protocol ConvolutionEngine: Sendable {
    /// What the environment variable `GCN_CONVOLUTION` and reports call it.
    var name: String { get }

    /// Y = max(0, X ∗ W + b), the bias and the maximum optional. The convolution is PyTorch's: a cross-correlation.
    func forward(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray

    /// dX for dY; with `bias` `[inputs]` and `relu` it is the transposed convolution.
    func inputGradient(
        _ dy: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray

    /// dW for X and dY, and db = Σ dY over items and positions where it is asked for.
    func weightGradient(
        _ x: DenseArray, _ dy: DenseArray, bias: Bool, _ geometry: ConvolutionGeometry
    ) -> (weight: DenseArray, bias: DenseArray?)
}

extension ConvolutionEngine {
    /// Y `[batch, lengths…, outputs]`.
    public func forward(_ x: DenseArray, _ weight: DenseArray, _ geometry: ConvolutionGeometry) -> DenseArray {
        forward(x, weight, bias: nil, relu: false, geometry)
    }

    /// d/dX from d/dY, of the input's shape.
    public func inputGradient(_ dy: DenseArray, _ weight: DenseArray, _ geometry: ConvolutionGeometry) -> DenseArray {
        inputGradient(dy, weight, bias: nil, relu: false, geometry)
    }
}

extension DenseArray {
    /// Σ over all axes but the last.
    public func channelTotals() -> DenseArray {
        let channels = shape.last ?? 1
        return reshaped([count / max(1, channels), channels]).columnSums()
    }
}
