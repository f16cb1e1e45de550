import CVectorKernels

/// A picture seen through crops, pads and flips that nobody has carried out yet: one map from its pixels to those below it.
///
/// Row y, column x shows source pixel (y0 + dy y, x0 + dx x) inside `rows` and `columns`, `fill` outside. All integer
/// transforms together so cost one pass over the bytes.
struct PictureView {
    let source: UnsafePointer<UInt8>
    let stride: Int
    let channels: Int
    private(set) var height: Int
    private(set) var width: Int
    private var (y0, dy, x0, dx) = (0, 1, 0, 1)
    private var rows: Range<Int>
    private var columns: Range<Int>
    private(set) var fill: UInt8 = 0

    init(_ source: UnsafePointer<UInt8>, _ size: ImageSize) {
        self.source = source
        (height, width, channels) = (size.height, size.width, size.channels)
        stride = size.width * size.channels
        rows = 0..<size.height
        columns = 0..<size.width
    }

    var size: ImageSize { ImageSize(height: height, width: width, channels: channels) }
    /// Whether all pixels come from the source in their order and none is left out.
    var isPlain: Bool { dy == 1 && dx == 1 && y0 == 0 && x0 == 0 && width * channels == stride && rows == 0..<height }
    /// Whether some pixel is `fill`.
    var showsFill: Bool { rows != 0..<height || columns != 0..<width }

    mutating func crop(top: Int, left: Int, height newHeight: Int, width newWidth: Int) {
        y0 += dy * top
        x0 += dx * left
        rows = Self.shift(rows, by: -top, within: newHeight)
        columns = Self.shift(columns, by: -left, within: newWidth)
        (height, width) = (newHeight, newWidth)
    }

    mutating func pad(top: Int, left: Int, bottom: Int, right: Int, fill: UInt8) {
        self.fill = fill
        crop(top: -top, left: -left, height: height + top + bottom, width: width + left + right)
    }

    mutating func flipHorizontally() {
        x0 += dx * (width - 1)
        dx = -dx
        columns = width - columns.upperBound..<width - columns.lowerBound
    }

    mutating func flipVertically() {
        y0 += dy * (height - 1)
        dy = -dy
        rows = height - rows.upperBound..<height - rows.lowerBound
    }

    private static func shift(_ range: Range<Int>, by step: Int, within count: Int) -> Range<Int> {
        let low = min(max(0, range.lowerBound + step), count)
        return low..<max(low, min(count, range.upperBound + step))
    }

    private var geometry: cvk_picture_t {
        cvk_picture_t(
            source: source, stride: stride, channels: channels, height: height, width: width, y0: y0, dy: dy, x0: x0, dx: dx,
            top: rows.lowerBound, bottom: rows.upperBound, left: columns.lowerBound, right: columns.upperBound, fill: fill)
    }

    /// The pixels as they are seen.
    func pixels() -> [UInt8] {
        if isPlain { return Array(UnsafeBufferPointer(start: source, count: size.count)) }
        return [UInt8](unsafeUninitializedCapacity: size.count) { buffer, filled in
            cvk_picture_bytes(geometry, buffer.baseAddress)
            filled = size.count
        }
    }

    /// scale[c] byte + bias[c] for each pixel seen, in `output`.
    func writeFloats(_ scale: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
        cvk_picture_floats(geometry, scale, bias, output)
    }
}
