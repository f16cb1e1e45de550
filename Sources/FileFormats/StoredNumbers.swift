/// Numbers as they lie in a checkpoint file, of any type and with any strides; converted when they are asked for.
///
/// Whoever makes one has checked that every element lies in `bytes`. A copy shares the file's bytes.
struct StoredNumbers: Sendable {
    private let bytes: [UInt8]
    /// The byte of the first element.
    private let start: Int
    let dtype: TensorElementType
    let shape: [Int]
    /// In elements; 0 along axes of at most one element.
    private let strides: [Int]
    private let isBigEndian: Bool

    init(
        bytes: [UInt8], start: Int, dtype: TensorElementType, shape: [Int], strides: [Int], isBigEndian: Bool = false
    ) {
        (self.bytes, self.start, self.dtype, self.shape) = (bytes, start, dtype, shape)
        self.strides = zip(shape, strides).map { $0 <= 1 ? 0 : $1 }
        self.isBigEndian = isBigEndian
    }

    /// The strides of numbers that lie side by side, the last axis fastest.
    static func rowMajor(_ shape: [Int]) -> [Int] {
        var strides = shape, step = 1
        for axis in shape.indices.reversed() {
            strides[axis] = step
            step &*= max(1, shape[axis])  // may overflow where another axis is empty: nothing is read then
        }
        return strides
    }

    var count: Int { shape.reduce(1, *) }

    /// Row-major, rounded to single precision.
    var floats: [Float] {
        switch dtype {
        case .F32: read(UInt32.self) { Float(bitPattern: $0) }
        case .F64: read(UInt64.self) { Float(Double(bitPattern: $0)) }
        case .F16: read(UInt16.self, Self.half)
        case .BF16: read(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .I64: read(UInt64.self) { Float(Int64(bitPattern: $0)) }
        case .I32: read(UInt32.self) { Float(Int32(bitPattern: $0)) }
        case .I16, .I8, .U8, .BOOL: (ints ?? []).map { Float($0) }
        }
    }

    /// Row-major, as exact as the file has them; integers beyond 2^53 are rounded.
    var doubles: [Double] {
        switch dtype {
        case .F64: read(UInt64.self) { Double(bitPattern: $0) }
        case .F32, .F16, .BF16: floats.map { Double($0) }
        case .I64, .I32, .I16, .I8, .U8, .BOOL: (ints ?? []).map { Double($0) }
        }
    }

    /// Row-major; truth values as 0 and 1; nil for a type of floating point.
    var ints: [Int]? {
        switch dtype {
        case .I64: read(UInt64.self) { Int(Int64(bitPattern: $0)) }
        case .I32: read(UInt32.self) { Int(Int32(bitPattern: $0)) }
        case .I16: read(UInt16.self) { Int(Int16(bitPattern: $0)) }
        case .I8: read(UInt8.self) { Int(Int8(bitPattern: $0)) }
        case .U8: read(UInt8.self) { Int($0) }
        case .BOOL: read(UInt8.self) { $0 == 0 ? 0 : 1 }
        case .F64, .F32, .F16, .BF16: nil
        }
    }

    @inline(__always)
    private func read<Word: FixedWidthInteger, Number>(
        _ type: Word.Type, _ convert: (Word) -> Number
    ) -> [Number] {
        let count = count, size = MemoryLayout<Word>.size, swaps = isBigEndian
        if count == 0 { return [] }
        let isRowMajor = zip(zip(shape, strides), Self.rowMajor(shape)).allSatisfy { $0.0 <= 1 || $0.1 == $1 }
        return bytes.withUnsafeBytes { raw in
            [Number](unsafeUninitializedCapacity: count) { numbers, filled in
                func number(_ byte: Int) -> Number {
                    let word = raw.loadUnaligned(fromByteOffset: byte, as: Word.self)
                    return convert(swaps ? Word(bigEndian: word) : Word(littleEndian: word))
                }
                if isRowMajor {
                    for i in 0..<count { numbers.initializeElement(at: i, to: number(start + i * size)) }
                } else {
                    // all axes but the last counted like an odometer
                    let inner = shape[shape.count - 1], step = strides[shape.count - 1] * size
                    var place = 0, byte = start
                    var index = [Int](repeating: 0, count: shape.count - 1)
                    while place < count {
                        for i in 0..<inner { numbers.initializeElement(at: place + i, to: number(byte + i * step)) }
                        place += inner
                        for axis in index.indices.reversed() {
                            index[axis] += 1
                            byte += strides[axis] * size
                            if index[axis] < shape[axis] { break }
                            byte -= strides[axis] * size * shape[axis]
                            index[axis] = 0
                        }
                    }
                }
                filled = count
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
