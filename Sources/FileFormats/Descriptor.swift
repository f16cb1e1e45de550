#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One open POSIX file, closed when its last reference goes. Calls broken off by a signal are taken up again.
final class Descriptor: Sendable {
    let number: Int32
    /// The file as the user named it, for messages.
    let shown: String

    /// Opens `path`. Throws `.missing` where there is no such file, otherwise `.inputOutput`.
    init(_ path: String, shown: String, flags: Int32, mode: mode_t = 0o666) throws(FileError) {
        var number: Int32
        repeat { number = open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
        guard number >= 0 else { throw Descriptor.failure(shown, code: errno) }
        self.number = number
        self.shown = shown
    }

    deinit { _ = close(number) }

    /// Size and type of the open file.
    func status() throws(FileError) -> stat {
        var result = stat()
        guard fstat(number, &result) == 0 else { throw Descriptor.failure(shown, code: errno) }
        return result
    }

    /// Appends up to `count` further bytes to `bytes`; false at the end of the file.
    func read(upTo count: Int, appendingTo bytes: inout [UInt8]) throws(FileError) -> Bool {
        var chunk: [UInt8] = []
        let code = read(upTo: count, into: &chunk)
        guard code == 0 else { throw Descriptor.failure(shown, code: code) }
        if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        return !chunk.isEmpty
    }

    /// Puts up to `count` further bytes in `chunk`, in as many calls as it takes. Returns 0 or an errno.
    private func read(upTo count: Int, into chunk: inout [UInt8]) -> Int32 {
        var code: Int32 = 0
        chunk = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            guard let base = buffer.baseAddress else { return }
            while filled < count {
                #if canImport(Darwin)
                    let got = Darwin.read(number, base + filled, count - filled)
                #elseif canImport(Musl)
                    let got = Musl.read(number, base + filled, count - filled)
                #else
                    let got = Glibc.read(number, base + filled, count - filled)
                #endif
                if got == 0 { return }
                if got > 0 {
                    filled += got
                } else if errno != EINTR {
                    code = errno
                    return
                }
            }
        }
        return code
    }

    /// Writes all the bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        guard let base = bytes.baseAddress else { return }
        var written = 0
        while written < bytes.count {
            #if canImport(Darwin)
                let put = Darwin.write(number, base + written, bytes.count - written)
            #elseif canImport(Musl)
                let put = Musl.write(number, base + written, bytes.count - written)
            #else
                let put = Glibc.write(number, base + written, bytes.count - written)
            #endif
            if put >= 0 {
                written += put
            } else if errno != EINTR {
                throw Descriptor.failure(shown, code: errno)
            }
        }
    }

    /// Writes all the bytes.
    func write(_ bytes: [UInt8]) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
            do throws(FileError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Waits until the bytes are on the disk.
    func synchronize() throws(FileError) {
        var result: Int32
        repeat { result = fsync(number) } while result != 0 && errno == EINTR
        guard result == 0 else { throw Descriptor.failure(shown, code: errno) }
    }

    /// The error for an errno, in the system's words: "no space left on device".
    static func failure(_ file: String, code: Int32) -> FileError {
        var text = "error \(code)"
        if let words = strerror(code) { text = String(cString: words) }
        if let first = text.first { text = first.lowercased() + text.dropFirst() }
        if code == EIO { text = "input/output error" }
        let missing = code == ENOENT || code == ENOTDIR
        return FileError(kind: missing ? .missing : .inputOutput, file: file, found: text)
    }

    /// Type and size of what is at a path, links followed; nil where there is nothing.
    static func status(of path: String) -> stat? {
        var result = stat()
        return stat(path, &result) == 0 ? result : nil
    }
}

extension stat {
    var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
    var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
}
