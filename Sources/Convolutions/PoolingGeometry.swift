import CVectorKernels
import DenseArrays

/// Which input positions each output position of a pooling reads, in 1, 2 or 3 dimensions; channels are pooled each by
/// itself.
///
/// With window f, dilation d, stride s and padding p an axis of n positions has ⌊(n + 2p - d(f - 1) - 1) / s⌋ + 1 output
/// positions; with `ceiling` the quotient is rounded up, but no window starts in the padding after the last position.
/// Padding is never read: a maximum or mean is over what lies inside.
public struct PoolingGeometry: Sendable {
    /// Input positions of each axis.
    public let lengths: [Int]
    /// Output positions of each axis.
    public let outputLengths: [Int]
    /// First position that each output position reads, and how many, by axis.
    let starts: [[Int32]], counts: [[Int32]]
    /// Distance of the positions read.
    let steps: [Int]
    /// 1 / the number that a mean divides each output position's sum by.
    let shares: [Float]
    let isApart: Bool, isCovering: Bool

    /// What a mean divides by.
    public enum Divisor: Sendable, Equatable {
        /// The window's positions, padding among them (but not what lies beyond it).
        case window
        /// The positions inside.
        case inside
        /// This number.
        case fixed(Int)
    }

    /// The geometry of windows; throws what is wrong with it, by the axis's name. `stride` nil: the window's lengths.
    public init(
        checking lengths: [Int], window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0,
        dilation: any AxisLengths = 1, ceiling: Bool = false, divisor: Divisor = .window
    ) throws(ConvolutionGeometry.Problem) {
        let count = lengths.count
        guard (1...3).contains(count) else {
            throw ConvolutionGeometry.Problem(description: "expected 1, 2 or 3 axes, found lengths \(lengths)")
        }
        let sizes = window.lengths(count), strides = (stride ?? window).lengths(count)
        let paddings = padding.lengths(count), dilations = dilation.lengths(count)
        for (name, list) in [("window", sizes), ("stride", strides), ("padding", paddings), ("dilation", dilations)]
        where list.count != count {
            throw ConvolutionGeometry.Problem(description: "expected one \(name) for each of \(count) axes, found \(list)")
        }
        if case .fixed(let number) = divisor, number == 0 {
            throw ConvolutionGeometry.Problem(description: "a mean cannot be divided by 0")
        }
        var axes: [(starts: [Int32], counts: [Int32], padded: [Int])] = []
        for axis in 0..<count {
            let (n, f, s, p, d) = (lengths[axis], sizes[axis], strides[axis], paddings[axis], dilations[axis])
            let name = axisName(axis, of: count)
            guard n > 0, f > 0, s > 0, d > 0, p >= 0 else {
                throw ConvolutionGeometry.Problem(
                    description: "along \(name): length \(n), window \(f), stride \(s) and dilation \(d) must be positive, padding \(p) not negative"
                )
            }
            let reach = d * (f - 1) + 1
            guard 2 * p <= reach else {
                throw ConvolutionGeometry.Problem(
                    description: "along \(name): padding \(p) is more than half the window's \(reach) positions")
            }
            guard n + 2 * p >= reach else {
                throw ConvolutionGeometry.Problem(
                    description: "along \(name): a window of \(f)\(d == 1 ? "" : " with dilation \(d)") spans \(reach) positions, the input has \(n)\(p == 0 ? "" : " and \(2 * p) of padding")"
                )
            }
            var outputs = (n + 2 * p - reach + (ceiling ? s - 1 : 0)) / s + 1
            if ceiling, (outputs - 1) * s >= n + p { outputs -= 1 }
            var starts: [Int32] = [], counts: [Int32] = [], padded: [Int] = []
            for o in 0..<outputs {
                let start = o * s - p
                // taps first ..< end lie inside
                let first = start >= 0 ? 0 : (-start + d - 1) / d
                let end = max(first, min(f, (n - start + d - 1) / d))
                starts.append(Int32(min(n - 1, start + first * d)))
                counts.append(Int32(end - first))
                padded.append(min(start + f, n + p) - start)
            }
            axes.append((starts, counts, padded))
        }
        self.init(
            lengths: lengths, steps: dilations, starts: axes.map(\.starts), counts: axes.map(\.counts),
            divisors: axes.map { divisor == .window ? $0.padded : $0.counts.map(Int.init) },
            fixed: { if case .fixed(let number) = divisor { number } else { nil } }())
    }

    /// The geometry of windows that the caller answers for.
    public init(
        _ lengths: [Int], window: any AxisLengths, stride: (any AxisLengths)? = nil, padding: any AxisLengths = 0,
        dilation: any AxisLengths = 1, ceiling: Bool = false, divisor: Divisor = .window
    ) {
        do {
            try self.init(
                checking: lengths, window: window, stride: stride, padding: padding, dilation: dilation, ceiling: ceiling,
                divisor: divisor)
        } catch {
            preconditionFailure("PoolingGeometry: \(error)")
        }
    }

    /// The geometry of an adaptive pooling to `outputs` positions (nil: as many as there are): output position o of m reads
    /// the input positions ⌊o n / m⌋ ..< ⌈(o + 1) n / m⌉.
    public init(_ lengths: [Int], adaptive outputs: [Int?]) {
        precondition(
            (1...3).contains(lengths.count) && outputs.count == lengths.count,
            "PoolingGeometry: expected one output length for each of \(lengths.count) axes, found \(outputs)")
        var starts: [[Int32]] = [], counts: [[Int32]] = []
        for (axis, (n, wanted)) in zip(lengths, outputs).enumerated() {
            let m = wanted ?? n
            precondition(
                m > 0 && n > 0,
                "PoolingGeometry: along \(axisName(axis, of: lengths.count)): \(n) positions cannot become \(m)")
            starts.append((0..<m).map { Int32($0 * n / m) })
            counts.append((0..<m).map { Int32((($0 + 1) * n + m - 1) / m - $0 * n / m) })
        }
        self.init(
            lengths: lengths, steps: lengths.map { _ in 1 }, starts: starts, counts: counts,
            divisors: counts.map { $0.map(Int.init) }, fixed: nil)
    }

    private init(
        lengths: [Int], steps: [Int], starts: [[Int32]], counts: [[Int32]], divisors: [[Int]], fixed: Int?
    ) {
        let missing = 3 - lengths.count
        (self.lengths, outputLengths) = (lengths, starts.map(\.count))
        self.starts = [[Int32]](repeating: [0], count: missing) + starts
        self.counts = [[Int32]](repeating: [1], count: missing) + counts
        self.steps = [Int](repeating: 1, count: missing) + steps
        let divisors = [[Int]](repeating: [1], count: missing) + divisors
        var shares: [Float] = []
        for a in divisors[0] {
            for b in divisors[1] { for c in divisors[2] { shares.append(1 / Float(fixed ?? a * b * c)) } }
        }
        self.shares = shares
        var apart = true, covering = true
        for (axis, n) in lengths.enumerated() {
            let (start, count) = (starts[axis].map(Int.init), counts[axis].map(Int.init))
            var end = 0
            for o in start.indices {
                if start[o] < end || (steps[axis] != 1 && count[o] > 1) { apart = false }
                if start[o] > end || (steps[axis] != 1 && count[o] > 1) { covering = false }
                end = max(end, start[o] + (count[o] - 1) * steps[axis] + 1)
            }
            if end < n { covering = false }
        }
        (isApart, isCovering) = (apart, covering)
    }

    /// The most positions that a window reads.
    var largest: Int { counts.reduce(1) { $0 * Int($1.max() ?? 0) } }

    func withKernel<Result>(_ channels: Int, _ body: (UnsafePointer<cvk_windows>) -> Result) -> Result {
        starts[0].withUnsafeBufferPointer { s0 in
            starts[1].withUnsafeBufferPointer { s1 in
                starts[2].withUnsafeBufferPointer { s2 in
                    counts[0].withUnsafeBufferPointer { c0 in
                        counts[1].withUnsafeBufferPointer { c1 in
                            counts[2].withUnsafeBufferPointer { c2 in
                                let windows = cvk_windows(
                                    in: spatial(lengths, 1), out: spatial(outputLengths, 1), step: (steps[0], steps[1], steps[2]),
                                    start: (s0.baseAddress, s1.baseAddress, s2.baseAddress),
                                    count: (c0.baseAddress, c1.baseAddress, c2.baseAddress), largest: largest,
                                    channels: channels, apart: isApart, covering: isCovering)
                                return withUnsafePointer(to: windows, body)
                            }
                        }
                    }
                }
            }
        }
    }
}
