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
        let (index, start) = try place(name)
        let entry = entries[index]
        switch entry.dtype {
        case .F32: return load(entry, start, UInt32.self) { Float(bitPattern: $0) }
        case .F64: return load(entry, start, UInt64.self) { Float(Double(bitPattern: $0)) }
        case .F16: return load(entry, start, UInt16.self, SafetensorsFile.half)
        case .BF16: return load(entry, start, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .I64, .I32, .I16, .I8, .U8, .BOOL: throw wrongType(entry, expected: "F64, F32, F16 or BF16")
        }
    }

    /// The numbers of a tensor of an integer type or of truth values (0 and 1), row-major.
    ///
    /// Throws `.malformed` where there is no such tensor, `.unsupported` where it is one of floats.
    public func ints(_ name: String) throws(FileError) -> [Int] {
        let (index, start) = try place(name)
        let entry = entries[index]
        switch entry.dtype {
        case .I64: return load(entry, start, Int64.self) { Int($0) }
        case .I32: return load(entry, start, Int32.self) { Int($0) }
        case .I16: return load(entry, start, Int16.self) { Int($0) }
        case .I8: return load(entry, start, Int8.self) { Int($0) }
        case .U8: return load(entry, start, UInt8.self) { Int($0) }
        case .BOOL: return load(entry, start, UInt8.self) { $0 == 0 ? 0 : 1 }
        case .F64, .F32, .F16, .BF16: throw wrongType(entry, expected: "an integer type")
        }
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

    @inline(__always)
    private func load<Word: FixedWidthInteger, Number>(
        _ entry: SafetensorsEntry, _ start: Int, _ word: Word.Type, _ convert: (Word) -> Number
    ) -> [Number] {
        bytes.withUnsafeBytes { raw in
            [Number](unsafeUninitializedCapacity: entry.count) { numbers, count in
                for index in 0..<entry.count {
                    let word = raw.loadUnaligned(
                        fromByteOffset: start + index * MemoryLayout<Word>.size, as: Word.self)
                    numbers.initializeElement(at: index, to: convert(Word(littleEndian: word)))
                }
                count = entry.count
            }
        }
    }

    /// IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction. Written out since Float16 is not on
    /// every system.
    static func half(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F)
        let fraction = UInt32(bits & 0x3FF)
        if exponent == 0x1F { return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13) }
        if exponent == 0 {
            let value = Float(fraction) * 0x1p-24
            return sign == 0 ? value : -value
        }
        return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
}
