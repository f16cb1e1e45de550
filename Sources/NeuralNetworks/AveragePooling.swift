import Autograd
import Convolutions
import DenseArrays

/// The mean of windows of an array with its channels last, each channel by itself.
///
/// X `[items, …lengths, channels]`, Y `[items, …outputLengths, channels]`, an output length being
/// ⌊(n + 2p - f) / s⌋ + 1 (n input positions, padding p, window f, stride s), rounded up with `ceiling`. Time is
/// O(outputs · window). Equal to PyTorch's `AvgPool1d`, `AvgPool2d` and `AvgPool3d`.
public class AveragePooling: Layer {
    /// The kernel's length on each axis.
    public final let window: any AxisLengths
    /// Steps between outputs on each axis.
    public final let stride: any AxisLengths
    /// What is added at both ends of each axis.
    public final let padding: any AxisLengths
    /// Whether a window that sticks out at the end counts.
    public final let ceiling: Bool
    /// Whether zeros of the padding count in the mean.
    public final let includesPadding: Bool
    /// What sums are divided by; nil: the number of positions.
    public final let divisor: Int?
    private let dimensions: Int

    fileprivate init(
        dimensions: Int, window: any AxisLengths, stride: (any AxisLengths)?, padding: any AxisLengths, ceiling: Bool,
        includesPadding: Bool, divisor: Int?
    ) {
        precondition(divisor != 0, "AveragePooling: sums cannot be divided by 0")
        (self.dimensions, self.window, self.stride) = (dimensions, window, stride ?? window)
        (self.padding, self.ceiling) = (padding, ceiling)
        (self.includesPadding, self.divisor) = (includesPadding, divisor)
    }

    /// Y for X.
    public final func callAsFunction(_ x: Tensor) -> Tensor {
        x.meanPooled(
            PoolingGeometry(
                pooledLengths(x, dimensions, "\(type(of: self))"), window: window, stride: stride, padding: padding,
                ceiling: ceiling, divisor: divisor.map { .fixed($0) } ?? (includesPadding ? .window : .inside)))
    }

    public final func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }
    public final var parameters: [Parameter] { [] }

    /// PyTorch's line: `AvgPool2d(kernel_size=2, stride=2, padding=0)`.
    public var title: String {
        let lists = [window, stride, padding].map { dimensions == 1 ? $0.lengths(1).tupleTitle : $0.title }
        return "\(type(of: self))(kernel_size=\(lists[0]), stride=\(lists[1]), padding=\(lists[2]))"
    }
}

/// The mean of windows of sequences `[items, length, channels]`; see `AveragePooling`.
public final class AvgPool1d: AveragePooling {
    /// `stride` nil: the window's lengths, so that windows do not overlap.
    public init(
        window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0, ceiling: Bool = false,
        includesPadding: Bool = true
    ) {
        super.init(
            dimensions: 1, window: window, stride: stride, padding: padding, ceiling: ceiling,
            includesPadding: includesPadding, divisor: nil)
    }
}

/// The mean of windows of pictures `[items, height, width, channels]`; see `AveragePooling`.
public final class AvgPool2d: AveragePooling {
    /// `stride` nil: the window's lengths, so that windows do not overlap.
    public init(
        window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0, ceiling: Bool = false,
        includesPadding: Bool = true, divisor: Int? = nil
    ) {
        super.init(
            dimensions: 2, window: window, stride: stride, padding: padding, ceiling: ceiling,
            includesPadding: includesPadding, divisor: divisor)
    }
}

/// The mean of windows of volumes `[items, depth, height, width, channels]`; see `AveragePooling`.
public final class AvgPool3d: AveragePooling {
    /// `stride` nil: the window's lengths, so that windows do not overlap.
    public init(
        window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0, ceiling: Bool = false,
        includesPadding: Bool = true, divisor: Int? = nil
    ) {
        super.init(
            dimensions: 3, window: window, stride: stride, padding: padding, ceiling: ceiling,
            includesPadding: includesPadding, divisor: divisor)
    }
}
