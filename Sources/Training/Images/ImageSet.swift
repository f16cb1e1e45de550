import FileFormats
import GraphDatasets
import Images

/// Training and test pictures, found by name or path.
public struct ImageSet: Sendable {
    /// What it is called.
    public let name: String
    /// Pictures to learn from.
    public let train: any ImageSource
    /// Pictures to be judged by.
    public let test: any ImageSource
    /// Where they were found.
    public let folder: String

    /// What was passed over, such as files that are no pictures.
    public let warnings: [String]

    /// The names that need no path.
    public static let knownNames = ["fashion"]

    /// Finds and reads a set.
    ///
    /// - Parameters:
    ///   - text: `fashion`, for the folder `fashion_mnist` (or `FashionMNIST/raw`, as torchvision makes it) in one
    ///     of the roots that data sets are searched in; or the path of a folder with IDX files of Fashion-MNIST, or
    ///     with a folder for each class in `train` and in `test` or `val`.
    ///   - root: the first folder to search in, from `--data-root`.
    ///   - size: the shorter side that pictures of a folder are brought to as they are read, so that they fit in
    ///     memory.
    /// - Throws: `FileError` or `DatasetError`, naming the places searched.
    public static func load(_ text: String, root: String? = nil, size: Int? = nil) throws -> ImageSet {
        let locator = try DatasetLocator(root: root)
        if !text.contains("/") {
            let names = text.lowercased() == "fashion" ? ["fashion_mnist", "fashion", "FashionMNIST/raw"] : [text]
            for root in locator.roots {
                for name in names where Files.isDirectory("\(root.path)/\(name)") {
                    return try read("\(root.path)/\(name)", name: text.lowercased() == "fashion" ? "fashion" : text, size: size)
                }
            }
        }
        if Files.isDirectory(text) {
            return try read(text, name: String(text.split(separator: "/").last ?? "pictures"), size: size)
        }
        let searched = locator.roots.map { "\($0.path) (\($0.origin))" }.joined(separator: ", ")
        throw FileError(
            kind: .missing, file: text, found: "no set of pictures of this name in \(searched), and no folder here",
            expected: "fashion, or a folder with IDX files, or with train/CLASS/… and test/CLASS/… (or val)",
            advice: "name the folder that holds it with --data-root")
    }

    private static func read(_ folder: String, name: String, size: Int?) throws -> ImageSet {
        func has(_ file: String) -> Bool { Files.exists("\(folder)/\(file)") || Files.exists("\(folder)/\(file).gz") }
        if has("train-images-idx3-ubyte") || has("t10k-images-idx3-ubyte") {
            let (train, test) = try FashionMNIST.load(folder: folder)
            return ImageSet(name: name, train: train, test: test, folder: folder, warnings: [])
        }
        let parts = try ImageFolder.load(folder)
        guard let judged = parts.test ?? parts.validation else {
            throw FileError(
                kind: .malformed, file: folder, found: "one part alone",
                expected: "folders train and test (or val), each with a folder for each class",
                advice: "move some pictures of each class to \(folder)/test")
        }
        var warnings: [String] = []
        func loaded(_ part: ImageFolder) throws(FileError) -> ImageList {
            let (readable, broken) = part.checked()
            warnings += part.skipped.map { "\($0): no PNG or JPEG by its name, passed over" }
            warnings += broken.map { "\($0); passed over" }
            return try readable.loaded(through: ImagePipeline(size.map { [.resizeShorterSide($0)] } ?? []))
        }
        let (train, test) = (try loaded(parts.train), try loaded(judged))
        return ImageSet(name: name, train: train, test: test, folder: folder, warnings: warnings)
    }
}
