import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes a file piece by piece; it appears under its name at `commit()`, whole, or not at all.
///
/// Until then the bytes are in a hidden file in the same folder, which is removed when the writer goes without
/// `commit()` or when anything fails. After a failure every further call throws the same error. A destination that
/// is there and no regular file (a pipe, `/dev/stdout`) is written straight.
public final class AtomicFileWriter: Sendable {
    private struct State {
        var file: Descriptor?
        var buffer: [UInt8] = []
        var failure: FileError?
    }

    private static let bufferSize = 1 << 16

    private let path: String
    /// Where the file will be, links resolved.
    private let destination: String
    /// The hidden file; nil when the destination is written straight.
    private let temporary: String?
    private let state: Mutex<State>

    /// Begins a file. Throws `.inputOutput` where the folder is not there or the system refuses.
    public init(_ path: String) throws(FileError) {
        self.path = path
        let existing = Descriptor.status(of: path)
        if let existing, existing.isDirectory {
            throw FileError(kind: .inputOutput, file: path, found: "this is a folder", expected: "the name of a file")
        }
        // A shell's redirection may have made a regular file of standard output; one in /dev/shm is a file like any other.
        let isStream = ["/dev/stdout", "/dev/stderr"].contains(path)
            || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
        if let existing, isStream || !existing.isRegularFile {
            // O_APPEND: standard output may be a file that others write as well.
            let file = try AtomicFileWriter.open(path, shown: path, flags: O_WRONLY | O_APPEND)
            (destination, temporary) = (path, nil)
            state = Mutex(State(file: file))
            return
        }
        var destination = path
        if existing != nil, let resolved = realpath(path, nil) {
            destination = String(cString: resolved)
            free(resolved)
        }
        let slash = destination.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(destination[...$0]) } ?? ""
        let name = slash.map { String(destination[destination.index(after: $0)...]) } ?? destination
        let tag = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        // The name may already be as long as a name can be.
        let temporary = folder + "." + String(name.prefix(40)) + "." + tag + ".tmp"
        let file = try AtomicFileWriter.open(temporary, shown: path, flags: O_WRONLY | O_CREAT | O_EXCL)
        if let existing { _ = fchmod(file.number, existing.st_mode & 0o777) }
        self.destination = destination
        self.temporary = temporary
        state = Mutex(State(file: file))
    }

    deinit {
        let isOpen = state.withLock { $0.file != nil }
        if isOpen, let temporary { _ = unlink(temporary) }
    }

    /// Adds bytes at the end. Throws `.inputOutput` with the system's words.
    public func write(_ bytes: some Collection<UInt8>) throws(FileError) {
        try state.withLock { (state: inout State) throws(FileError) in
            let file = try openFile(&state)
            do throws(FileError) {
                if bytes.count < Self.bufferSize {
                    state.buffer.append(contentsOf: bytes)
                    if state.buffer.count < Self.bufferSize { return }
                }
                try file.write(state.buffer)
                let wasBuffered = bytes.count < Self.bufferSize
                state.buffer.removeAll(keepingCapacity: true)
                if !wasBuffered { try file.write(Array(bytes)) }
            } catch {
                throw discard(&state, because: error)
            }
        }
    }

    /// Adds a text as UTF-8. Throws as `write(_:)` with bytes.
    public func write(_ text: String) throws(FileError) { try write(text.utf8) }

    /// Puts the file in its place. No more can be written after it.
    ///
    /// Throws `.inputOutput` with the system's words; then what was at the path before is still there.
    public func commit() throws(FileError) {
        try state.withLock { (state: inout State) throws(FileError) in
            let file = try openFile(&state)
            do throws(FileError) {
                try file.write(state.buffer)
                if let temporary {
                    try file.synchronize()
                    guard rename(temporary, destination) == 0 else { throw Descriptor.failure(path, code: errno) }
                }
            } catch {
                throw discard(&state, because: error)
            }
            state = State()
        }
    }

    private static func open(_ path: String, shown: String, flags: Int32) throws(FileError) -> Descriptor {
        do throws(FileError) {
            return try Descriptor(path, shown: shown, flags: flags)
        } catch {
            var failure = error
            failure.kind = .inputOutput
            throw failure
        }
    }

    private func openFile(_ state: inout State) throws(FileError) -> Descriptor {
        if let failure = state.failure { throw failure }
        guard let file = state.file else {
            throw FileError(kind: .inputOutput, file: path, found: "the file was already finished by commit()")
        }
        return file
    }

    private func discard(_ state: inout State, because error: FileError) -> FileError {
        if let temporary { _ = unlink(temporary) }
        var failure = error
        failure.kind = .inputOutput
        state = State(failure: failure)
        return failure
    }
}
