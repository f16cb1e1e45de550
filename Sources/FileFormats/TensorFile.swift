/// A file of named tensors in either form: safetensors, or PyTorch's `torch.save`; told apart by content.
public struct TensorFile: Sendable {
    /// The two forms.
    public enum Form: String, Sendable {
        /// Names, shapes, and plain bytes.
        case safetensors
        /// What `torch.save` writes.
        case torch = "pytorch"
    }

    /// The file's name, for messages.
    public let file: String
    /// What the file is.
    public let form: Form
    /// Names, types and shapes, in the order of the file.
    public let entries: [SafetensorsEntry]
    /// The texts of a safetensors file's header; empty for PyTorch's.
    public let metadata: [String: String]
    /// The keys of a training checkpoint under which the tensors lay, such as `model_state_dict`; mostly none.
    public let wrapper: [String]
    /// What a PyTorch file has beside tensors, by its path.
    public let others: [String]

    private let places: [String: Int]
    private let numbers: [StoredNumbers]

    /// Reads the file at `path`. Throws as `Files.read` and as the other initializers.
    public init(path: String) throws(FileError) {
        try self.init(bytes: try Files.read(path), file: path)
    }

    /// Throws as `TorchFile` and `TorchFile.stateDictionary` for bytes that begin as theirs, else as `SafetensorsFile`.
    public init(bytes: [UInt8], file: String) throws(FileError) {
        // A header's length may begin with the byte that a pickle begins with, so safetensors is looked for first.
        if bytes.count > 8, bytes[8] == UInt8(ascii: "{"), Self.headerLength(bytes) <= UInt64(bytes.count - 8) {
            try self.init(SafetensorsFile(bytes: bytes, file: file), file: file)
        } else if TorchFile.isTorchFile(bytes) {
            try self.init(TorchFile(bytes: bytes, file: file))
        } else if bytes.count > 8, bytes[8] != UInt8(ascii: "{") {
            throw FileError(
                kind: .malformed, file: file, found: FileError.quoted(bytes.prefix(12)),
                expected: "a checkpoint: safetensors, or a file of torch.save")
        } else {
            try self.init(SafetensorsFile(bytes: bytes, file: file), file: file)
        }
    }

    private static func headerLength(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    /// The tensors of a PyTorch file. Throws as `TorchFile.stateDictionary`.
    public init(_ torch: TorchFile) throws(FileError) {
        let dictionary = try torch.stateDictionary()
        self.init(
            file: torch.file, form: .torch,
            tensors: dictionary.tensors.map { ($0.name, $0.tensor.numbers) }, wrapper: dictionary.wrapper,
            others: dictionary.others)
    }

    /// The tensors of a safetensors file.
    public init(_ safetensors: SafetensorsFile, file: String) throws(FileError) {
        var tensors: [(String, StoredNumbers)] = []
        for entry in safetensors.entries { tensors.append((entry.name, try safetensors.numbers(entry.name))) }
        self.init(file: file, form: .safetensors, tensors: tensors, metadata: safetensors.metadata)
    }

    private init(
        file: String, form: Form, tensors: [(name: String, numbers: StoredNumbers)], metadata: [String: String] = [:],
        wrapper: [String] = [], others: [String] = []
    ) {
        (self.file, self.form, self.metadata, self.wrapper, self.others) = (file, form, metadata, wrapper, others)
        entries = tensors.map { SafetensorsEntry(name: $0.name, dtype: $0.numbers.dtype, shape: $0.numbers.shape) }
        numbers = tensors.map(\.numbers)
        places = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
    }

    /// The entry of this name; nil where there is none.
    public func entry(_ name: String) -> SafetensorsEntry? { places[name].map { entries[$0] } }

    /// The numbers of a tensor of any type, row-major, rounded to single precision; nil where there is none of this name.
    ///
    /// They are converted at each call: a large file is never in memory twice.
    public func floats(_ name: String) -> [Float]? { places[name].map { numbers[$0].floats } }
}
