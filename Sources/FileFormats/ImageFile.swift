import CImageCodecs

/// A picture as a file holds it: PNG or JPEG, told apart by their first bytes, whatever the file's name.
public struct ImageFile: Sendable, Equatable {
    /// Formats that are read.
    public enum Format: String, Sendable, CaseIterable {
        /// By the first bytes of the file.
        case png = "PNG", jpeg = "JPEG"
    }

    /// The most pixels that a picture may have, 2²⁸: more is refused before memory is asked for.
    public static let largestPixelCount = 1 << 28

    /// In pixels.
    public let height: Int
    /// In pixels.
    public let width: Int
    /// 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.
    public let channels: Int
    /// Row-major `[height, width, channels]`. Of a picture with 16 bits, the nearest byte: (v + 128) / 257.
    public let pixels: [UInt8]
    /// The numbers of a picture with 16 bits for each; else nil.
    public let widePixels: [UInt16]?

    /// Reads a file.
    ///
    /// Throws as `Files.read` and `init(_:file:)`.
    public init(path: String) throws(FileError) {
        try self.init(try Files.read(path), file: path)
    }

    /// Reads the bytes of a file.
    ///
    /// Throws `.malformed` with the byte that was reached where the file is damaged, and the library's words; `.unsupported` for
    /// other formats, for sizes beyond `largestPixelCount`, and where libpng or libjpeg is missing, naming the package.
    public init(_ bytes: [UInt8], file: String) throws(FileError) {
        self = try Self.decode(try Self.format(of: bytes, file: file), bytes, file)
    }

    /// What the first bytes say; throws for anything but PNG and JPEG, naming what it is.
    public static func format(of bytes: [UInt8], file: String) throws(FileError) -> Format {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if let other = otherFormat(bytes) {
            throw FileError(
                kind: .unsupported, file: file, found: "a \(other) picture", expected: "PNG or JPEG",
                advice: "convert it to PNG")
        }
        throw FileError(
            kind: .malformed, file: file, place: .byte(0),
            found: bytes.isEmpty ? "an empty file" : FileError.quoted(bytes.prefix(8)), expected: "a PNG or JPEG picture")
    }

    private static func otherFormat(_ bytes: [UInt8]) -> String? {
        let signatures: [(String, [UInt8], Int)] = [
            ("GIF", Array("GIF8".utf8), 0), ("BMP", Array("BM".utf8), 0), ("WebP", Array("WEBP".utf8), 8),
            ("TIFF", [0x49, 0x49, 0x2A, 0], 0), ("TIFF", [0x4D, 0x4D, 0, 0x2A], 0), ("AVIF or HEIF", Array("ftyp".utf8), 4),
        ]
        return signatures.first { bytes.dropFirst($0.2).starts(with: $0.1) }?.0
    }

    /// Why pictures of this format cannot be read on this system, with the package to install; nil where they can.
    public static func missingLibrary(for format: Format) -> String? {
        cimage_missing(Int32(format == .png ? CIMAGE_PNG : CIMAGE_JPEG)).map { String(cString: $0) }
    }

    static func decode(_ format: Format, _ bytes: [UInt8], _ file: String) throws(FileError) -> ImageFile {
        var failure = cimage_error()
        var picture: ImageFile?
        bytes.withUnsafeBufferPointer { input in
            var header = cimage_header()
            let kind = Int32(format == .png ? CIMAGE_PNG : CIMAGE_JPEG)
            guard
                let decoder = cimage_open(
                    kind, input.baseAddress, input.count, largestPixelCount, &header, &failure)
            else { return }
            defer { cimage_close(decoder) }
            picture = ImageFile(decoder, header, &failure)
        }
        guard failure.status == CIMAGE_OK, let picture else { throw error(failure, format, file, bytes.count) }
        return picture
    }

    private init(_ decoder: OpaquePointer, _ header: cimage_header, _ failure: inout cimage_error) {
        (height, width, channels) = (header.height, header.width, Int(header.channels))
        let count = height * width * channels
        if header.bits == 8 {
            pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                cimage_decode(decoder, buffer.baseAddress, &failure)
                filled = failure.status == CIMAGE_OK ? count : 0
            }
            widePixels = nil
        } else {
            let wide = [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
                buffer.baseAddress?.withMemoryRebound(to: UInt8.self, capacity: 2 * count) { bytes in
                    _ = cimage_decode(decoder, bytes, &failure)
                }
                filled = failure.status == CIMAGE_OK ? count : 0
            }
            widePixels = wide
            pixels = wide.map { UInt8((UInt32($0) + 128) / 257) }
        }
    }

    private static func error(_ failure: cimage_error, _ format: Format, _ file: String, _ size: Int) -> FileError {
        let words = withUnsafeBytes(of: failure.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        switch Int(failure.status) {
        case CIMAGE_ABSENT:
            return FileError(kind: .unsupported, file: file, found: "a \(format.rawValue) picture, but \(words)")
        case CIMAGE_UNSUPPORTED:
            return FileError(kind: .unsupported, file: file, found: words, expected: "at most \(largestPixelCount) pixels")
        case CIMAGE_MEMORY:
            return FileError(kind: .inputOutput, file: file, found: "no memory for this picture")
        default:
            return FileError(
                kind: .malformed, file: file, place: .byte(failure.position),
                found: "a damaged \(format.rawValue) picture (\(words))", advice: "copy or download the file again")
        }
    }
}

/// PNG pictures, through libpng: gray, palette, RGB, with alpha or tRNS, 1 to 16 bits, interlaced.
public enum PNGReader {
    /// The picture in a PNG file's bytes. Throws as `ImageFile.init(_:file:)`, also for a JPEG.
    public static func decode(_ bytes: [UInt8], file: String) throws(FileError) -> ImageFile {
        try ImageFile.decode(.png, bytes, file)
    }
}

/// JPEG pictures, through libjpeg: accurate integer IDCT, triangle-filter upsampling; CMYK becomes RGB as Pillow's
/// `convert("RGB")` makes it. An orientation in the Exif part is not applied.
public enum JPEGReader {
    /// The picture in a JPEG file's bytes. Throws as `ImageFile.init(_:file:)`, also for a PNG.
    public static func decode(_ bytes: [UInt8], file: String) throws(FileError) -> ImageFile {
        try ImageFile.decode(.jpeg, bytes, file)
    }
}
