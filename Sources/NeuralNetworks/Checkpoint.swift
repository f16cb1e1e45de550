import DenseArrays
import FileFormats

/// Parameters to and from safetensors, under PyTorch's names and in PyTorch's layouts.
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

    /// Puts a checkpoint's numbers into the module.
    ///
    /// Throws a `FileError` naming the entry where one is missing, unexpected, or of another shape; the module is left
    /// as it was.
    public static func load(_ file: SafetensorsFile, named path: String, into module: some Module) throws(FileError) {
        let parameters = module.state
        let known = Set(parameters.map(\.path))
        if let extra = file.entries.first(where: { !known.contains($0.name) }) {
            throw FileError(
                kind: .malformed, file: path, place: .entry(extra.name), found: "an entry this network does not have",
                expected: parameters.map(\.path).joined(separator: ", "),
                advice: "the checkpoint belongs to another model, or to another number of layers")
        }
        var values: [DenseArray] = []
        for parameter in parameters {
            let shape = parameter.storedShape
            guard let entry = file.entries.first(where: { $0.name == parameter.path }) else {
                throw FileError(
                    kind: .malformed, file: path, place: .entry(parameter.path), found: "no such entry",
                    expected: "an entry of shape \(shape)", advice: "the checkpoint belongs to another model")
            }
            if entry.shape != shape {
                throw FileError(
                    kind: .malformed, file: path, place: .entry(parameter.path), found: "shape \(entry.shape)",
                    expected: "shape \(shape)",
                    advice: "the checkpoint was trained with other sizes, or on data with other columns or classes")
            }
            let array = DenseArray(try file.floats(parameter.path), shape: shape)
            values.append(parameter.restored(array))
        }
        module.stateValues = values
    }
}
