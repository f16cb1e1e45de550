import CZlib

/// Writes PNG pictures of 8 bits: gray, gray with alpha, RGB and RGBA.
///
/// Needs no libpng: the data are packed by the system's zlib, and stored as they are where that is absent too, so a report can
/// always embed pictures. Each row takes the filter whose differences have the smallest sum, the rule of thumb of the format's
/// specification (W3C, 2003, "Portable Network Graphics", section 12.8).
public enum PNGWriter {
    /// The bytes of a PNG file.
    ///
    /// - Parameters:
    ///   - height: in pixels.
    ///   - width: in pixels.
    ///   - channels: 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.
    ///   - pixels: row-major `[height, width, channels]`.
    ///   - level: 0...9; -1 stands for zlib's default, 6.
    public static func encode(height: Int, width: Int, channels: Int, pixels: [UInt8], level: Int = -1) -> [UInt8] {
        let sizes = 1...0x7FFF_FFFF
        precondition(
            sizes.contains(height) && sizes.contains(width) && (1...4).contains(channels),
            "PNGWriter: expected 1 to 4 channels and at least one pixel, found \(height)x\(width)x\(channels)")
        precondition(
            pixels.count == height * width * channels,
            "PNGWriter: \(height)x\(width)x\(channels) has \(height * width * channels) bytes, found \(pixels.count)")
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let colorType: UInt8 = [0, 4, 2, 6][channels - 1]
        append("IHDR", bigEndian(width) + bigEndian(height) + [8, colorType, 0, 0, 0], to: &file)
        append("IDAT", pack(filtered(pixels, height, width * channels, channels), level), to: &file)
        append("IEND", [], to: &file)
        return file
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    private static func append(_ name: String, _ data: [UInt8], to file: inout [UInt8]) {
        file += bigEndian(data.count)
        let start = file.count
        file += name.utf8
        file += data
        file += bigEndian(Int(CRC32.of(file[start...])))
    }

    /// Each row after the number of its filter: none, left, above, average or Paeth.
    private static func filtered(_ pixels: [UInt8], _ height: Int, _ stride: Int, _ channels: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(height * (stride + 1))
        var trials = [[UInt8]](repeating: [UInt8](repeating: 0, count: stride), count: 5)
        let blank = [UInt8](repeating: 0, count: stride)
        for y in 0..<height {
            let row = pixels[y * stride..<(y + 1) * stride]
            let above = y == 0 ? blank[...] : pixels[(y - 1) * stride..<y * stride]
            var best = (filter: 0, sum: Int.max)
            for filter in 0..<5 {
                let sum = trials[filter].withUnsafeMutableBufferPointer { trial in
                    row.withUnsafeBufferPointer { row in
                        above.withUnsafeBufferPointer { above in apply(filter, row, above, channels, trial) }
                    }
                }
                if sum < best.sum { best = (filter, sum) }
            }
            output.append(UInt8(best.filter))
            output += trials[best.filter]
        }
        return output
    }

    /// Fills `trial` with the row's differences; gives the sum of their absolute values, read as signed bytes.
    private static func apply(
        _ filter: Int, _ row: UnsafeBufferPointer<UInt8>, _ above: UnsafeBufferPointer<UInt8>, _ channels: Int,
        _ trial: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var sum = 0
        for i in 0..<row.count {
            let a = i < channels ? 0 : Int(row[i - channels]), b = Int(above[i])
            let prediction: Int
            switch filter {
            case 0: prediction = 0
            case 1: prediction = a
            case 2: prediction = b
            case 3: prediction = (a + b) >> 1
            default:
                let c = i < channels ? 0 : Int(above[i - channels])
                let (pa, pb, pc) = (abs(b - c), abs(a - c), abs(a + b - 2 * c))
                prediction = pa <= pb && pa <= pc ? a : pb <= pc ? b : c
            }
            let difference = row[i] &- UInt8(truncatingIfNeeded: prediction)
            trial[i] = difference
            sum += abs(Int(Int8(bitPattern: difference)))
        }
        return sum
    }

    /// A zlib stream (RFC 1950) of the data.
    private static func pack(_ data: [UInt8], _ level: Int) -> [UInt8] {
        guard let stream = czlib_deflate_new(15, Int32(clamping: min(9, max(-1, level)))) else { return stored(data) }
        defer { czlib_free(stream) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var position = 0
        while true {
            var consumed = 0, produced = 0
            let code = data.withUnsafeBufferPointer { input in
                chunk.withUnsafeMutableBufferPointer { room in
                    czlib_step(
                        stream, input.baseAddress.map { $0 + position }, input.count - position, &consumed, room.baseAddress,
                        room.count, &produced, 1)
                }
            }
            position += consumed
            output += chunk[..<produced]
            if Int(code) == CZLIB_END { return output }
            if Int(code) != CZLIB_OK { return stored(data) }
        }
    }

    /// A zlib stream that holds the data unpacked, in blocks of at most 65535 bytes (RFC 1951, 3.2.4).
    static func stored(_ data: [UInt8]) -> [UInt8] {
        var output: [UInt8] = [0x78, 0x01]
        var position = 0
        repeat {
            let count = min(65535, data.count - position)
            let isLast: UInt8 = position + count == data.count ? 1 : 0
            output += [isLast, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8((~count >> 8) & 255)]
            output += data[position..<position + count]
            position += count
        } while position < data.count
        var (a, b) = (1, 0)  // Adler-32
        for byte in data {
            a = (a + Int(byte)) % 65521
            b = (b + a) % 65521
        }
        return output + bigEndian(b << 16 | a)
    }
}

/// CRC-32 as in PNG and gzip, by zlib where it is there.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        if czlib_available() == 0 { return byTable(bytes) }
        return bytes.withUnsafeBufferPointer { czlib_crc32(0, $0.baseAddress, $0.count) }
    }

    static func byTable(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
    }
}
