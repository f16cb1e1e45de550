import FileFormats

/// Fashion-MNIST: 60,000 and 10,000 gray pictures of clothes, 28 by 28, of ten classes.
///
/// Source: Xiao, Rasul & Vollgraf, 2017, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms",
/// arXiv 1708.07747.
public enum FashionMNIST {
    /// The classes in the order of their labels.
    public static let classNames = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ]

    /// Reads the four IDX files of a folder, packed or not: `train-images-idx3-ubyte.gz` and so on.
    ///
    /// Throws `.missing` with the name of a file that is not there, and as `ImageDataset.init(name:images:labels:classNames:)`.
    public static func load(folder: String) throws(FileError) -> (train: ImageDataset, test: ImageDataset) {
        (try part("train", of: folder), try part("t10k", of: folder))
    }

    /// The training pictures alone.
    public static func train(folder: String) throws(FileError) -> ImageDataset { try part("train", of: folder) }
    /// The test pictures alone.
    public static func test(folder: String) throws(FileError) -> ImageDataset { try part("t10k", of: folder) }

    private static func part(_ name: String, of folder: String) throws(FileError) -> ImageDataset {
        try ImageDataset(
            name: name == "train" ? "fashion_mnist/train" : "fashion_mnist/test",
            images: try IDXFolder.find("\(name)-images-idx3-ubyte", folder),
            labels: try IDXFolder.find("\(name)-labels-idx1-ubyte", folder), classNames: classNames)
    }
}

/// Finds IDX files, which may be packed or not.
enum IDXFolder {
    static func find(_ name: String, _ folder: String) throws(FileError) -> String {
        let path = folder + "/" + name
        if Files.exists(path + ".gz") { return path + ".gz" }
        if Files.exists(path) { return path }
        throw FileError(
            kind: .missing, file: path + ".gz", found: Files.isDirectory(folder) ? "no such file" : "no such folder",
            expected: "the IDX files of the set, plain or packed",
            advice: "name the folder that holds train-images-idx3-ubyte.gz and the three others")
    }
}
