import DenseArrays
import FileFormats

/// Height, width and channels of a picture.
public struct ImageSize: Sendable, Hashable, CustomStringConvertible {
    /// In pixels.
    public var height: Int
    /// In pixels.
    public var width: Int
    /// 1 gray, 3 RGB.
    public var channels: Int

    /// In pixels.
    public init(height: Int, width: Int, channels: Int) {
        (self.height, self.width, self.channels) = (height, width, channels)
    }

    /// The number of bytes.
    public var count: Int { height * width * channels }

    public var description: String { "\(height)x\(width)x\(channels)" }
}

/// A picture: bytes, row-major, channels last.
public struct Image: Sendable, Equatable {
    /// In pixels.
    public let height: Int
    /// In pixels.
    public let width: Int
    /// 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.
    public let channels: Int
    /// `[height, width, channels]`
    public internal(set) var pixels: [UInt8]

    /// A picture from its bytes, `[height, width, channels]`.
    public init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
        precondition(
            height > 0 && width > 0 && (1...4).contains(channels),
            "Image: expected 1 to 4 channels and at least one pixel, found \(height)x\(width)x\(channels)")
        precondition(
            pixels.count == height * width * channels,
            "Image: \(height)x\(width)x\(channels) has \(height * width * channels) bytes, found \(pixels.count)")
        (self.height, self.width, self.channels, self.pixels) = (height, width, channels, pixels)
    }

    /// A picture of one colour, given for each channel.
    public init(height: Int, width: Int, filledWith colour: [UInt8]) {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(height * width * colour.count)
        for _ in 0..<height * width { pixels += colour }
        self.init(height: height, width: width, channels: colour.count, pixels: pixels)
    }

    /// Reads a PNG or JPEG file. `channels`: what the picture is turned into (see `converted(toChannels:)`); as in the file when
    /// nil. Throws as `ImageFile`.
    public init(contentsOf path: String, channels: Int? = nil) throws(FileError) {
        self.init(try ImageFile(path: path), channels: channels)
    }

    /// The picture of a file that has been read.
    public init(_ file: ImageFile, channels: Int? = nil) {
        let image = Image(height: file.height, width: file.width, channels: file.channels, pixels: file.pixels)
        self = channels.map { image.converted(toChannels: $0) } ?? image
    }

    /// A picture from numbers `[height, width, channels]` in 0 … 1; others are cut off, halves are rounded up.
    public init(_ array: DenseArray) {
        precondition(
            array.shape.count == 3, "Image: expected shape [height, width, channels], found \(array.shape)")
        let pixels = array.withUnsafeElements { $0.map { value in UInt8(max(0, min(255, value * 255 + 0.5))) } }
        self.init(height: array.shape[0], width: array.shape[1], channels: array.shape[2], pixels: pixels)
    }

    /// Height, width and channels.
    public var size: ImageSize { ImageSize(height: height, width: width, channels: channels) }

    /// One channel of the pixel in row `y`, column `x`.
    public subscript(y: Int, x: Int, channel: Int) -> UInt8 {
        get { pixels[offset(y, x, channel)] }
        set { pixels[offset(y, x, channel)] = newValue }
    }

    private func offset(_ y: Int, _ x: Int, _ channel: Int) -> Int {
        precondition(
            y >= 0 && y < height && x >= 0 && x < width && channel >= 0 && channel < channels,
            "Image: [\(y), \(x), \(channel)] outside \(size)")
        return (y * width + x) * channels + channel
    }

    /// The bytes of a PNG file of this picture.
    public var pngBytes: [UInt8] {
        PNGWriter.encode(height: height, width: width, channels: channels, pixels: pixels)
    }

    /// Writes a PNG file. Throws as `Files.write`.
    public func write(png path: String) throws(FileError) { try Files.write(pngBytes, to: path) }

    /// Bytes over 255, `[height, width, channels]`.
    public func toTensor() -> DenseArray { ImagePipeline([])(self, key: RandomKey(seed: 0)) }

    /// The picture with another number of channels, as Pillow's `convert`: colours become gray by
    /// (19595 R + 38470 G + 7471 B + 32768) / 65536, gray becomes three equal colours, alpha is left out or is 255.
    public func converted(toChannels count: Int) -> Image {
        precondition((1...4).contains(count), "Image.converted: expected 1 to 4 channels, found \(count)")
        if count == channels { return self }
        let hasColour = channels >= 3, wantsColour = count >= 3
        let hasAlpha = channels % 2 == 0, wantsAlpha = count % 2 == 0
        var output: [UInt8] = []
        output.reserveCapacity(height * width * count)
        pixels.withUnsafeBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: channels) {
                switch (hasColour, wantsColour) {
                case (true, true): output += pixels[start..<start + 3]
                case (true, false): output.append(Self.gray(pixels[start], pixels[start + 1], pixels[start + 2]))
                case (false, true): for _ in 0..<3 { output.append(pixels[start]) }
                case (false, false): output.append(pixels[start])
                }
                if wantsAlpha { output.append(hasAlpha ? pixels[start + channels - 1] : 255) }
            }
        }
        return Image(height: height, width: width, channels: count, pixels: output)
    }

    /// ITU-R 601 luma in 16 bits, as Pillow computes it.
    @inline(__always)
    static func gray(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
        UInt8(truncatingIfNeeded: (19595 * UInt32(red) + 38470 * UInt32(green) + 7471 * UInt32(blue) + 0x8000) >> 16)
    }
}
