import Autograd
import Convolutions
import DenseArrays

/// Pooling to a fixed number of positions, whatever the input's: output position o of m is taken over the input positions
/// ⌊o n / m⌋ ..< ⌈(o + 1) n / m⌉ of n.
///
/// X `[items, …lengths, channels]`, Y `[items, …outputLengths, channels]`. Time is O(inputs). Equal to PyTorch's
/// `AdaptiveAvgPool1d…3d` and `AdaptiveMaxPool1d…3d`.
public class AdaptivePooling: Layer {
    /// Output positions of each axis; nil: as many as there are.
    public final let outputLengths: [Int?]
    private let takesMaximum: Bool
    private let shown: String

    fileprivate init(dimensions: Int, _ lengths: any AxisLengths, maximum: Bool) {
        let list = lengths.lengths(dimensions)
        precondition(
            list.count == dimensions && list.allSatisfy { $0 > 0 },
            "AdaptivePooling: expected \(dimensions) positive output lengths, found \(list)")
        (outputLengths, takesMaximum, shown) = (list, maximum, lengths.title)
    }

    fileprivate init(_ lengths: [Int?], maximum: Bool) {
        precondition(
            lengths.allSatisfy { $0.map { $0 > 0 } ?? true },
            "AdaptivePooling: expected positive output lengths, found \(lengths)")
        (outputLengths, takesMaximum) = (lengths, maximum)
        shown = "(" + lengths.map { $0.map(String.init) ?? "None" }.joined(separator: ", ") + ")"
    }

    /// Y for X.
    public final func callAsFunction(_ x: Tensor) -> Tensor {
        let geometry = PoolingGeometry(
            pooledLengths(x, outputLengths.count, "\(type(of: self))"), adaptive: outputLengths)
        return takesMaximum ? x.maxPooled(geometry) : x.meanPooled(geometry)
    }

    public final func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }
    public final var parameters: [Parameter] { [] }

    /// PyTorch's line: `AdaptiveAvgPool2d(output_size=(6, 6))`.
    public var title: String { "\(type(of: self))(output_size=\(shown))" }
}

/// The mean of parts of sequences `[items, length, channels]`; see `AdaptivePooling`.
public final class AdaptiveAvgPool1d: AdaptivePooling {
    /// Means over so many parts.
    public init(_ lengths: any AxisLengths) { super.init(dimensions: 1, lengths, maximum: false) }
}

/// The mean of parts of pictures `[items, height, width, channels]`; see `AdaptivePooling`.
public final class AdaptiveAvgPool2d: AdaptivePooling {
    /// Means over so many parts of each axis.
    public init(_ lengths: any AxisLengths) { super.init(dimensions: 2, lengths, maximum: false) }
    /// nil: as many positions as the input has.
    public init(height: Int?, width: Int?) { super.init([height, width], maximum: false) }
}

/// The mean of parts of volumes `[items, depth, height, width, channels]`; see `AdaptivePooling`.
public final class AdaptiveAvgPool3d: AdaptivePooling {
    /// Means over so many parts of each axis.
    public init(_ lengths: any AxisLengths) { super.init(dimensions: 3, lengths, maximum: false) }
}

/// The maximum of parts of sequences `[items, length, channels]`; see `AdaptivePooling`.
public final class AdaptiveMaxPool1d: AdaptivePooling {
    /// Maxima over so many parts.
    public init(_ lengths: any AxisLengths) { super.init(dimensions: 1, lengths, maximum: true) }
}

/// The maximum of parts of pictures `[items, height, width, channels]`; see `AdaptivePooling`.
public final class AdaptiveMaxPool2d: AdaptivePooling {
    /// Maxima over so many parts of each axis.
    public init(_ lengths: any AxisLengths) { super.init(dimensions: 2, lengths, maximum: true) }
    /// nil: as many positions as the input has.
    public init(height: Int?, width: Int?) { super.init([height, width], maximum: true) }
}

/// The maximum of parts of volumes `[items, depth, height, width, channels]`; see `AdaptivePooling`.
public final class AdaptiveMaxPool3d: AdaptivePooling {
    /// Maxima over so many parts of each axis.
    public init(_ lengths: any AxisLengths) { super.init(dimensions: 3, lengths, maximum: true) }
}
