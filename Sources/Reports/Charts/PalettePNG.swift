/// The smallest PNG writer that a chart needs: at most 256 colours, each with an opacity, stored without compression (the pictures
/// are small, and pages are compressed on their way). `FileFormats` has the full one.
enum PalettePNG {
    /// - Parameters:
    ///   - pixels: a colour's number each, row by row.
    ///   - palette: red, green, blue and opacity.
    static func encoded(width: Int, height: Int, pixels: [UInt8], palette: [(UInt8, UInt8, UInt8, UInt8)]) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        chunk("IHDR", big(width) + big(height) + [8, 3, 0, 0, 0], &bytes)
        chunk("PLTE", palette.flatMap { [$0.0, $0.1, $0.2] }, &bytes)
        chunk("tRNS", palette.map(\.3), &bytes)
        var rows: [UInt8] = []
        rows.reserveCapacity((width + 1) * height)
        for row in 0..<height {
            rows.append(0)
            rows += pixels[row * width..<(row + 1) * width]
        }
        // zlib: stored blocks of at most 65,535 bytes, then Adler's sum
        var data: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let length = min(65_535, rows.count - start)
            data += [start + length == rows.count ? 1 : 0, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8 & 255)]
            data += rows[start..<start + length]
            start += length
        } while start < rows.count
        var (a, b) = (1, 0)
        for byte in rows {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        data += big(b << 16 | a)
        chunk("IDAT", data, &bytes)
        chunk("IEND", [], &bytes)
        return bytes
    }

    private static func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }

    private static func chunk(_ name: StaticString, _ data: [UInt8], _ bytes: inout [UInt8]) {
        bytes += big(data.count)
        let start = bytes.count
        name.withUTF8Buffer { bytes += $0 }
        bytes += data
        bytes += big(Int(crc(bytes[start...])))
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }
}
