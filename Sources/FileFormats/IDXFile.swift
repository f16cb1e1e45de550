/// An IDX file, the format of MNIST and Fashion-MNIST: a magic number, the lengths of the axes, the numbers.
///
/// Bytes 0 and 1 are zero, byte 2 is the type, byte 3 the number of axes; then one big-endian 32-bit length for each axis, and
/// the numbers, big-endian and row-major. Source: Y. LeCun, C. Cortes & C. Burges, "The MNIST database", 1998.
public struct IDXFile: Sendable, Equatable {
    /// What the numbers are.
    public enum ElementType: UInt8, Sendable, CaseIterable {
        /// By the code in the file.
        case uint8 = 0x08, int8 = 0x09, int16 = 0x0B, int32 = 0x0C, float32 = 0x0D, float64 = 0x0E

        /// Bytes of one number.
        public var size: Int {
            switch self {
            case .uint8, .int8: 1
            case .int16: 2
            case .int32, .float32: 4
            case .float64: 8
            }
        }
    }

    /// What the elements are.
    public let type: ElementType
    /// The lengths of the axes, outermost first: `[60000, 28, 28]` for the training pictures of MNIST.
    public let shape: [Int]
    /// The numbers as they stand in the file.
    public let bytes: [UInt8]

    /// Reads a file, plain or packed with gzip.
    ///
    /// Throws as `Files.readMaybeCompressed` and as `init(_:file:)`.
    public init(path: String) throws(FileError) {
        try self.init(try Files.readMaybeCompressed(path), file: path)
    }

    /// Reads the unpacked bytes of a file.
    ///
    /// Throws `.malformed` with the byte where the header is wrong, the data end too early, or something follows them.
    public init(_ content: consuming [UInt8], file: String) throws(FileError) {
        let (type, shape, start) = try Self.header(content, file)
        self.type = type
        self.shape = shape
        var count = type.size
        for length in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            guard !overflows else {
                throw FileError(
                    kind: .malformed, file: file, place: .byte(4), found: "the sizes \(Self.sizes(shape))",
                    expected: "sizes that a file can hold")
            }
            count = product
        }
        guard content.count - start == count else {
            let place = min(content.count, start + min(count, content.count - start))
            let (found, advice) =
                content.count - start < count
                ? ("the end of the file after \(content.count - start) bytes of data", "copy or download the file again")
                : ("\(content.count - start - count) bytes after the data", nil)
            throw FileError(
                kind: .malformed, file: file, place: .byte(place), found: found,
                expected: "\(count) bytes for sizes \(Self.sizes(shape))", advice: advice)
        }
        // in place: the pictures of MNIST are not held twice
        content.removeFirst(start)
        bytes = content
    }

    private static func header(_ content: [UInt8], _ file: String) throws(FileError) -> (ElementType, [Int], Int) {
        guard content.count >= 4, content[0] == 0, content[1] == 0, let type = ElementType(rawValue: content[2]) else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(0),
                found: content.isEmpty ? "an empty file" : FileError.quoted(content.prefix(4)),
                expected: "an IDX file, which begins with two zero bytes and a type of 08, 09 or 0b to 0e")
        }
        let axes = Int(content[3])
        guard content.count >= 4 + 4 * axes else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(content.count), found: "the end of the file",
                expected: "the sizes of \(axes) axes", advice: "copy or download the file again")
        }
        let shape = (0..<axes).map { axis in
            (0..<4).reduce(0) { $0 << 8 | Int(content[4 + 4 * axis + $1]) }
        }
        return (type, shape, 4 + 4 * axes)
    }

    private static func sizes(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
