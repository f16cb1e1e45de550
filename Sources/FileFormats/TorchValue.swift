/// What a PyTorch file holds: plain Python values and tensors.
public enum TorchValue: Sendable {
    /// Python's None.
    case none
    /// True or False.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// A number.
    case float(Double)
    /// A text; also the name of a type (`torch.float32`) or a device.
    case string(String)
    /// Plain bytes.
    case bytes([UInt8])
    /// A list, or a set.
    indirect case list([TorchValue])
    /// Several values.
    indirect case tuple([TorchValue])
    /// A `dict` or `OrderedDict`, in the order of the file.
    indirect case dictionary([(key: TorchValue, value: TorchValue)])
    /// A tensor, its numbers read when asked for.
    case tensor(TorchTensor)

    /// The value of a text key in a dictionary, the last one where there are several; nil for other values.
    public subscript(key: String) -> TorchValue? {
        guard case .dictionary(let members) = self else { return nil }
        return members.last { $0.key.keyText == key }?.value
    }

    /// The tensor; nil for other values.
    public var tensor: TorchTensor? {
        if case .tensor(let tensor) = self { tensor } else { nil }
    }

    /// A text or whole number as the part of a path that it is as a dictionary's key.
    var keyText: String? {
        switch self {
        case .string(let text): text
        case .int(let number): "\(number)"
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)  // Python 2's texts
        default: nil
        }
    }

    /// The kind of value, for messages.
    var summary: String {
        switch self {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): "the number \(value)"
        case .float(let value): "the number \(value)"
        case .string(let value): "a text of \(value.utf8.count) bytes"
        case .bytes(let value): "\(value.count) bytes"
        case .list(let value): "a list of \(value.count)"
        case .tuple(let value): "a tuple of \(value.count)"
        case .dictionary(let value): "a dictionary of \(value.count)"
        case .tensor(let value): "a tensor of shape \(value.shape)"
        }
    }
}

/// A tensor of a PyTorch file: a view of one of the file's storages, which other tensors may share.
///
/// Its numbers stay as they are in the file until they are asked for.
public struct TorchTensor: Sendable {
    let numbers: StoredNumbers
    /// Whether it was saved as a parameter, or as a tensor that wants a gradient.
    public let requiresGradient: Bool

    /// The type of the elements in the file.
    public var dtype: TensorElementType { numbers.dtype }
    /// The size along each axis; empty for a single number.
    public var shape: [Int] { numbers.shape }
    /// The number of elements.
    public var count: Int { numbers.count }

    /// The numbers, row-major whatever the strides are; rounded to single precision.
    public var floats: [Float] { numbers.floats }
    /// The same in double precision: what the file has, but for integers beyond 2^53.
    public var doubles: [Double] { numbers.doubles }
    /// The numbers of an integer type, truth values as 0 and 1; nil for floating point.
    public var ints: [Int]? { numbers.ints }
}
