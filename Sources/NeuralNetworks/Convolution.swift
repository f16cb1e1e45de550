import Autograd
import Convolutions
import DenseArrays

/// A convolution of arrays with their channels last: Y = X ∗ W + b (a cross-correlation, as everywhere in the field).
///
/// - X `[items, …lengths, inputs]` with 1, 2 or 3 lengths, W `[…window, inputs / groups, outputs]`, b `[outputs]` or none, Y
///   `[items, …outputLengths, outputs]`, an output length being ⌊(n + 2p - d(f - 1) - 1) / s⌋ + 1 (n input positions,
///   padding p, dilation d, window f, stride s).
///
/// With `groups` = inputs each channel has filters of its own (depthwise). Time is O(items · output positions · window ·
/// inputs · outputs / groups). Equal to PyTorch's `Conv1d`, `Conv2d` and `Conv3d`, whose names (`weight`, `bias`) and
/// layout (`[outputs, inputs / groups, …window]`) a checkpoint uses.
public class Convolution: Layer {
    /// W `[…window, inputs / groups, outputs]`
    public final let weight: Tensor
    /// b `[outputs]`, or nil.
    public final let bias: Tensor?
    /// Columns of what it reads.
    public final let inputs: Int
    /// Columns of what it gives.
    public final let outputs: Int
    /// The kernel's length on each axis.
    public final let window: [Int]
    /// Steps between outputs on each axis.
    public final let stride: [Int]
    /// What is added at both ends of each axis.
    public final let padding: ConvolutionPadding
    /// Steps between the kernel's places on each axis.
    public final let dilation: [Int]
    /// How many parts inputs and outputs fall into.
    public final let groups: Int
    /// What the padding holds.
    public final let paddingMode: PaddingMode

    /// A convolution with these parameters.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs / groups, kernel…]`.
    ///   - bias: `[outputs]`, or nil for none.
    ///   - stride: steps between outputs, on each axis.
    ///   - padding: positions added on each end of each axis, or `.same` for as many outputs as inputs.
    ///   - dilation: steps between the kernel's places, on each axis.
    ///   - groups: how many parts inputs and outputs fall into; each part of the outputs sees its own part of the
    ///     inputs.
    ///   - paddingMode: zeros, or the input mirrored, repeated or wrapped around.
    public init(
        weight: Tensor, bias: Tensor?, stride: any AxisLengths = 1, padding: ConvolutionPadding = 0,
        dilation: any AxisLengths = 1, groups: Int = 1, paddingMode: PaddingMode = .zeros
    ) {
        let dimensions = weight.shape.count - 2
        precondition(
            (1...3).contains(dimensions),
            "Convolution: expected a weight […window, inputs / groups, outputs], found shape \(weight.shape)")
        (self.weight, self.bias) = (weight, bias)
        (window, outputs) = (Array(weight.shape.prefix(dimensions)), weight.shape[dimensions + 1])
        inputs = weight.shape[dimensions] * groups
        (self.stride, self.dilation) = (stride.lengths(dimensions), dilation.lengths(dimensions))
        (self.padding, self.groups, self.paddingMode) = (padding, groups, paddingMode)
        precondition(
            bias == nil || bias?.shape == [outputs],
            "Convolution: weight has \(outputs) outputs, bias has shape \(bias?.shape ?? [])")
        let ends = padding.ends(window: window, dilation: self.dilation)
        for (name, list) in [("stride", self.stride), ("padding", ends.before), ("dilation", self.dilation)] {
            precondition(
                list.count == dimensions, "Convolution: expected one \(name) for each of \(dimensions) axes, found \(list)")
        }
        // Everything that does not depend on the input's lengths is checked with the least that fits.
        _ = ConvolutionGeometry(
            zip(window, self.dilation).map { ($0 - 1) * $1 + 1 }, window: window, stride: self.stride, padding: padding,
            dilation: self.dilation, groups: groups, inputs: inputs, outputs: outputs)
    }

    /// A new convolution: weight and bias uniform in ±√(1 / (inputs / groups · window)), PyTorch's default (Kaiming's with
    /// a = √5).
    fileprivate convenience init(
        dimensions: Int, inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths,
        padding: ConvolutionPadding, dilation: any AxisLengths, groups: Int, bias: Bool, paddingMode: PaddingMode,
        key: RandomKey
    ) {
        let window = window.lengths(dimensions)
        precondition(
            window.count == dimensions && window.allSatisfy { $0 > 0 },
            "Convolution: expected \(dimensions) positive window lengths, found \(window)")
        precondition(
            groups > 0 && inputs > 0 && outputs > 0 && inputs % groups == 0 && outputs % groups == 0,
            "Convolution: \(groups) groups must divide \(inputs) inputs and \(outputs) outputs")
        let bound = 1 / Float(max(1, inputs / groups * window.reduce(1, *))).squareRoot()
        let weight = DenseArray(uniform: window + [inputs / groups, outputs], low: -bound, high: bound, key: key)
        let start = DenseArray(uniform: [outputs], low: -bound, high: bound, key: key.child("bias"))
        self.init(
            weight: Tensor(weight, requiresGradient: true), bias: bias ? Tensor(start, requiresGradient: true) : nil,
            stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode)
    }

    /// How many axes the window has: 1, 2 or 3.
    public final var dimensions: Int { window.count }

    /// Y for X; with `relu` max(0, Y), in the same pass.
    public final func callAsFunction(_ x: Tensor, relu: Bool = false) -> Tensor {
        precondition(
            x.shape.count == dimensions + 2 && x.shape[dimensions + 1] == inputs,
            "\(type(of: self)): x has shape \(x.shape), expected [items, \(axes), \(inputs)]")
        let lengths = Array(x.shape[1...dimensions])
        let ends = padding.ends(window: window, dilation: dilation)
        if paddingMode != .zeros, (ends.before + ends.after).contains(where: { $0 > 0 }) {
            let around = SpatialPadding(lengths, before: ends.before, after: ends.after, mode: paddingMode)
            return x.spatiallyPadded(around).convolved(
                weight, bias: bias, relu: relu, geometry(around.outputLengths, padding: 0))
        }
        return x.convolved(weight, bias: bias, relu: relu, geometry(lengths, padding: padding))
    }

    public final func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }

    /// The geometry for an input of these lengths.
    final func geometry(_ lengths: [Int], padding: ConvolutionPadding) -> ConvolutionGeometry {
        ConvolutionGeometry(
            lengths, window: window, stride: stride, padding: padding, dilation: dilation, groups: groups, inputs: inputs,
            outputs: outputs)
    }

    private var axes: String { ["length", "height, width", "depth, height, width"][dimensions - 1] }

    public final var parameters: [Parameter] {
        // [outputs, inputs / groups, …window]
        [Parameter("weight", weight, storedAxes: [dimensions + 1, dimensions] + Array(0..<dimensions))]
            + (bias.map { [Parameter("bias", $0)] } ?? [])
    }

    /// PyTorch's line: `Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))`.
    public var title: String {
        convolutionTitle(
            "\(type(of: self))", inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            dilation: dilation, groups: groups, bias: bias != nil, mode: paddingMode)
    }
}

func convolutionTitle(
    _ name: String, inputs: Int, outputs: Int, window: [Int], stride: [Int], padding: ConvolutionPadding, dilation: [Int],
    outputPadding: [Int] = [], groups: Int, bias: Bool, mode: PaddingMode = .zeros
) -> String {
    var text = "\(name)(\(inputs), \(outputs), kernel_size=\(window.tupleTitle), stride=\(stride.tupleTitle)"
    let sizes = padding.ends(window: window, dilation: dilation).before
    if padding == .same { text += ", padding=same" } else if sizes.contains(where: { $0 != 0 }) { text += ", padding=\(sizes.tupleTitle)" }
    if dilation.contains(where: { $0 != 1 }) { text += ", dilation=\(dilation.tupleTitle)" }
    if outputPadding.contains(where: { $0 != 0 }) { text += ", output_padding=\(outputPadding.tupleTitle)" }
    if groups != 1 { text += ", groups=\(groups)" }
    if !bias { text += ", bias=False" }
    if mode != .zeros { text += ", padding_mode=\(mode.rawValue)" }
    return text + ")"
}

/// A convolution of sequences `[items, length, channels]`; see `Convolution`.
public final class Conv1d: Convolution {
    /// A new convolution with PyTorch's initialization.
    public convenience init(
        inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths = 1, padding: ConvolutionPadding = 0,
        dilation: any AxisLengths = 1, groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .zeros, key: RandomKey
    ) {
        self.init(
            dimensions: 1, inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            dilation: dilation, groups: groups, bias: bias, paddingMode: paddingMode, key: key)
    }
}

/// A convolution of pictures `[items, height, width, channels]`; see `Convolution`.
public final class Conv2d: Convolution {
    /// A new convolution with PyTorch's initialization.
    public convenience init(
        inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths = 1, padding: ConvolutionPadding = 0,
        dilation: any AxisLengths = 1, groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .zeros, key: RandomKey
    ) {
        self.init(
            dimensions: 2, inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            dilation: dilation, groups: groups, bias: bias, paddingMode: paddingMode, key: key)
    }
}

/// A convolution of volumes `[items, depth, height, width, channels]`; see `Convolution`.
public final class Conv3d: Convolution {
    /// A new convolution with PyTorch's initialization.
    public convenience init(
        inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths = 1, padding: ConvolutionPadding = 0,
        dilation: any AxisLengths = 1, groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .zeros, key: RandomKey
    ) {
        self.init(
            dimensions: 3, inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            dilation: dilation, groups: groups, bias: bias, paddingMode: paddingMode, key: key)
    }
}
