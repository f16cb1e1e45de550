import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A log that grows by whole lines, such as JSON lines.
///
/// Every line is handed to the system in one call, so another process that reads the file sees whole lines and a
/// crash loses none that was appended. A file whose last line was cut off by an earlier crash gets a line end first.
public final class AppendingFile: Sendable {
    private let file: Mutex<Descriptor>

    /// Opens the file for appending; it is made if it is not there.
    ///
    /// Throws `.missing` where the folder is not there, `.inputOutput` when the system refuses.
    public init(_ path: String) throws(FileError) {
        let file = try Descriptor(path, shown: path, flags: O_WRONLY | O_CREAT | O_APPEND)
        if AppendingFile.endsInsideLine(path) { try file.write([UInt8(ascii: "\n")]) }
        self.file = Mutex(file)
    }

    /// Appends one line; the line end is added. Throws `.inputOutput` with the system's words.
    public func append(_ line: String) throws(FileError) {
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        try file.withLock { (file: inout Descriptor) throws(FileError) in try file.write(bytes) }
    }

    /// Waits until every line is on the disk. Throws `.inputOutput` with the system's words.
    public func synchronize() throws(FileError) {
        try file.withLock { (file: inout Descriptor) throws(FileError) in
            if try file.status().isRegularFile { try file.synchronize() }
        }
    }

    private static func endsInsideLine(_ path: String) -> Bool {
        guard let status = Descriptor.status(of: path), status.isRegularFile, status.st_size > 0 else { return false }
        do throws(FileError) {
            let reader = try Descriptor(path, shown: path, flags: O_RDONLY)
            var last: [UInt8] = []
            guard lseek(reader.number, -1, SEEK_END) >= 0, try reader.read(upTo: 1, appendingTo: &last) else {
                return false
            }
            return last.last != UInt8(ascii: "\n")
        } catch {
            return false  // a file one may write but not read
        }
    }
}
