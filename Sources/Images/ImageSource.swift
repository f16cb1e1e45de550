import FileFormats

/// Labelled pictures, one after the other.
public protocol ImageSource: Sendable {
    /// The class of each picture, counted from 0.
    var labels: [Int32] { get }
    /// The names of the classes.
    var classNames: [String] { get }
    /// What a picture is called in messages: its file, or its number.
    func name(of index: Int) -> String
    /// A picture. Throws where its file cannot be read.
    func image(_ index: Int) throws(FileError) -> Image
    /// The bytes of a picture without a copy, where they are in memory.
    func withPixels(
        _ index: Int, _ body: (UnsafeBufferPointer<UInt8>, ImageSize) throws(FileError) -> Void
    ) throws(FileError)
}

extension ImageSource {
    /// The number of pictures.
    public var count: Int { labels.count }

    public func withPixels(
        _ index: Int, _ body: (UnsafeBufferPointer<UInt8>, ImageSize) throws(FileError) -> Void
    ) throws(FileError) {
        let image = try image(index)
        var failure: FileError?
        image.pixels.withUnsafeBufferPointer { pixels in
            do throws(FileError) { try body(pixels, image.size) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
