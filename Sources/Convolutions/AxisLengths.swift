/// A number for each axis of a window: one for all (`3`) or one each, outermost first (`[3, 2]`).
public protocol AxisLengths: Sendable {
    /// The numbers for `dimensions` axes; as many as were given where they are a list.
    func lengths(_ dimensions: Int) -> [Int]
    /// As PyTorch prints it where it keeps what it was given: `3` or `(3, 2)`.
    var title: String { get }
}

extension Int: AxisLengths {
    public func lengths(_ dimensions: Int) -> [Int] { [Int](repeating: self, count: dimensions) }
    public var title: String { "\(self)" }
}

extension [Int]: AxisLengths {
    public func lengths(_ dimensions: Int) -> [Int] { self }
    public var title: String { tupleTitle }

    /// `(3, 2)`, `(3,)`
    public var tupleTitle: String {
        count == 1 ? "(\(self[0]),)" : "(" + map(String.init).joined(separator: ", ") + ")"
    }
}

/// What a convolution adds around its input.
public enum ConvolutionPadding: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// As many on both ends of every axis.
    case size(Int)
    /// As many on both ends of each axis.
    case sizes([Int])
    /// So many that the output has the input's lengths; the odd one at the end. The stride must be 1.
    case same

    public init(integerLiteral value: Int) { self = .size(value) }
    public init(arrayLiteral elements: Int...) { self = .sizes(elements) }
    /// The same on each axis.
    public init(_ size: Int) { self = .size(size) }

    /// How many before and after each axis, for a window and dilation.
    public func ends(window: [Int], dilation: [Int]) -> (before: [Int], after: [Int]) {
        switch self {
        case .size(let size):
            let sizes = size.lengths(window.count)
            return (sizes, sizes)
        case .sizes(let sizes): return (sizes, sizes)
        case .same:
            let total = zip(window, dilation).map { ($0 - 1) * $1 }
            return (total.map { $0 / 2 }, total.map { $0 - $0 / 2 })
        }
    }
}
