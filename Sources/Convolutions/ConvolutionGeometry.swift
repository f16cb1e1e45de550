import CVectorKernels
import DenseArrays

/// The numbers that fix a convolution's shape, and the shape of its output, in 1, 2 or 3 dimensions.
///
/// An axis with n input positions, a window of f taps that lie d apart (dilation), stride s, and p zeros on each end has
///
///     ⌊(n + 2p - d(f - 1) - 1) / s⌋ + 1
///
/// output positions. Input `[items, …lengths, inputs]`, weight `[…window, inputs / groups, outputs]`, output
/// `[items, …outputLengths, outputs]`: channels last. Axes are named outermost first: depth, height, width (in one
/// dimension: length).
public struct ConvolutionGeometry: Hashable, Sendable {
    /// Input positions of each axis.
    public let lengths: [Int]
    /// The kernel's length on each axis.
    public let window: [Int]
    /// Steps between outputs on each axis.
    public let stride: [Int]
    /// Zeros before the first position of each axis.
    public let before: [Int]
    /// Zeros after the last position; negative where the last ones are not read.
    public let after: [Int]
    /// Steps between the kernel's places on each axis.
    public let dilation: [Int]
    /// Channels in and out are cut into so many groups, each of which sees its own alone.
    public let groups: Int
    /// Input channels.
    public let inputs: Int
    /// Output channels.
    public let outputs: Int
    /// Output positions of each axis.
    public let outputLengths: [Int]

    /// Why a geometry is impossible.
    public struct Problem: Error, Equatable, CustomStringConvertible {
        public let description: String
    }

    /// A geometry from outside: throws what is wrong with it, by the axis's name.
    public init(
        checking lengths: [Int], window: any AxisLengths, stride: any AxisLengths = 1, padding: ConvolutionPadding = 0,
        dilation: any AxisLengths = 1, groups: Int = 1, inputs: Int, outputs: Int
    ) throws(Problem) {
        let count = lengths.count
        let (window, stride, dilation) = (window.lengths(count), stride.lengths(count), dilation.lengths(count))
        guard (1...3).contains(count) else { throw Problem(description: "expected 1, 2 or 3 axes, found lengths \(lengths)") }
        let (before, after) = padding.ends(window: window, dilation: dilation)
        for (name, list) in [("window", window), ("stride", stride), ("padding", before), ("dilation", dilation)]
        where list.count != count {
            throw Problem(description: "expected one \(name) for each of \(count) axes, found \(list)")
        }
        if padding == .same, let axis = stride.firstIndex(where: { $0 != 1 }) {
            throw Problem(
                description: "padding `same` needs stride 1, found stride \(stride[axis]) along \(axisName(axis, of: count))")
        }
        try self.init(
            lengths: lengths, window: window, stride: stride, before: before, after: after, dilation: dilation, groups: groups,
            inputs: inputs, outputs: outputs)
    }

    /// A geometry that the caller answers for.
    public init(
        _ lengths: [Int], window: any AxisLengths, stride: any AxisLengths = 1, padding: ConvolutionPadding = 0,
        dilation: any AxisLengths = 1, groups: Int = 1, inputs: Int, outputs: Int
    ) {
        do {
            try self.init(
                checking: lengths, window: window, stride: stride, padding: padding, dilation: dilation, groups: groups,
                inputs: inputs, outputs: outputs)
        } catch {
            preconditionFailure("ConvolutionGeometry: \(error)")
        }
    }

    init(
        lengths: [Int], window: [Int], stride: [Int], before: [Int], after: [Int], dilation: [Int], groups: Int, inputs: Int,
        outputs: Int
    ) throws(Problem) {
        guard inputs > 0, outputs > 0, groups > 0 else {
            throw Problem(
                description: "channels and groups must be positive, found \(inputs) inputs, \(outputs) outputs, \(groups) groups")
        }
        guard inputs % groups == 0, outputs % groups == 0 else {
            throw Problem(description: "\(groups) groups must divide \(inputs) inputs and \(outputs) outputs")
        }
        var outputLengths: [Int] = []
        for axis in lengths.indices {
            let (n, f, s, d) = (lengths[axis], window[axis], stride[axis], dilation[axis])
            let padding = before[axis] + after[axis]
            let name = axisName(axis, of: lengths.count)
            guard n > 0, f > 0, s > 0, d > 0, before[axis] >= 0 else {
                throw Problem(
                    description: "along \(name): length \(n), window \(f), stride \(s) and dilation \(d) must be positive, padding \(before[axis]) not negative"
                )
            }
            let reach = d * (f - 1) + 1
            guard n + padding >= reach else {
                throw Problem(
                    description: "along \(name): a window of \(f)\(d == 1 ? "" : " with dilation \(d)") spans \(reach) positions, the input has \(n)\(padding == 0 ? "" : " and \(padding) of padding")"
                )
            }
            outputLengths.append((n + padding - reach) / s + 1)
        }
        (self.lengths, self.window, self.stride) = (lengths, window, stride)
        (self.before, self.after, self.dilation) = (before, after, dilation)
        (self.groups, self.inputs, self.outputs, self.outputLengths) = (groups, inputs, outputs, outputLengths)
    }

    /// The convolution whose input gradient is the transposed convolution of `lengths` positions and `inputs` channels to
    /// `outputs` channels: (n - 1) s - 2p + d (f - 1) + `outputPadding` + 1 positions an axis. Its own inputs are the
    /// transposed one's outputs.
    public init(
        transposing lengths: [Int], window: any AxisLengths, stride: any AxisLengths = 1, padding: any AxisLengths = 0,
        outputPadding: any AxisLengths = 0, dilation: any AxisLengths = 1, groups: Int = 1, inputs: Int, outputs: Int
    ) throws(Problem) {
        let count = lengths.count
        guard (1...3).contains(count) else { throw Problem(description: "expected 1, 2 or 3 axes, found lengths \(lengths)") }
        let (window, stride, dilation) = (window.lengths(count), stride.lengths(count), dilation.lengths(count))
        let (padding, extra) = (padding.lengths(count), outputPadding.lengths(count))
        for (name, list) in [
            ("window", window), ("stride", stride), ("padding", padding), ("output padding", extra), ("dilation", dilation),
        ] where list.count != count {
            throw Problem(description: "expected one \(name) for each of \(count) axes, found \(list)")
        }
        var results: [Int] = [], after: [Int] = []
        for axis in 0..<count {
            let name = axisName(axis, of: count)
            guard extra[axis] >= 0, extra[axis] < max(stride[axis], dilation[axis]) else {
                throw Problem(
                    description: "along \(name): output padding \(extra[axis]) must be below stride \(stride[axis]) or dilation \(dilation[axis])"
                )
            }
            let length = (lengths[axis] - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (window[axis] - 1)
                + extra[axis] + 1
            guard length > 0 else {
                throw Problem(description: "along \(name): \(lengths[axis]) positions would become \(length)")
            }
            results.append(length)
            after.append(extra[axis] < stride[axis] ? padding[axis] : padding[axis] - extra[axis])
        }
        try self.init(
            lengths: results, window: window, stride: stride, before: padding, after: after, dilation: dilation, groups: groups,
            inputs: outputs, outputs: inputs)
    }

    /// How many axes there are: 1, 2 or 3.
    public var dimensions: Int { lengths.count }
    /// `[…window, inputs / groups, outputs]`
    public var weightShape: [Int] { window + [inputs / groups, outputs] }
    /// `[items, …lengths, inputs]`
    public func inputShape(items: Int) -> [Int] { [items] + lengths + [inputs] }
    /// `[items, …outputLengths, outputs]`
    public func outputShape(items: Int) -> [Int] { [items] + outputLengths + [outputs] }
    /// Multiply-adds of one item.
    public var work: Int { outputLengths.reduce(1, *) * taps * (inputs / groups) * outputs }

    var taps: Int { window.reduce(1, *) }
    var positions: Int { outputLengths.reduce(1, *) }
    /// Whether a position's output needs that position's input alone, so that the convolution is a product of matrices.
    var isPointwise: Bool {
        taps == 1 && groups == 1 && stride.allSatisfy { $0 == 1 } && (before + after).allSatisfy { $0 == 0 }
    }
    var isDepthwise: Bool { groups == inputs && groups > 1 }

    /// The same for the C kernels, in three dimensions.
    var kernel: cvk_convolution {
        cvk_convolution(
            in: spatial(lengths, 1), out: spatial(outputLengths, 1), window: spatial(window, 1), stride: spatial(stride, 1),
            before: spatial(before, 0), dilation: spatial(dilation, 1), inputs: inputs, outputs: outputs, groups: groups)
    }
}

/// Three axes, the missing leading ones `filling`.
func spatial(_ list: [Int], _ filling: Int) -> (Int, Int, Int) {
    switch list.count {
    case 1: (filling, filling, list[0])
    case 2: (filling, list[0], list[1])
    default: (list[0], list[1], list[2])
    }
}

/// What an axis is called.
func axisName(_ axis: Int, of count: Int) -> String {
    switch count {
    case 1: "the length"
    case 2: ["the height", "the width"][axis]
    default: ["the depth", "the height", "the width"][axis]
    }
}
