#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the process writes to standard output for a while, kept in a file that has no name, and shown as it comes where asked.
///
/// The descriptor itself is exchanged, so that `print`, C's `printf` and other threads are all heard. There is one standard
/// output: two captures at the same time would hear each other.
final class StandardOutput {
    private let original: Int32
    private let file: Int32
    private var taken = 0

    /// Begins to listen; nil where the system has no descriptor left.
    init?() {
        fflush(nil)
        original = dup(STDOUT_FILENO)
        var name = Array("/tmp/gcn-notebook-XXXXXX".utf8CString)
        file = mkstemp(&name)
        guard original >= 0, file >= 0 else {
            if original >= 0 { close(original) }
            if file >= 0 { close(file) }
            return nil
        }
        unlink(name)
        dup2(file, STDOUT_FILENO)
    }

    /// What was written since the last call.
    func take() -> String {
        fflush(nil)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(file, &buffer, buffer.count, taken)
            if count <= 0 { break }
            taken += count
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Gives standard output back.
    func end() {
        fflush(nil)
        dup2(original, STDOUT_FILENO)
        close(original)
        close(file)
    }
}
