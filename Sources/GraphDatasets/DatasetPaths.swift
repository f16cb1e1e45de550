import FileFormats

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Paths, and the few questions to the system that `Files` does not answer.
enum DatasetPaths {
    static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty || folder == "." { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The last part of a path, "." and slashes at the end left out.
    static func lastName(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return parts.last.map(String.init) ?? path
    }

    /// The path without its last part; "." where it has one part only.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func isDirectory(_ path: String) -> Bool { Files.isDirectory(path.isEmpty ? "." : path) }

    static func list(_ folder: String) throws(FileError) -> [String] { try Files.list(folder.isEmpty ? "." : folder) }

    /// The size of a file in bytes; nil where it is not there.
    static func size(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    static func rename(_ from: String, to: String) throws(FileError) {
        #if canImport(Glibc)
        let result = Glibc.rename(from, to)
        #elseif canImport(Musl)
        let result = Musl.rename(from, to)
        #else
        let result = Darwin.rename(from, to)
        #endif
        if result != 0 {
            throw FileError(
                kind: .inputOutput, file: to, found: "cannot be written (\(String(cString: strerror(errno))))")
        }
    }

    /// An environment variable; nil when it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// The path with links and dots resolved; nil where there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let result = realpath(path, nil) else { return nil }
        defer { free(result) }
        return String(cString: result)
    }

    /// Entries of `folder` whose name is `name` but for case, the exact one first.
    static func entries(of folder: String, called name: String) -> [String] {
        let exact = join(folder, name)
        let others = (try? list(folder))?.filter { $0 != name && $0.lowercased() == name.lowercased() } ?? []
        return (Files.exists(exact) ? [exact] : []) + others.map { join(folder, $0) }
    }
}
