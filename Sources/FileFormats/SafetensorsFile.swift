/// A safetensors file: named tensors and a text header (https://github.com/huggingface/safetensors, README "Format").
///
/// Eight bytes with the header's length, little-endian; the header, a JSON object; then the numbers, little-endian,
/// row-major, without gaps. What the reference library refuses is refused here: a header of more than 100 MB, ranges
/// that overlap, leave holes, end elsewhere than the file or disagree with shape and type, unknown types, keys that
/// occur twice.
public struct SafetensorsFile: Sendable {
    private static let longestHeader: UInt64 = 100_000_000

    /// The texts under `__metadata__`; empty where there are none.
    public let metadata: [String: String]
    /// The tensors in the order of their numbers in the file.
    public let entries: [SafetensorsEntry]

    private let file: String
    private let bytes: [UInt8]
    /// Per tensor: its place in `entries` and its first byte in the file.
    private let places: [String: (index: Int, start: Int)]

    /// Reads a whole file. Throws as `init(bytes:file:)`, and `.missing` or `.inputOutput` as `Files.read`.
    public init(path: String) throws(FileError) {
        try self.init(bytes: try Files.read(path), file: path)
    }

    /// Reads the header and checks it against the number of bytes.
    ///
    /// Throws `.malformed` with the byte or the tensor's name, `.unsupported` for an element type not listed in
    /// `SafetensorsEntry.ElementType`.
    public init(bytes: [UInt8], file: String) throws(FileError) {
        self.file = file
        self.bytes = bytes
        guard bytes.count >= 8 else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(bytes.count), found: "the end of the file",
                expected: "8 bytes with the length of the header")
        }
        let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard length <= SafetensorsFile.longestHeader, Int(length) <= bytes.count - 8 else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(0), found: "a header of \(length) bytes",
                expected: "at most \(min(bytes.count - 8, Int(SafetensorsFile.longestHeader))) bytes",
                advice: "this is no safetensors file, or it was cut off")
        }
        let dataStart = 8 + Int(length)
        let header = try SafetensorsHeader(Array(bytes[8..<dataStart]), file: file)
        try header.checkRanges(dataCount: bytes.count - dataStart)
        metadata = header.metadata
        entries = header.tensors.map(\.entry)
        var places: [String: (index: Int, start: Int)] = [:]
        for (index, tensor) in header.tensors.enumerated() {
            places[tensor.entry.name] = (index, dataStart + tensor.begin)
        }
        self.places = places
    }

    /// Whether there is a tensor of this name.
    public func contains(_ name: String) -> Bool { places[name] != nil }

    /// The tensor of this name. Throws `.malformed` where there is none.
    public func entry(_ name: String) throws(FileError) -> SafetensorsEntry { entries[try place(name).index] }

    /// The numbers of a tensor of type F64 (rounded), F32, F16 or BF16, row-major.
    ///
    /// Throws `.malformed` where there is no such tensor, `.unsupported` where it is one of integers.
    public func floats(_ name: String) throws(FileError) -> [Float] {
        let entry = try entry(name)
        guard entry.dtype.isFloatingPoint else { throw wrongType(entry, expected: "F64, F32, F16 or BF16") }
        return try numbers(name).floats
    }

    /// The numbers of a tensor of an integer type or of truth values (0 and 1), row-major.
    ///
    /// Throws `.malformed` where there is no such tensor, `.unsupported` where it is one of floats.
    public func ints(_ name: String) throws(FileError) -> [Int] {
        let entry = try entry(name)
        guard let ints = try numbers(name).ints else { throw wrongType(entry, expected: "an integer type") }
        return ints
    }

    /// The numbers of a tensor of any type, to be converted when they are asked for.
    func numbers(_ name: String) throws(FileError) -> StoredNumbers {
        let (index, start) = try place(name)
        let entry = entries[index]
        return StoredNumbers(
            bytes: bytes, start: start, dtype: entry.dtype, shape: entry.shape, strides: StoredNumbers.rowMajor(entry.shape))
    }

    private func place(_ name: String) throws(FileError) -> (index: Int, start: Int) {
        if let place = places[name] { return place }
        let names = entries.prefix(12).map(\.name).joined(separator: ", ") + (entries.count > 12 ? ", ..." : "")
        throw FileError(
            kind: .malformed, file: file, place: .entry(name), found: "no such tensor", expected: "one of: \(names)")
    }

    private func wrongType(_ entry: SafetensorsEntry, expected: String) -> FileError {
        FileError(
            kind: .unsupported, file: file, place: .entry(entry.name), found: "the type \(entry.dtype.rawValue)",
            expected: expected)
    }
}
