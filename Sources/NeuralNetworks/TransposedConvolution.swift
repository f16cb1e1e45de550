import Autograd
import Convolutions
import DenseArrays

/// A transposed convolution of arrays with their channels last: the input gradient of a convolution as a layer of its own,
/// which turns few positions into many.
///
/// - X `[items, …lengths, inputs]`, W `[…window, outputs / groups, inputs]`, b `[outputs]` or none, Y
///   `[items, …outputLengths, outputs]`, an output length being (n - 1) s - 2p + d (f - 1) + q + 1 (n input positions,
///   stride s, padding p, dilation d, window f, output padding q).
///
/// Time is O(items · input positions · window · inputs · outputs / groups). Equal to PyTorch's `ConvTranspose1d`,
/// `ConvTranspose2d` and `ConvTranspose3d`, whose names (`weight`, `bias`) and layout (`[inputs, outputs / groups,
/// …window]`) a checkpoint uses.
public class TransposedConvolution: Layer {
    /// W `[…window, outputs / groups, inputs]`
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
    /// Positions cut from each end of the output.
    public final let padding: [Int]
    /// Positions added to the output's end, which the convolution back would not tell apart.
    public final let outputPadding: [Int]
    /// Steps between the kernel's places on each axis.
    public final let dilation: [Int]
    /// How many parts inputs and outputs fall into.
    public final let groups: Int

    /// A transposed convolution with these parameters.
    public init(
        weight: Tensor, bias: Tensor?, stride: any AxisLengths = 1, padding: any AxisLengths = 0,
        outputPadding: any AxisLengths = 0, dilation: any AxisLengths = 1, groups: Int = 1
    ) {
        let dimensions = weight.shape.count - 2
        precondition(
            (1...3).contains(dimensions),
            "TransposedConvolution: expected a weight […window, outputs / groups, inputs], found shape \(weight.shape)")
        (self.weight, self.bias) = (weight, bias)
        (window, inputs) = (Array(weight.shape.prefix(dimensions)), weight.shape[dimensions + 1])
        outputs = weight.shape[dimensions] * groups
        (self.stride, self.padding) = (stride.lengths(dimensions), padding.lengths(dimensions))
        (self.outputPadding, self.dilation) = (outputPadding.lengths(dimensions), dilation.lengths(dimensions))
        self.groups = groups
        precondition(
            bias == nil || bias?.shape == [outputs],
            "TransposedConvolution: weight has \(outputs) outputs, bias has shape \(bias?.shape ?? [])")
    }

    /// A new one with PyTorch's initialization: uniform in ±√(1 / (outputs / groups · window)).
    fileprivate convenience init(
        dimensions: Int, inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths,
        padding: any AxisLengths, outputPadding: any AxisLengths, dilation: any AxisLengths, groups: Int, bias: Bool,
        key: RandomKey
    ) {
        let window = window.lengths(dimensions)
        precondition(
            window.count == dimensions && window.allSatisfy { $0 > 0 },
            "TransposedConvolution: expected \(dimensions) positive window lengths, found \(window)")
        precondition(
            groups > 0 && inputs > 0 && outputs > 0 && inputs % groups == 0 && outputs % groups == 0,
            "TransposedConvolution: \(groups) groups must divide \(inputs) inputs and \(outputs) outputs")
        let bound = 1 / Float(max(1, outputs / groups * window.reduce(1, *))).squareRoot()
        let weight = DenseArray(uniform: window + [outputs / groups, inputs], low: -bound, high: bound, key: key)
        let start = DenseArray(uniform: [outputs], low: -bound, high: bound, key: key.child("bias"))
        self.init(
            weight: Tensor(weight, requiresGradient: true), bias: bias ? Tensor(start, requiresGradient: true) : nil,
            stride: stride, padding: padding, outputPadding: outputPadding, dilation: dilation, groups: groups)
    }

    /// How many axes the window has: 1, 2 or 3.
    public final var dimensions: Int { window.count }

    /// Y for X.
    public final func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.shape.count == dimensions + 2 && x.shape[dimensions + 1] == inputs,
            "\(type(of: self)): x has shape \(x.shape), expected [items, \(["length", "height, width", "depth, height, width"][dimensions - 1]), \(inputs)]")
        do {
            let geometry = try ConvolutionGeometry(
                transposing: Array(x.shape[1...dimensions]), window: window, stride: stride, padding: padding,
                outputPadding: outputPadding, dilation: dilation, groups: groups, inputs: inputs, outputs: outputs)
            return x.transposeConvolved(weight, bias: bias, geometry)
        } catch {
            preconditionFailure("\(type(of: self)): \(error)")
        }
    }

    public final func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }

    public final var parameters: [Parameter] {
        // [inputs, outputs / groups, …window]
        [Parameter("weight", weight, storedAxes: [dimensions + 1, dimensions] + Array(0..<dimensions))]
            + (bias.map { [Parameter("bias", $0)] } ?? [])
    }

    /// PyTorch's line: `ConvTranspose2d(3, 1, kernel_size=(3, 3), stride=(2, 2))`.
    public var title: String {
        convolutionTitle(
            "\(type(of: self))", inputs: inputs, outputs: outputs, window: window, stride: stride, padding: .sizes(padding),
            dilation: dilation, outputPadding: outputPadding, groups: groups, bias: bias != nil)
    }
}

/// A transposed convolution of sequences `[items, length, channels]`; see `TransposedConvolution`.
public final class ConvTranspose1d: TransposedConvolution {
    /// A new transposed convolution with PyTorch's initialization.
    public convenience init(
        inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths = 1, padding: any AxisLengths = 0,
        outputPadding: any AxisLengths = 0, groups: Int = 1, bias: Bool = true, dilation: any AxisLengths = 1, key: RandomKey
    ) {
        self.init(
            dimensions: 1, inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            outputPadding: outputPadding, dilation: dilation, groups: groups, bias: bias, key: key)
    }
}

/// A transposed convolution of pictures `[items, height, width, channels]`; see `TransposedConvolution`.
public final class ConvTranspose2d: TransposedConvolution {
    /// A new transposed convolution with PyTorch's initialization.
    public convenience init(
        inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths = 1, padding: any AxisLengths = 0,
        outputPadding: any AxisLengths = 0, groups: Int = 1, bias: Bool = true, dilation: any AxisLengths = 1, key: RandomKey
    ) {
        self.init(
            dimensions: 2, inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            outputPadding: outputPadding, dilation: dilation, groups: groups, bias: bias, key: key)
    }
}

/// A transposed convolution of volumes `[items, depth, height, width, channels]`; see `TransposedConvolution`.
public final class ConvTranspose3d: TransposedConvolution {
    /// A new transposed convolution with PyTorch's initialization.
    public convenience init(
        inputs: Int, outputs: Int, window: any AxisLengths, stride: any AxisLengths = 1, padding: any AxisLengths = 0,
        outputPadding: any AxisLengths = 0, groups: Int = 1, bias: Bool = true, dilation: any AxisLengths = 1, key: RandomKey
    ) {
        self.init(
            dimensions: 3, inputs: inputs, outputs: outputs, window: window, stride: stride, padding: padding,
            outputPadding: outputPadding, dilation: dilation, groups: groups, bias: bias, key: key)
    }
}
