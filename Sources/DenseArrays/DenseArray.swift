/// A dense array of Float32 numbers, row-major and contiguous, with value semantics.
///
/// `shape` lists the axes from the outermost; a scalar has the empty shape and one element. Copies share memory until
/// one of them is written to. Shapes are checked where arrays meet: a mismatch is a bug of the caller and traps with
/// the operation's name and both shapes.
public struct DenseArray: Sendable {
    /// The lengths of the axes, outermost first.
    public let shape: [Int]
    /// The number of elements, the product of `shape`.
    public let count: Int
    var storage: Storage

    /// Memory that is about to be written whole.
    public init(uninitialized shape: [Int]) {
        self.shape = shape
        count = shape.reduce(1, *)
        precondition(shape.allSatisfy { $0 >= 0 }, "DenseArray: a shape has no negative lengths, found \(shape)")
        storage = Storage(count: count)
    }

    /// An array of one repeated value.
    public init(repeating value: Float, shape: [Int]) {
        self.init(uninitialized: shape)
        storage.pointer.update(repeating: value, count: count)
    }

    /// An array of zeros.
    public init(zeros shape: [Int]) { self.init(repeating: 0, shape: shape) }

    /// An array from its elements in row-major order.
    public init(_ elements: [Float], shape: [Int]) {
        self.init(uninitialized: shape)
        precondition(
            elements.count == count, "DenseArray: shape \(shape) holds \(count) elements, found \(elements.count)")
        elements.withUnsafeBufferPointer { storage.pointer.update(from: $0.baseAddress ?? UnsafePointer(storage.pointer), count: count) }
    }

    /// A vector.
    public init(_ elements: [Float]) { self.init(elements, shape: [elements.count]) }

    /// A scalar, shape `[]`.
    public init(_ value: Float) { self.init(repeating: value, shape: []) }

    /// A matrix from rows of equal length.
    public init(rows: [[Float]]) {
        let columns = rows.first?.count ?? 0
        precondition(
            rows.allSatisfy { $0.count == columns }, "DenseArray: rows differ in length: \(rows.map(\.count))")
        self.init(rows.flatMap { $0 }, shape: [rows.count, columns])
    }

    /// Whether both are the same copy: the same numbers without looking at them.
    public func sharesMemory(with other: DenseArray) -> Bool { storage === other.storage && shape == other.shape }

    /// The first axis's length; 1 for a scalar.
    public var rows: Int { shape.first ?? 1 }

    /// The product of all axes but the first.
    public var columns: Int { shape.dropFirst().reduce(1, *) }

    /// The elements in row-major order, copied.
    public var elements: [Float] { withUnsafeElements { Array($0) } }

    /// The only element of an array that has one.
    public var scalar: Float {
        precondition(count == 1, "DenseArray.scalar: expected one element, found shape \(shape)")
        return storage.pointer[0]
    }

    /// One element; traps outside the shape.
    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "DenseArray: index \(index) outside 0..<\(count)")
            return storage.pointer[index]
        }
        set {
            precondition(index >= 0 && index < count, "DenseArray: index \(index) outside 0..<\(count)")
            withUnsafeMutableElements { $0[index] = newValue }
        }
    }

    /// One element; traps outside the shape.
    public subscript(row: Int, column: Int) -> Float {
        get { self[offset(row, column)] }
        set { self[offset(row, column)] = newValue }
    }

    private func offset(_ row: Int, _ column: Int) -> Int {
        precondition(
            shape.count == 2 && row >= 0 && row < shape[0] && column >= 0 && column < shape[1],
            "DenseArray: [\(row), \(column)] outside shape \(shape)")
        return row * shape[1] + column
    }

    /// The same elements under another shape, without a copy.
    public func reshaped(_ shape: [Int]) -> DenseArray {
        DenseArray(sharing: self, shape: shape)
    }

    private init(sharing other: DenseArray, shape: [Int]) {
        self.shape = shape
        count = other.count
        storage = other.storage
        precondition(
            shape.reduce(1, *) == count, "DenseArray.reshaped: shape \(other.shape) does not fill shape \(shape)")
    }

    /// Reads the elements in place.
    @inline(__always)
    public func withUnsafeElements<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) {
            try body(UnsafeBufferPointer(start: storage.pointer, count: count))
        }
    }

    /// Writes the elements in place, after a copy when another array shares them.
    @inline(__always)
    public mutating func withUnsafeMutableElements<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        if !isKnownUniquelyReferenced(&storage) {
            let copy = Storage(count: count)
            copy.pointer.update(from: storage.pointer, count: count)
            storage = copy
        }
        return try withExtendedLifetime(storage) {
            try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
        }
    }
}

extension DenseArray: Equatable {
    /// Whether shapes and all elements are the same (NaN differs from itself).
    public static func == (left: DenseArray, right: DenseArray) -> Bool {
        left.shape == right.shape
            && left.withUnsafeElements { a in right.withUnsafeElements { b in a.elementsEqual(b) } }
    }
}

extension DenseArray: CustomStringConvertible {
    /// The shape and the first elements.
    public var description: String {
        let shown = withUnsafeElements { $0.prefix(8).map { "\($0)" }.joined(separator: ", ") }
        return "DenseArray\(shape)(\(shown)\(count > 8 ? ", …" : ""))"
    }
}
