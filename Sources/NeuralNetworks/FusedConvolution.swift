import Autograd
import DenseArrays

/// A convolution with the batch normalization after it folded into its weight and bias, and ReLU in the same pass: for
/// inference.
///
///     Y = max(0, X ∗ (W f) + (b - mean) f + β),   f = γ / √(variance + ε)
///
/// with the normalization's running statistics. It learns nothing, and what the two layers learn later does not reach it.
///
/// Source: Jacob et al., 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
/// Inference", arXiv:1712.05877, section 3.2.
public final class FusedConvolution: Layer {
    /// The convolution with the folded parameters.
    public let convolution: Convolution
    /// Whether max(0, Y) is taken.
    public let relu: Bool
    private let original: String

    /// `norm` must keep running statistics of the convolution's outputs.
    public init(_ convolution: Convolution, _ norm: BatchNorm, relu: Bool) {
        precondition(
            norm.channels == convolution.outputs,
            "FusedConvolution: the convolution has \(convolution.outputs) outputs, the normalization \(norm.channels) channels")
        guard let running = norm.running else {
            preconditionFailure("FusedConvolution: the normalization keeps no running statistics")
        }
        var factor = running.variance.value.map { [epsilon = norm.epsilon] in 1 / ($0 + epsilon).squareRoot() }
        if let gamma = norm.weight { factor = factor * gamma.value }
        // (b - mean) f + β
        var shift = running.mean.value * -1
        if let bias = convolution.bias { shift.add(bias.value) }
        shift = shift * factor
        if let beta = norm.bias { shift.add(beta.value) }
        var weight = convolution.weight.value
        let (factors, outputs) = (factor.elements, convolution.outputs)
        weight.withUnsafeMutableElements { w in
            for i in w.indices { w[i] *= factors[i % outputs] }
        }
        self.convolution = Convolution(
            weight: Tensor(weight), bias: Tensor(shift), stride: convolution.stride, padding: convolution.padding,
            dilation: convolution.dilation, groups: convolution.groups, paddingMode: convolution.paddingMode)
        self.relu = relu
        original = convolution.title
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { convolution(x, relu: relu) }

    /// The folded weight and bias, which need no gradient.
    public var parameters: [Parameter] { convolution.parameters }
    public var title: String { "FusedConvolution(\(original), relu=\(relu ? "True" : "False"))" }
}

extension Convolution {
    /// This convolution, `norm` and, with `relu`, a ReLU as one layer for inference.
    public func fused(with norm: BatchNorm, relu: Bool = false) -> FusedConvolution {
        FusedConvolution(self, norm, relu: relu)
    }
}
