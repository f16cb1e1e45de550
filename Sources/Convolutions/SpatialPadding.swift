import DenseArrays

/// What positions around an array hold.
public enum PaddingMode: String, Sendable, CaseIterable {
    /// Zeros.
    case zeros
    /// The inside mirrored at the last position, which is not repeated: needs padding below the length.
    case reflect
    /// The nearest position inside.
    case replicate
    /// The other end.
    case circular
}

/// x `[items, …lengths, channels]` with positions added around each axis.
public struct SpatialPadding: Sendable {
    /// The input's length on each axis.
    public let lengths: [Int]
    /// With what is added.
    public let outputLengths: [Int]
    /// For each axis the input position that each output position copies; -1: none, a zero.
    private let sources: [[Int]]

    /// `before` and `after` are the positions added to each axis.
    public init(_ lengths: [Int], before: [Int], after: [Int], mode: PaddingMode) {
        precondition(
            before.count == lengths.count && after.count == lengths.count && (1...3).contains(lengths.count),
            "SpatialPadding: expected one padding for each of \(lengths.count) axes, found \(before) and \(after)")
        for (axis, n) in lengths.enumerated() {
            let most = max(before[axis], after[axis]), name = axisName(axis, of: lengths.count)
            precondition(
                min(before[axis], after[axis]) >= 0 && n > 0,
                "SpatialPadding: along \(name): length \(n) must be positive, padding \(before[axis]) and \(after[axis]) not negative")
            precondition(
                !(mode == .reflect && most >= n) && !(mode == .circular && most > n),
                "SpatialPadding: along \(name): padding \(most) is too much for \(n) positions in mode \(mode.rawValue)")
        }
        self.lengths = lengths
        outputLengths = lengths.indices.map { lengths[$0] + before[$0] + after[$0] }
        sources = lengths.indices.map { axis in
            let n = lengths[axis]
            return (-before[axis]..<n + after[axis]).map { place in
                if place >= 0 && place < n { return place }
                switch mode {
                case .zeros: return -1
                case .reflect: return place < 0 ? -place : 2 * (n - 1) - place
                case .replicate: return place < 0 ? 0 : n - 1
                case .circular: return (place + n) % n
                }
            }
        }
    }

    /// The padded array.
    public func padded(_ x: DenseArray) -> DenseArray {
        let channels = x.shape[x.shape.count - 1], items = x.shape[0]
        var y = DenseArray(uninitialized: [items] + outputLengths + [channels])
        y.withUnsafeMutableElements { y in
            x.withUnsafeElements { x in
                forEachPosition(items) { to, from in
                    for c in 0..<channels { y[to * channels + c] = from < 0 ? 0 : x[from * channels + c] }
                }
            }
        }
        return y
    }

    /// dX for dY: the sum over all copies.
    public func gradient(_ dy: DenseArray) -> DenseArray {
        let channels = dy.shape[dy.shape.count - 1], items = dy.shape[0]
        var dx = DenseArray(zeros: [items] + lengths + [channels])
        dx.withUnsafeMutableElements { dx in
            dy.withUnsafeElements { dy in
                forEachPosition(items) { to, from in
                    if from < 0 { return }
                    for c in 0..<channels { dx[from * channels + c] += dy[to * channels + c] }
                }
            }
        }
        return dx
    }

    private func forEachPosition(_ items: Int, _ body: (_ to: Int, _ from: Int) -> Void) {
        let lists = [[Int]](repeating: [0], count: 3 - sources.count) + sources
        let (_, n1, n2) = spatial(lengths, 1)
        let size = lengths.reduce(1, *)
        var to = 0
        for item in 0..<items {
            for d in lists[0] {
                for h in lists[1] {
                    for w in lists[2] {
                        body(to, min(d, h, w) < 0 ? -1 : item * size + (d * n1 + h) * n2 + w)
                        to += 1
                    }
                }
            }
        }
    }
}
