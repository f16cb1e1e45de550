/// A file of PyTorch's `torch.save` (`.pth`, `.pt`), in the zip form (since PyTorch 1.6) and in the legacy form before it.
///
/// Nothing in it is executed: the pickle inside is read by `Pickle` with a list of the few names that state dictionaries
/// need, and any other name is refused. What tensors may be: float64, 32 and 16, bfloat16, int64 to int8, uint8 and bool,
/// with any offset and strides inside their storage. No memory is taken by a number that the file only claims.
///
/// Source: PyTorch's `torch/serialization.py` and `torch/_utils.py` (https://github.com/pytorch/pytorch).
public struct TorchFile: Sendable {
    /// The file's name, for messages.
    public let file: String
    /// All that it holds.
    public let value: TorchValue

    /// Reads the file at `path`. Throws as `Files.read` and as `init(bytes:file:)`.
    public init(path: String) throws(FileError) {
        try self.init(bytes: try Files.read(path), file: path)
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `.unsupported` for a name that is not on the list (naming it), for other kinds of tensors and for
    ///   TorchScript; `.malformed` for bytes that are missing or contradict each other, naming the entry.
    public init(bytes: [UInt8], file: String) throws(FileError) {
        self.file = file
        if bytes.isEmpty {
            throw FileError(kind: .malformed, file: file, found: "an empty file", expected: "a PyTorch file")
        }
        value = ZipArchive.isArchive(bytes) ? try Self.readZip(bytes, file) : try Self.readLegacy(bytes, file)
    }

    /// Whether the bytes begin as a file of `torch.save` in either form does.
    public static func isTorchFile(_ bytes: [UInt8]) -> Bool {
        ZipArchive.isArchive(bytes) || (bytes.count > 2 && bytes[0] == 0x80 && bytes[1] <= 5)
    }

    // MARK: Zip form: NAME/data.pkl, NAME/byteorder and the storages NAME/data/KEY

    private static func readZip(_ bytes: [UInt8], _ file: String) throws(FileError) -> TorchValue {
        let archive = try ZipArchive(bytes: bytes, file: file, skipsZeroChecksums: true)
        let pickles = archive.entries.map(\.name).filter { name in
            name.hasSuffix("/data.pkl") && name.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1
        }
        guard pickles.count == 1, let pickle = pickles.first else {
            throw FileError(
                kind: .malformed, file: file, found: "a zip archive with \(pickles.count) entries NAME/data.pkl",
                expected: "one, as torch.save writes it")
        }
        let folder = String(pickle.dropLast("data.pkl".count))
        if archive.contains(folder + "constants.pkl") {
            throw FileError(
                kind: .unsupported, file: file, place: .entry(folder + "constants.pkl"), found: "a TorchScript program",
                expected: "a state dictionary", advice: "save model.state_dict() with torch.save")
        }
        var isBigEndian = false
        if archive.contains(folder + "byteorder") {
            let order = try archive.read(folder + "byteorder")
            isBigEndian = order == Array("big".utf8)
            guard isBigEndian || order == Array("little".utf8) else {
                throw FileError(
                    kind: .malformed, file: file, place: .entry(folder + "byteorder"), found: FileError.quoted(order),
                    expected: "\"little\" or \"big\"")
            }
        }
        let value: PickleValue
        do throws(FileError) {
            value = try Pickle.read(
                try archive.read(pickle), file: file, allow: TorchDecoder.allowed, checksNames: true)
        } catch {
            throw error.explained.inside(pickle)
        }
        // Storages that several tensors share are checked once.
        var found: [String: TorchStorage] = [:]
        var decoder = TorchDecoder(file: file, fileSize: bytes.count)
        return try decoder.decode(value) { id throws(FileError) in
            if let storage = found[id.key] { return storage }
            let name = folder + "data/" + id.key
            guard archive.contains(name) else {
                throw FileError(
                    kind: .malformed, file: file, place: .entry(name), found: "no such storage in the archive",
                    expected: "\(id.count) numbers of type \(id.dtype.rawValue)",
                    advice: "copy or download the file again")
            }
            let storage: TorchStorage
            if let range = try archive.storedRange(name) {
                storage = TorchStorage(bytes: bytes, range: range, isBigEndian: isBigEndian)
            } else {
                let unpacked = try archive.read(name)
                storage = TorchStorage(bytes: unpacked, range: 0..<unpacked.count, isBigEndian: isBigEndian)
            }
            found[id.key] = storage
            return storage
        }
    }

    // MARK: Legacy form: five pickles (magic number, version, system, value, storage keys), then the storages

    /// 0x1950a86a20f9469cfc6c, the lowest byte first.
    private static let magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

    private static func readLegacy(_ bytes: [UInt8], _ file: String) throws(FileError) -> TorchValue {
        let notTorch = FileError(
            kind: .malformed, file: file, found: FileError.quoted(bytes.prefix(12)), expected: "a file of torch.save")
        let first: (value: PickleValue, end: Int)
        do throws(FileError) {
            first = try Pickle.readPrefix(bytes, file: file, from: 0, checksNames: true)
        } catch {
            // A bare pickle that names something: the name is the better message.
            if error.kind == .unsupported { throw error.explained }
            throw notTorch
        }
        guard case .object(let number) = first.value, number.classPath == "builtins.int",
            case .bytes(magicNumber)? = number.args.first
        else { throw notTorch }
        let version = try Pickle.readPrefix(bytes, file: file, from: first.end, checksNames: true)
        guard version.value.int == 1001 else {
            throw FileError(
                kind: .unsupported, file: file, place: .byte(first.end), found: "version \(version.value.summary)",
                expected: "the number 1001")
        }
        // What it says of the system is of no matter: storages are little-endian everywhere.
        let system = try Pickle.readPrefix(bytes, file: file, from: version.end, checksNames: true)
        let value: (value: PickleValue, end: Int)
        do throws(FileError) {
            value = try Pickle.readPrefix(
                bytes, file: file, from: system.end, allow: TorchDecoder.allowed, checksNames: true)
        } catch {
            throw error.explained
        }
        let keys = try Pickle.readPrefix(bytes, file: file, from: value.end, checksNames: true)

        // The storages follow in the order of the keys; how long they are, only their users know.
        var users: [String: TorchStorageID] = [:]
        var scout = TorchDecoder(file: file, fileSize: bytes.count)
        _ = try scout.decode(value.value) { id throws(FileError) in
            if let other = users[id.key], other.dtype.size != id.dtype.size || other.count != id.count {
                throw FileError(
                    kind: .malformed, file: file, place: .entry("storage \(id.key)"),
                    found: "\(id.count) \(id.dtype.rawValue) and \(other.count) \(other.dtype.rawValue)",
                    expected: "one size")
            }
            users[id.key] = id
            return nil
        }
        let storages = try readStorages(bytes, from: keys.end, keys.value, users, file)
        var decoder = TorchDecoder(file: file, fileSize: bytes.count)
        return try decoder.decode(value.value) { id throws(FileError) in
            if let storage = storages[id.key] { return storage }
            throw FileError(
                kind: .malformed, file: file, place: .entry("storage \(id.key)"), found: "no such storage",
                expected: "\(id.count) numbers of type \(id.dtype.rawValue)", advice: "copy or download the file again")
        }
    }

    private static func readStorages(
        _ bytes: [UInt8], from start: Int, _ keys: PickleValue, _ users: [String: TorchStorageID], _ file: String
    ) throws(FileError) -> [String: TorchStorage] {
        guard let keys = keys.elements else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(start), found: keys.summary, expected: "a list of storage keys")
        }
        var storages: [String: TorchStorage] = [:]
        var position = start
        for key in keys {
            guard let key = key.text, let id = users[key] else {
                throw FileError(
                    kind: .malformed, file: file, place: .byte(position),
                    found: "a storage that no tensor has, \(key.text ?? key.summary)", expected: "a tensor's storage")
            }
            guard bytes.count - position >= 8 else {
                throw FileError(
                    kind: .malformed, file: file, place: .entry("storage \(key)"), found: "the end of the file",
                    expected: "8 bytes with its length", advice: "the file was cut off")
            }
            let count = bytes.withUnsafeBytes {
                Int64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Int64.self))
            }
            position += 8
            guard count == id.count else {
                throw FileError(
                    kind: .malformed, file: file, place: .entry("storage \(key)"), found: "\(count) numbers",
                    expected: "\(id.count), as its tensors say")
            }
            // `count` is checked against the file before it is multiplied with at most 8.
            guard id.count <= bytes.count, id.count * id.dtype.size <= bytes.count - position else {
                throw FileError(
                    kind: .malformed, file: file, place: .entry("storage \(key)"),
                    found: "\(bytes.count - position) bytes before the end of the file",
                    expected: "\(id.count) numbers of type \(id.dtype.rawValue)", advice: "the file was cut off")
            }
            let end = position + id.count * id.dtype.size
            storages[key] = TorchStorage(bytes: bytes, range: position..<end, isBigEndian: false)
            position = end
        }
        return storages
    }
}

extension FileError {
    /// A refused name, in the words of someone who saved a whole model.
    fileprivate var explained: FileError {
        guard kind == .unsupported, found.contains("the global ") else { return self }
        var error = self
        error.expected = "tensors, numbers, texts and containers"
        error.advice = "refused, nothing was executed; save model.state_dict() with torch.save"
        return error
    }

    /// The same of a file inside an archive: its bytes are counted from that file's beginning.
    fileprivate func inside(_ entry: String) -> FileError {
        var error = self
        switch place {
        case .byte(let byte): error.place = .entry("\(entry), byte \(byte)")
        case nil: error.place = .entry(entry)
        default: break
        }
        return error
    }
}
