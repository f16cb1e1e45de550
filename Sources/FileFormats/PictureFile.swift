import CVectorGraphics

/// A drawing as a file: the SVG text itself, or its pixels as PNG.
///
/// Pixels are made by librsvg (Debian's librsvg2-2, 2.52 or later), which is opened when they are first wanted; nothing else needs it.
public enum PictureFile {
    /// What a drawing can be written as.
    public enum Format: String, Sendable, CaseIterable {
        /// By the ending of the file's name.
        case svg, png

        /// The format that a file's name ends in; nil for any other ending.
        public init?(path: String) {
            guard let point = path.lastIndex(of: ".") else { return nil }
            self.init(rawValue: path[path.index(after: point)...].lowercased())
        }
    }

    /// The longest side of a picture in pixels: cairo's limit. Larger drawings are made smaller.
    public static let longestSide = 32_767
    /// The most pixels of a picture, 256 MB. Larger drawings are made smaller.
    public static let largestPixelCount = 1 << 26

    /// Why drawings cannot be made into pixels on this system, with the package to install; nil where they can.
    public static var missingLibrary: String? { cvectorgraphics_missing().map { String(cString: $0) } }

    /// Writes a drawing under a name that ends in .svg or .png, aside and renamed.
    ///
    /// - Parameters:
    ///   - svg: a whole SVG file.
    ///   - path: its name; any other ending than .png writes SVG.
    ///   - scale: of a PNG, pixels for each pixel of the drawing.
    ///
    /// Throws as `Files.write` and `png(_:scale:file:)`.
    public static func write(_ svg: String, to path: String, scale: Double = 2) throws(FileError) {
        if Format(path: path) == .png {
            try Files.write(try png(svg, scale: scale, file: path), to: path)
        } else {
            try Files.write(svg, to: path)
        }
    }

    /// A drawing as the bytes of a PNG file, RGBA, in its colours for light paper; what it leaves blank is transparent.
    ///
    /// - Parameters:
    ///   - svg: a whole SVG file with a width and height in pixels or a view box.
    ///   - scale: pixels for each pixel of the drawing, 2 for screens of high resolution and for print.
    ///   - file: what errors call it.
    ///
    /// Throws `.unsupported` where librsvg is missing, naming the package, `.malformed` where the text is no drawing.
    public static func png(_ svg: String, scale: Double = 2, file: String = "drawing") throws(FileError) -> [UInt8] {
        precondition(scale > 0 && scale.isFinite, "PictureFile.png: expected a positive scale, found \(scale)")
        if let missing = missingLibrary {
            throw FileError(kind: .unsupported, file: file, found: "no way to make a PNG: \(missing)", advice: "or ask for a name that ends in .svg")
        }
        var message = cvectorgraphics_message()
        var size = (width: 0.0, height: 0.0)
        let text = Array(svg.utf8)
        let drawing = text.withUnsafeBufferPointer {
            cvectorgraphics_open($0.baseAddress, $0.count, &size.width, &size.height, &message)
        }
        guard let drawing else { throw failure(message, file) }
        defer { cvectorgraphics_close(drawing) }
        guard size.width > 0, size.height > 0, size.width.isFinite, size.height.isFinite else {
            throw FileError(
                kind: .malformed, file: file, found: "a drawing of \(size.width) by \(size.height) pixels",
                expected: "a width and a height above 0")
        }
        let limit = min(Double(longestSide) / max(size.width, size.height), (Double(largestPixelCount) / (size.width * size.height)).squareRoot())
        func pixels(_ side: Double) -> Int { min(longestSide, max(1, Int((side * min(scale, limit)).rounded()))) }
        let width = pixels(size.width), height = pixels(size.height)
        let picture = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, filled in
            let isDrawn = cvectorgraphics_draw(drawing, Int32(width), Int32(height), buffer.baseAddress, &message) == 1
            filled = isDrawn ? width * height * 4 : 0
        }
        guard !picture.isEmpty else { throw failure(message, file) }
        return PNGWriter.encode(height: height, width: width, channels: 4, pixels: picture)
    }

    private static func failure(_ message: cvectorgraphics_message, _ file: String) -> FileError {
        let words = withUnsafeBytes(of: message.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return FileError(kind: .malformed, file: file, found: "what is no drawing (\(words))", expected: "SVG")
    }
}
