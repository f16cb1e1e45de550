/// The named tensors of a PyTorch file.
public struct TorchStateDictionary: Sendable {
    /// Under dotted paths (`layer1.0.weight`), in the order of the file.
    public let tensors: [(name: String, tensor: TorchTensor)]
    /// The keys under which the dictionary lay in a training checkpoint, such as `model_state_dict`; mostly none.
    public let wrapper: [String]
    /// The paths of what is no tensor in it, such as `epoch`.
    public let others: [String]
}

extension TorchFile {
    /// Under which keys training checkpoints keep the network.
    static let wrappers = ["state_dict", "model_state_dict", "model_state", "model", "net", "network"]

    /// The tensors by their names.
    ///
    /// Nested dictionaries make dotted paths; where one of the usual keys of training checkpoints (`state_dict`,
    /// `model_state_dict`, `model`, …) holds a dictionary with tensors, it is that one's, which `wrapper` tells.
    ///
    /// Throws `.malformed` where the file holds something else than a dictionary with tensors, or one name twice.
    public func stateDictionary() throws(FileError) -> TorchStateDictionary {
        var current = value, wrapper: [String] = []
        unwrapping: while wrapper.count < 3 {
            for key in Self.wrappers {
                if let inner = current[key], case .dictionary = inner, inner.holdsTensors {
                    (current, wrapper) = (inner, wrapper + [key])
                    continue unwrapping
                }
            }
            break
        }
        guard case .dictionary = current, current.holdsTensors else {
            let found = if case .dictionary = current { "\(current.summary) without tensors" } else { current.summary }
            throw FileError(
                kind: .malformed, file: file, found: found, expected: "a dictionary of named tensors",
                advice: "save model.state_dict() with torch.save")
        }
        var gatherer = Gatherer(file: file)
        try gatherer.gather(current, "")
        return TorchStateDictionary(tensors: gatherer.tensors, wrapper: wrapper, others: gatherer.others)
    }

    private struct Gatherer {
        let file: String
        var tensors: [(name: String, tensor: TorchTensor)] = []
        var others: [String] = []
        private var seen: Set<String> = []

        init(file: String) { self.file = file }

        mutating func gather(_ value: TorchValue, _ path: String) throws(FileError) {
            switch value {
            case .tensor(let tensor):
                guard seen.insert(path).inserted else {
                    throw FileError(
                        kind: .malformed, file: file, place: .entry(path), found: "two tensors of this name",
                        expected: "each name once")
                }
                tensors.append((path, tensor))
            case .dictionary(let members):
                for (key, value) in members {
                    let part = key.keyText ?? "(\(key.summary))"
                    try gather(value, path.isEmpty ? part : path + "." + part)
                }
            default: others.append(path)
            }
        }
    }
}

extension TorchValue {
    /// Whether it is a tensor, or a dictionary that has one in it.
    fileprivate var holdsTensors: Bool {
        switch self {
        case .tensor: true
        case .dictionary(let members): members.contains { $0.value.holdsTensors }
        default: false
        }
    }
}
