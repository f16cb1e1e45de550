import DenseArrays
import FileFormats

/// A folder that holds one folder of pictures for each class: `ants/…jpg`, `bees/…jpg`.
///
/// Classes and files are in the order of their names; files in folders below a class belong to it. A picture is read when it is
/// asked for: see `loaded(through:)` for sets that are small enough to be kept.
public struct ImageFolder: ImageSource {
    /// Holds a folder for each class.
    public let folder: String
    /// The path of each picture.
    public let files: [String]
    public let labels: [Int32]
    public let classNames: [String]
    /// Files that are no PNG or JPEG by their names, such as a GIF.
    public let skipped: [String]
    /// What pictures are turned into: 1 gray, 3 RGB; as in each file when nil.
    public let channels: Int?

    /// Reads the names, not the pictures.
    ///
    /// - Parameters:
    ///   - folder: holds a folder for each class.
    ///   - classNames: the classes that there may be, in the order of their labels; as found when nil.
    ///   - channels: 1 for gray, 3 for RGB; as the files have them when nil.
    ///
    /// Throws `.missing` for no such folder, `.malformed` for a folder without classes, a class that is not among `classNames`,
    /// or no picture at all.
    public init(_ folder: String, classNames: [String]? = nil, channels: Int? = 3) throws(FileError) {
        let found = try Files.list(folder).filter { !$0.hasPrefix(".") && Files.isDirectory(folder + "/" + $0) }
        let names = classNames ?? found
        guard !names.isEmpty else {
            throw FileError(
                kind: .malformed, file: folder, found: "no folders in it", expected: "a folder of pictures for each class")
        }
        var (files, labels, skipped): ([String], [Int32], [String]) = ([], [], [])
        for name in found {
            guard let label = names.firstIndex(of: name) else {
                throw FileError(
                    kind: .malformed, file: folder + "/" + name, found: "class \(name)",
                    expected: "one of \(names.joined(separator: ", "))")
            }
            let (pictures, others) = try Self.pictures(in: folder + "/" + name)
            files += pictures
            skipped += others
            labels += [Int32](repeating: Int32(label), count: pictures.count)
        }
        guard !files.isEmpty else {
            throw FileError(
                kind: .malformed, file: folder, found: "no pictures in the folders \(found.joined(separator: ", "))",
                expected: "files that end in .png, .jpg or .jpeg")
        }
        self.init(folder, files, labels, names, skipped, channels)
    }

    private init(
        _ folder: String, _ files: [String], _ labels: [Int32], _ names: [String], _ skipped: [String], _ channels: Int?
    ) {
        (self.folder, self.files, self.labels, classNames) = (folder, files, labels, names)
        (self.skipped, self.channels) = (skipped, channels)
    }

    /// The parts of a set: `train` (or `training`), `val` (`valid`, `validation`) and `test` where the folder has them, with the
    /// classes of `train`; else the whole folder as `train`. Throws as `init`.
    public static func load(
        _ folder: String, channels: Int? = 3
    ) throws(FileError) -> (train: ImageFolder, validation: ImageFolder?, test: ImageFolder?) {
        func part(_ names: [String]) -> String? {
            names.map { folder + "/" + $0 }.first(where: Files.isDirectory)
        }
        guard let path = part(["train", "training"]) else {
            return (try ImageFolder(folder, channels: channels), nil, nil)
        }
        let train = try ImageFolder(path, channels: channels)
        func other(_ names: [String]) throws(FileError) -> ImageFolder? {
            guard let path = part(names) else { return nil }
            return try ImageFolder(path, classNames: train.classNames, channels: channels)
        }
        return (train, try other(["val", "valid", "validation"]), try other(["test", "testing"]))
    }

    private static func pictures(in folder: String) throws(FileError) -> (pictures: [String], others: [String]) {
        var result: ([String], [String]) = ([], [])
        for name in try Files.list(folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            if Files.isDirectory(path) {
                let inner = try pictures(in: path)
                result.0 += inner.pictures
                result.1 += inner.others
            } else if [".png", ".jpg", ".jpeg"].contains(where: name.lowercased().hasSuffix) {
                result.0.append(path)
            } else {
                result.1.append(path)
            }
        }
        return result
    }

    public func name(of index: Int) -> String { files[index] }

    public func image(_ index: Int) throws(FileError) -> Image {
        try Image(contentsOf: files[index], channels: channels)
    }

    /// The set without the pictures that cannot be read, and what is wrong with each of these. Reads all files.
    public func checked() -> (readable: ImageFolder, broken: [FileError]) {
        let found = ForEach.run(count) { (index) throws(FileError) in _ = try image(index) }
        let kept = found.indices.filter { found[$0] == nil }
        let readable = ImageFolder(
            folder, kept.map { files[$0] }, kept.map { labels[$0] }, classNames, skipped, channels)
        return (readable, found.compactMap { $0 })
    }

    /// All pictures in memory, each through the steps of `pipeline` that work on bytes (such as `resize:256`), which may not be
    /// random: later epochs need not read files again. Throws for the first picture that cannot be read.
    public func loaded(through pipeline: ImagePipeline = ImagePipeline([])) throws(FileError) -> ImageList {
        precondition(!pipeline.isRandom, "ImageFolder.loaded: expected a pipeline without chance, found \(pipeline)")
        let key = RandomKey(seed: 0)
        var images = [Image?](repeating: nil, count: count)
        let failures = images.withUnsafeMutableBufferPointer { images in
            let slots = Slots(start: images.baseAddress)
            return ForEach.run(count) { (index) throws(FileError) in
                slots.start?[index] = pipeline.image(try image(index), key: key)
            }
        }
        if let first = failures.compactMap({ $0 }).first { throw first }
        return ImageList(images: images.compactMap { $0 }, names: files, labels: labels, classNames: classNames)
    }

    private struct Slots: @unchecked Sendable { let start: UnsafeMutablePointer<Image?>? }
}

/// Labelled pictures of any sizes in memory.
public struct ImageList: ImageSource {
    /// In their order.
    public let images: [Image]
    /// What each is called.
    public let names: [String]
    public let labels: [Int32]
    public let classNames: [String]

    /// Pictures with their names and labels.
    public init(images: [Image], names: [String], labels: [Int32], classNames: [String]) {
        precondition(
            images.count == labels.count && names.count == labels.count,
            "ImageList: \(images.count) pictures, \(names.count) names, \(labels.count) labels")
        (self.images, self.names, self.labels, self.classNames) = (images, names, labels, classNames)
    }

    public func name(of index: Int) -> String { names[index] }
    public func image(_ index: Int) -> Image { images[index] }
}

/// Work on files side by side, with the failure of each.
enum ForEach {
    private struct Slots: @unchecked Sendable { let start: UnsafeMutablePointer<FileError?>? }

    static func run(_ count: Int, _ body: (Int) throws(FileError) -> Void) -> [FileError?] {
        var failures = [FileError?](repeating: nil, count: count)
        failures.withUnsafeMutableBufferPointer { buffer in
            let slots = Slots(start: buffer.baseAddress)
            Threads.run(tasks: count) { index in
                do throws(FileError) { try body(index) } catch { slots.start?[index] = error }
            }
        }
        return failures
    }
}
