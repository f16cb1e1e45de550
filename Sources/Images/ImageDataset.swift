import DenseArrays
import FileFormats

/// Labelled pictures of one size in memory: a block of bytes `[items, height, width, channels]`.
public struct ImageDataset: ImageSource, Equatable {
    /// What the set is called.
    public let name: String
    /// The size of every picture.
    public let size: ImageSize
    /// `[items, height, width, channels]`
    public let pixels: [UInt8]
    public let labels: [Int32]
    public let classNames: [String]

    /// - Parameters:
    ///   - name: what the set is called.
    ///   - size: of each picture.
    ///   - pixels: as many bytes as there are labels, times `size.count`.
    ///   - labels: each in `0 ..< classNames.count`.
    ///   - classNames: what the classes are called.
    public init(name: String, size: ImageSize, pixels: [UInt8], labels: [Int32], classNames: [String]) {
        precondition(
            pixels.count == labels.count * size.count,
            "ImageDataset: \(labels.count) pictures of \(size) have \(labels.count * size.count) bytes, found \(pixels.count)")
        for (index, label) in labels.enumerated() {
            precondition(
                label >= 0 && label < classNames.count,
                "ImageDataset: label \(label) of picture \(index) outside 0..<\(classNames.count)")
        }
        (self.name, self.size, self.pixels, self.labels, self.classNames) = (name, size, pixels, labels, classNames)
    }

    /// A set from two IDX files, plain or packed: `[items, height, width]` or `[items, height, width, channels]`, and `[items]`.
    ///
    /// Throws as `IDXFile`, and `.malformed` where shapes, counts or labels do not fit together.
    public init(name: String, images: String, labels: String, classNames: [String]) throws(FileError) {
        let labelFile = try IDXFile(path: labels)
        let file = try IDXFile(path: images)
        guard file.type == .uint8, (3...4).contains(file.shape.count), file.shape.allSatisfy({ $0 > 0 }),
            file.shape.count == 3 || file.shape[3] <= 4
        else {
            throw FileError(
                kind: .malformed, file: images, place: .byte(2), found: "\(file.type) of shape \(file.shape)",
                expected: "uint8 of shape [items, height, width] or [items, height, width, channels]")
        }
        guard labelFile.type == .uint8, labelFile.shape == [file.shape[0]] else {
            throw FileError(
                kind: .malformed, file: labels, place: .byte(2), found: "\(labelFile.type) of shape \(labelFile.shape)",
                expected: "uint8 of shape [\(file.shape[0])], as many as pictures")
        }
        if let index = labelFile.bytes.firstIndex(where: { $0 >= classNames.count }) {
            throw FileError(
                kind: .malformed, file: labels, place: .byte(8 + index), found: "label \(labelFile.bytes[index])",
                expected: "a label below \(classNames.count)")
        }
        self.name = name
        size = ImageSize(height: file.shape[1], width: file.shape[2], channels: file.shape.count == 4 ? file.shape[3] : 1)
        pixels = file.bytes
        self.labels = labelFile.bytes.map { Int32($0) }
        self.classNames = classNames
    }

    public func name(of index: Int) -> String { "picture \(index) of \(name)" }

    /// The picture of this number, copied.
    public func image(_ index: Int) -> Image {
        Image(height: size.height, width: size.width, channels: size.channels, pixels: Array(pixels[range(index)]))
    }

    public func withPixels(
        _ index: Int, _ body: (UnsafeBufferPointer<UInt8>, ImageSize) throws(FileError) -> Void
    ) throws(FileError) {
        let range = range(index)
        var failure: FileError?
        pixels.withUnsafeBufferPointer { all in
            do throws(FileError) { try body(UnsafeBufferPointer(rebasing: all[range]), size) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func range(_ index: Int) -> Range<Int> {
        precondition(index >= 0 && index < labels.count, "ImageDataset: picture \(index) outside 0..<\(labels.count)")
        return index * size.count..<(index + 1) * size.count
    }

    /// The pictures of these numbers, in this order, copied.
    public func subset(_ indices: [Int]) -> ImageDataset {
        var chosen: [UInt8] = []
        chosen.reserveCapacity(indices.count * size.count)
        for index in indices { chosen += pixels[range(index)] }
        return ImageDataset(
            name: name, size: size, pixels: chosen, labels: indices.map { labels[$0] }, classNames: classNames)
    }

    /// How many pictures each class has.
    public var classCounts: [Int] {
        labels.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[Int($1)] += 1 }
    }
}
