#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whole files and folders, straight over POSIX: Foundation would slow the start of every command.
public enum Files {
    /// All bytes of a file.
    ///
    /// Pipes and devices are read to their end.
    /// Throws `.missing` where there is no such file, `.inputOutput` for a folder or when the system refuses.
    public static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = try Descriptor(path, shown: path, flags: O_RDONLY)
        let status = try file.status()
        if status.isDirectory {
            throw FileError(kind: .inputOutput, file: path, found: "this is a folder", expected: "a file")
        }
        var bytes: [UInt8] = []
        let size = Int(status.st_size)
        if status.isRegularFile, size > 0, try !file.read(upTo: size, appendingTo: &bytes) { return bytes }
        // A file that grows meanwhile, a pipe, or a file of /proc, whose size reads 0.
        while try file.read(upTo: 1 << 18, appendingTo: &bytes) {}
        return bytes
    }

    /// All bytes of a file; unpacked when they begin as gzip (1f 8b).
    ///
    /// Throws as `read`, and as `Gzip.decompress`.
    public static func readMaybeCompressed(_ path: String) throws(FileError) -> [UInt8] {
        let bytes = try read(path)
        return Gzip.isCompressed(bytes) ? try Gzip.decompress(bytes, file: path) : bytes
    }

    /// Whether there is something at this path, links followed.
    public static func exists(_ path: String) -> Bool { Descriptor.status(of: path) != nil }

    /// Whether there is a folder at this path, links followed.
    public static func isDirectory(_ path: String) -> Bool { Descriptor.status(of: path)?.isDirectory ?? false }

    /// The names in a folder, sorted by their bytes, without `.` and `..`.
    ///
    /// Throws `.missing` where there is no such folder, `.inputOutput` when the system refuses.
    public static func list(_ directory: String) throws(FileError) -> [String] {
        guard let stream = opendir(directory) else { throw Descriptor.failure(directory, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw Descriptor.failure(directory, code: errno) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Makes a folder and those above it; nothing happens where it is already there.
    ///
    /// Throws `.inputOutput` where a file is in the way or the system refuses.
    public static func makeDirectory(_ path: String) throws(FileError) {
        var current = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            current += part.isEmpty && current.isEmpty ? "/" : String(part)
            if !part.isEmpty, !isDirectory(current), mkdir(current, 0o777) != 0 {
                let code = errno
                guard code == EEXIST, isDirectory(current) else {
                    // "No such file" here means that the system lets no folder be made, not that input is missing.
                    var failure = Descriptor.failure(current, code: code)
                    failure.kind = .inputOutput
                    throw failure
                }
            }
            if !current.hasSuffix("/") { current += "/" }
        }
    }

    /// Makes the folder in which a file of this path lies, where there is none. Throws as `makeDirectory`.
    public static func makeDirectory(above path: String) throws(FileError) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { return }
        try makeDirectory(String(path[..<slash]))
    }

    /// Removes a file or an empty folder. Throws `.missing` where there is none, else `.inputOutput`.
    public static func remove(_ path: String) throws(FileError) {
        guard unlink(path) != 0 else { return }
        let code = errno
        guard code == EISDIR || code == EPERM else { throw Descriptor.failure(path, code: code) }
        guard rmdir(path) == 0 else { throw Descriptor.failure(path, code: errno) }
    }

    /// Writes a whole file, so that a reader sees the old content or the new, never half of it.
    ///
    /// The bytes go to a new file in the same folder, to the disk, and then by rename to their place. Where the
    /// destination is there and no regular file (`/dev/stdout`, a pipe) they go straight into it.
    /// Throws `.inputOutput` with the system's words ("no space left on device"); no half-written file stays.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let writer = try AtomicFileWriter(path)
        try writer.write(bytes)
        try writer.commit()
    }

    /// Writes a text as UTF-8; otherwise as `write(_:to:)` with bytes.
    public static func write(_ text: String, to path: String) throws(FileError) {
        try write(Array(text.utf8), to: path)
    }
}
