import Autograd
import DenseArrays
import FileFormats

/// Parameters to and from checkpoint files, under PyTorch's names and in PyTorch's layouts: written as safetensors, read
/// from safetensors and from PyTorch's own files.
public enum Checkpoint {
    /// The bytes of a safetensors file with the module's parameters and buffers in their order.
    public static func encode(_ module: some Module, metadata: [String: String] = [:]) -> [UInt8] {
        encode(module.state, values: module.stateValues, metadata: metadata)
    }

    /// The same for other values of the module's parameters, such as those of an earlier epoch.
    public static func encode(
        _ parameters: [Parameter], values: [DenseArray], metadata: [String: String] = [:]
    ) -> [UInt8] {
        let entries = zip(parameters, values).map { parameter, value in
            let stored = parameter.stored(value)
            return (name: parameter.path, shape: stored.shape, values: stored.elements)
        }
        return SafetensorsFile.encode(entries, metadata: metadata)
    }

    /// How a checkpoint's entries are put into a module.
    public struct Options {
        /// An entry's name as the module calls it; nil leaves the entry out.
        public var renaming: (String) -> String?
        /// What is left as it is, in the file and in the module: names (of the module) that begin with one of these, such
        /// as `fc.` for a network that gets another head.
        public var ignoring: [String]
        /// Whether an entry that is missing or unexpected is an error; else the report has it. A wrong shape always is.
        public var isStrict: Bool

        /// Names as the file has them unless renamed; everything must fit unless told otherwise.
        public init(
            ignoring: [String] = [], isStrict: Bool = true, renaming: @escaping (String) -> String? = { $0 }
        ) {
            (self.renaming, self.ignoring, self.isStrict) = (renaming, ignoring, isStrict)
        }

        /// - Parameters:
        ///   - prefixes: what names begin with, and what stands there instead: `["module.": ""]`. The first that
        ///     fits is taken.
        ///   - ignoring: what is left as it is: names (of the module) that begin with one of these.
        ///   - isStrict: whether an entry that is missing or unexpected is an error.
        public init(prefixes: KeyValuePairs<String, String>, ignoring: [String] = [], isStrict: Bool = true) {
            let table = prefixes.map { ($0.key, $0.value) }
            self.init(ignoring: ignoring, isStrict: isStrict) { name in
                for (old, new) in table where name.hasPrefix(old) { return new + name.dropFirst(old.count) }
                return name
            }
        }
    }

    /// What loading has done; names are the module's, but for `unexpected`.
    public struct Report: Equatable, Sendable, CustomStringConvertible {
        /// The file's path.
        public let file: String
        /// `safetensors` or `pytorch`.
        public let form: String
        /// The keys of a training checkpoint under which the network lay.
        public let wrapper: [String]
        /// Names of the module that were filled.
        public let loaded: [String]
        /// Entries that the module has and the file has not.
        public let missing: [String]
        /// Entries that the file has and the module has not, as the file calls them.
        public let unexpected: [String]
        /// Entries that were left out as the options ask.
        public let ignored: [String]

        /// One line, and one for each list that has something.
        public var description: String {
            var text = "\(file): \(loaded.count) entries loaded (\(form)"
            if !wrapper.isEmpty { text += ", under \(wrapper.joined(separator: "."))" }
            text += ")"
            for (name, list) in [("missing", missing), ("unexpected", unexpected), ("ignored", ignored)] where !list.isEmpty {
                text += "\n\(name): \(list.joined(separator: ", "))"
            }
            return text
        }
    }

    /// Puts the numbers of a `.safetensors` or PyTorch `.pth` file, told apart by content, into the module.
    ///
    /// Buffers take whole numbers too (`num_batches_tracked`, which old files lack: that is no error). The numbers are
    /// converted one entry at a time.
    ///
    /// Throws a `FileError` naming file and entry where one is missing or unexpected (unless `options` allow it), of
    /// another shape, or of whole numbers where the module learns; the module is then left as it was.
    @discardableResult
    public static func load(
        _ path: String, into module: some Module, _ options: Options = Options()
    ) throws(FileError) -> Report {
        try load(try TensorFile(path: path), into: module, options)
    }

    /// The same for a file that was read already.
    @discardableResult
    public static func load(
        _ file: TensorFile, into module: some Module, _ options: Options = Options()
    ) throws(FileError) -> Report {
        func isIgnored(_ name: String) -> Bool { options.ignoring.contains { name.hasPrefix($0) } }
        let state = module.state
        let known = Set(state.map(\.path)), buffers = Set(module.buffers.map(\.path))
        var ignored: [String] = [], unexpected: [String] = []
        var found: [String: SafetensorsEntry] = [:]
        for entry in file.entries {
            guard let name = options.renaming(entry.name), !isIgnored(name) else {
                ignored.append(options.renaming(entry.name) ?? entry.name)
                continue
            }
            guard known.contains(name) else {
                unexpected.append(entry.name)
                continue
            }
            if let other = found.updateValue(entry, forKey: name) {
                throw FileError(
                    kind: .malformed, file: file.file, place: .entry(entry.name), found: "a second entry for \(name)",
                    expected: "\(other.name) alone", advice: "look at the renaming")
            }
        }
        if options.isStrict, let extra = unexpected.first {
            let names = state.prefix(12).map(\.path).joined(separator: ", ") + (state.count > 12 ? ", …" : "")
            throw FileError(
                kind: .malformed, file: file.file, place: .entry(extra), found: "an entry this network does not have",
                expected: names, advice: "the checkpoint belongs to another model, or to another number of layers")
        }
        var missing: [String] = []
        var matches: [(parameter: Parameter, entry: SafetensorsEntry)] = []
        for parameter in state where !isIgnored(parameter.path) {
            if let entry = found[parameter.path] {
                try check(entry, parameter, isBuffer: buffers.contains(parameter.path), file)
                matches.append((parameter, entry))
                continue
            }
            if options.isStrict, !parameter.path.hasSuffix("num_batches_tracked") {
                throw FileError(
                    kind: .malformed, file: file.file, place: .entry(parameter.path), found: "no such entry",
                    expected: "an entry of shape \(parameter.storedShape)",
                    advice: "the checkpoint belongs to another model")
            }
            missing.append(parameter.path)
        }
        for (parameter, entry) in matches {
            guard let numbers = file.floats(entry.name) else { continue }
            parameter.tensor.value = parameter.restored(DenseArray(numbers, shape: parameter.storedShape))
        }
        return Report(
            file: file.file, form: file.form.rawValue, wrapper: file.wrapper, loaded: matches.map(\.parameter.path),
            missing: missing, unexpected: unexpected, ignored: ignored)
    }

    /// Puts a safetensors file's numbers into the module. Throws as the others do.
    public static func load(_ file: SafetensorsFile, named path: String, into module: some Module) throws(FileError) {
        try load(try TensorFile(file, file: path), into: module)
    }

    private static func check(
        _ entry: SafetensorsEntry, _ parameter: Parameter, isBuffer: Bool, _ file: TensorFile
    ) throws(FileError) {
        // A single number is `[]` or, in old files, `[1]`.
        let shape = parameter.storedShape
        guard entry.shape == shape || (shape == [] && entry.shape == [1]) else {
            throw FileError(
                kind: .malformed, file: file.file, place: .entry(entry.name), found: "shape \(entry.shape)",
                expected: "shape \(shape)",
                advice: "the checkpoint was trained with other sizes, or on data with other columns or classes")
        }
        guard isBuffer || entry.dtype.isFloatingPoint else {
            throw FileError(
                kind: .unsupported, file: file.file, place: .entry(entry.name), found: "the type \(entry.dtype.rawValue)",
                expected: "F64, F32, F16 or BF16")
        }
    }
}
