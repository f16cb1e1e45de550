import Autograd
import Convolutions
import DenseArrays

/// The maximum of windows of an array with its channels last, each channel by itself.
///
/// X `[items, …lengths, channels]`, Y `[items, …outputLengths, channels]`, an output length being
/// ⌊(n + 2p - d(f - 1) - 1) / s⌋ + 1 (n input positions, padding p, dilation d, window f, stride s), rounded up with
/// `ceiling`. Padding never wins. The gradient goes to the first of equal maxima. Time is O(outputs · window). Equal to
/// PyTorch's `MaxPool1d`, `MaxPool2d` and `MaxPool3d`.
public class MaxPooling: Layer {
    /// The kernel's length on each axis.
    public final let window: any AxisLengths
    /// Steps between outputs on each axis.
    public final let stride: any AxisLengths
    /// What is added at both ends of each axis.
    public final let padding: any AxisLengths
    /// Steps between the kernel's places on each axis.
    public final let dilation: any AxisLengths
    /// Whether a window that sticks out at the end counts.
    public final let ceiling: Bool
    private let dimensions: Int

    fileprivate init(
        dimensions: Int, window: any AxisLengths, stride: (any AxisLengths)?, padding: any AxisLengths,
        dilation: any AxisLengths, ceiling: Bool
    ) {
        (self.dimensions, self.window, self.stride) = (dimensions, window, stride ?? window)
        (self.padding, self.dilation, self.ceiling) = (padding, dilation, ceiling)
    }

    /// Y for X; with `relu` the maxima of max(0, X), in the same pass.
    public final func callAsFunction(_ x: Tensor, relu: Bool = false) -> Tensor {
        x.maxPooled(
            PoolingGeometry(
                pooledLengths(x, dimensions, "\(type(of: self))"), window: window, stride: stride, padding: padding,
                dilation: dilation, ceiling: ceiling), relu: relu)
    }

    public final func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }
    public final var parameters: [Parameter] { [] }

    /// PyTorch's line: `MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)`.
    public var title: String {
        "\(type(of: self))(kernel_size=\(window.title), stride=\(stride.title), padding=\(padding.title), dilation=\(dilation.title), ceil_mode=\(ceiling ? "True" : "False"))"
    }
}

/// The lengths of x `[items, …lengths, channels]`.
func pooledLengths(_ x: Tensor, _ dimensions: Int, _ name: String) -> [Int] {
    precondition(
        x.shape.count == dimensions + 2,
        "\(name): x has shape \(x.shape), expected [items, \(["length", "height, width", "depth, height, width"][dimensions - 1]), channels]")
    return Array(x.shape[1...dimensions])
}

/// The maximum of windows of sequences `[items, length, channels]`; see `MaxPooling`.
public final class MaxPool1d: MaxPooling {
    /// `stride` nil: the window's lengths, so that windows do not overlap.
    public init(
        window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0,
        dilation: any AxisLengths = 1, ceiling: Bool = false
    ) {
        super.init(
            dimensions: 1, window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling)
    }
}

/// The maximum of windows of pictures `[items, height, width, channels]`; see `MaxPooling`.
public final class MaxPool2d: MaxPooling {
    /// `stride` nil: the window's lengths, so that windows do not overlap.
    public init(
        window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0,
        dilation: any AxisLengths = 1, ceiling: Bool = false
    ) {
        super.init(
            dimensions: 2, window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling)
    }
}

/// The maximum of windows of volumes `[items, depth, height, width, channels]`; see `MaxPooling`.
public final class MaxPool3d: MaxPooling {
    /// `stride` nil: the window's lengths, so that windows do not overlap.
    public init(
        window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0,
        dilation: any AxisLengths = 1, ceiling: Bool = false
    ) {
        super.init(
            dimensions: 3, window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling)
    }
}
