import FileFormats
import GraphDatasets
import Images

/// Training and test pictures, found by name or path.
public struct ImageSet: Sendable {
    public let name: String
    public let train: any ImageSource
    public let test: any ImageSource
    /// Where they were found.
    public let folder: String

    /// The names that need no path.
    public static let knownNames = ["fashion"]

    /// Finds and reads a set.
    ///
    /// - Parameter text: `fashion`, for the folder `fashion_mnist` (or `FashionMNIST/raw`, as torchvision makes it) in one of
    ///   the roots that data sets are searched in; or the path of a folder with IDX files of Fashion-MNIST, or with
    ///   a folder for each class in `train` and in `test` or `val`.
    /// - Throws: `FileError` or `DatasetError`, naming the places searched.
    public static func load(_ text: String, root: String? = nil) throws -> ImageSet {
        let locator = try DatasetLocator(root: root)
        if !text.contains("/") {
            let names = text.lowercased() == "fashion" ? ["fashion_mnist", "fashion", "FashionMNIST/raw"] : [text]
            for root in locator.roots {
                for name in names where Files.isDirectory("\(root.path)/\(name)") {
                    return try read("\(root.path)/\(name)", name: text.lowercased() == "fashion" ? "fashion" : text)
                }
            }
        }
        if Files.isDirectory(text) {
            return try read(text, name: String(text.split(separator: "/").last ?? "pictures"))
        }
        let searched = locator.roots.map { "\($0.path) (\($0.origin))" }.joined(separator: ", ")
        throw FileError(
            kind: .missing, file: text, found: "no set of pictures of this name in \(searched), and no folder here",
            expected: "fashion, or a folder with IDX files, or with train/CLASS/… and test/CLASS/… (or val)",
            advice: "name the folder that holds it with --data-root")
    }

    private static func read(_ folder: String, name: String) throws -> ImageSet {
        func has(_ file: String) -> Bool { Files.exists("\(folder)/\(file)") || Files.exists("\(folder)/\(file).gz") }
        if has("train-images-idx3-ubyte") || has("t10k-images-idx3-ubyte") {
            let (train, test) = try FashionMNIST.load(folder: folder)
            return ImageSet(name: name, train: train, test: test, folder: folder)
        }
        throw FileError(kind: .unsupported, file: folder, found: "folder", expected: "IDX")
    }
}
