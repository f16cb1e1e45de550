import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a picture of another size is made.
public enum Interpolation: String, Sendable, CaseIterable {
    /// The element at ⌊i · in / out⌋.
    case nearest
    /// The element whose middle is nearest: ⌊(i + ½) · in / out⌋.
    case nearestExact
    /// Straight lines between neighbours: PyTorch's `linear`, `bilinear`, `trilinear`.
    case linear
    /// Cubic curves through four neighbours (a = -0.75): PyTorch's `bicubic`.
    case cubic

    /// The map of one axis. Corners aligned: the first and last elements of both lie upon each other; else their
    /// edges do.
    public func map(from: Int, to: Int, alignsCorners: Bool = false) -> AxisMap {
        AxisMap(
            from: from,
            taps: (0..<to).map { taps($0, from: from, to: to, alignsCorners) })
    }

    private func taps(_ i: Int, from: Int, to: Int, _ alignsCorners: Bool) -> [(place: Int, weight: Float)] {
        let scale = Float(from) / Float(to)
        switch self {
        case .nearest: return [(min(Int(Float(i) * scale), from - 1), 1)]
        case .nearestExact: return [(min(Int((Float(i) + 0.5) * scale), from - 1), 1)]
        case .linear:
            let x = max(0, source(i, from: from, to: to, alignsCorners))
            let low = min(Int(x), from - 1), high = min(low + 1, from - 1)
            let part = Float(x - Double(low))
            if low == high || part == 0 { return [(low, 1)] }
            return [(low, 1 - part), (high, part)]
        case .cubic:
            let x = source(i, from: from, to: to, alignsCorners), low = x.rounded(.down), t = x - low
            return (-1...2).map { step in
                (min(max(Int(low) + step, 0), from - 1), Float(Self.cubicWeight(t - Double(step))))
            }
        }
    }

    private func source(_ i: Int, from: Int, to: Int, _ alignsCorners: Bool) -> Double {
        if alignsCorners { return to > 1 ? Double(i) * Double(from - 1) / Double(to - 1) : 0 }
        return (Double(i) + 0.5) * Double(from) / Double(to) - 0.5
    }

    /// Keys' kernel with a = -0.75 at distance d.
    private static func cubicWeight(_ distance: Double) -> Double {
        let a = -0.75, d = abs(distance)
        if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
    }
}

extension Tensor {
    /// X `[items, …, channels]` with the axes between in these sizes, without antialiasing.
    ///
    /// Time is O(elements of the result · neighbours). Equal to PyTorch's `interpolate`; its `bilinear` is `linear` over two
    /// axes, its `bicubic` `cubic`.
    public func interpolated(
        to size: [Int], _ interpolation: Interpolation = .nearest, alignsCorners: Bool = false
    ) -> Tensor {
        precondition(
            shape.count == size.count + 2 && size.allSatisfy { $0 > 0 } && shape.dropFirst().allSatisfy { $0 > 0 },
            "Tensor.interpolated: x has shape \(shape), expected [items, …, channels] with \(size.count) axes between, none empty, for size \(size)")
        var y = self
        for (number, length) in size.enumerated() where length != shape[number + 1] {
            y = y.mapped(
                interpolation.map(from: shape[number + 1], to: length, alignsCorners: alignsCorners), axis: number + 1)
        }
        return y
    }
}

/// Pictures in another size: X `[items, …, channels]` with the axes between enlarged by a factor or brought to a size.
/// Equal to PyTorch's `Upsample` where the factor times the length is whole (else PyTorch steps by 1 / factor, this by the
/// quotient of the lengths).
public final class Upsample: Layer {
    /// The sizes of the axes between; nil where a factor says them.
    public let size: [Int]?
    /// What these axes' lengths are multiplied by, rounded down.
    public let factor: Float?
    /// How values between the given ones are made.
    public let interpolation: Interpolation
    /// Whether the first and last elements of both lie upon each other.
    public let alignsCorners: Bool

    /// To a size.
    public init(size: [Int], _ interpolation: Interpolation = .nearest, alignsCorners: Bool = false) {
        (self.size, factor) = (size, nil)
        (self.interpolation, self.alignsCorners) = (interpolation, alignsCorners)
    }

    /// By a factor.
    public init(factor: Float, _ interpolation: Interpolation = .nearest, alignsCorners: Bool = false) {
        precondition(factor > 0, "Upsample: expected a factor above 0, found \(factor)")
        (size, self.factor) = (nil, factor)
        (self.interpolation, self.alignsCorners) = (interpolation, alignsCorners)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        let inner = x.shape.dropFirst().dropLast()
        return x.interpolated(
            to: size ?? inner.map { Int(Float($0) * (factor ?? 1)) }, interpolation, alignsCorners: alignsCorners)
    }

    public var parameters: [Parameter] { [] }
    public var title: String {
        let name: String =
            switch interpolation {
            case .nearest: "nearest"
            case .nearestExact: "nearest-exact"
            case .linear: size?.count == 1 ? "linear" : size?.count == 3 ? "trilinear" : "bilinear"
            case .cubic: "bicubic"
            }
        let what =
            size.map { "size=(\($0.map(String.init).joined(separator: ", "))\($0.count == 1 ? "," : ""))" }
            ?? "scale_factor=\(factor ?? 1)"
        return "Upsample(\(what), mode='\(name)')"
    }
}

/// Channels as places: X `[items, height, width, channels · r²]` becomes `[items, height · r, width · r, channels]`; channel
/// c · r² + i · r + j of a place goes to row i and column j of its square.
///
/// Source: Shi et al., 2016, arXiv:1609.05158. Equal to PyTorch's `PixelShuffle`.
public final class PixelShuffle: Layer {
    /// r
    public let factor: Int

    /// Higher and wider by this factor.
    public init(_ factor: Int) {
        precondition(factor > 0, "PixelShuffle: expected a factor above 0, found \(factor)")
        self.factor = factor
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        let r = factor
        precondition(
            x.shape.count == 4 && x.shape[3].isMultiple(of: r * r),
            "PixelShuffle: x has shape \(x.shape), expected [items, height, width, channels · \(r * r)]")
        let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3] / (r * r))
        return x.reshaped([n, h, w, c, r, r]).permuted([0, 1, 4, 2, 5, 3]).reshaped([n, h * r, w * r, c])
    }

    public var parameters: [Parameter] { [] }
    public var title: String { "PixelShuffle(upscale_factor=\(factor))" }
}

/// A border around pictures `[items, height, width, channels]`. Equal to PyTorch's `ZeroPad2d`, `ConstantPad2d`,
/// `ReflectionPad2d`, `ReplicationPad2d` and `CircularPad2d`.
public final class Pad2d: Layer {
    /// Columns added on the left.
    public let left: Int
    /// Columns added on the right.
    public let right: Int
    /// Rows added above.
    public let top: Int
    /// Rows added below.
    public let bottom: Int
    /// What stands in them.
    public let padding: Tensor.Padding

    /// Zeros unless told otherwise.
    public init(left: Int, right: Int, top: Int, bottom: Int, _ padding: Tensor.Padding = .constant(0)) {
        (self.left, self.right, self.top, self.bottom, self.padding) = (left, right, top, bottom, padding)
    }

    /// The same on all four sides.
    public convenience init(_ amount: Int, _ padding: Tensor.Padding = .constant(0)) {
        self.init(left: amount, right: amount, top: amount, bottom: amount, padding)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        precondition(
            x.shape.count == 4, "Pad2d: x has shape \(x.shape), expected [items, height, width, channels]")
        return x.padded([(0, 0), (top, bottom), (left, right)], padding)
    }

    public var parameters: [Parameter] { [] }
    public var title: String {
        let sides = "(\(left), \(right), \(top), \(bottom))"
        switch padding {
        case .constant(0): return "ZeroPad2d(\(sides))"
        case .constant(let number): return "ConstantPad2d(padding=\(sides), value=\(number))"
        case .reflect: return "ReflectionPad2d(\(sides))"
        case .replicate: return "ReplicationPad2d(\(sides))"
        case .circular: return "CircularPad2d(\(sides))"
        }
    }
}
