import FileFormats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the tests find files: by the place of this source file, so that neither bundles nor the working directory
/// matter.
public enum PackageFolder {
    /// The folder of `Package.swift`.
    public static let root: String = {
        // …/Tests/Support/PackageFolder.swift, three steps up
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }()

    /// The value of an environment variable, nil where it is not set or empty.
    public static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// A text file of the package.
    public static func text(_ path: String) throws -> String {
        String(decoding: try Files.read("\(root)/\(path)"), as: UTF8.self)
    }
}
