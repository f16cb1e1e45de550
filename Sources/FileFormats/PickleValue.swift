/// What a Python pickle holds, as plain values. Nothing in it was executed.
public enum PickleValue: Sendable {
    /// `None`.
    case none
    /// `True` or `False`.
    case bool(Bool)
    /// A whole number that fits 64 bits. A longer one is an object `builtins.int` whose one argument is its bytes:
    /// two's complement, the lowest byte first.
    case int(Int)
    /// A float.
    case float(Double)
    /// A text: Python 3 `str`, Python 2 `unicode`.
    case string(String)
    /// Bytes: Python 3 `bytes` and `bytearray`, Python 2 `str` (latin-1 where it is a text).
    case bytes([UInt8])
    /// A list.
    indirect case list([PickleValue])
    /// A tuple.
    indirect case tuple([PickleValue])
    /// A dictionary: keys and values in the order in which they were put.
    indirect case dict([(key: PickleValue, value: PickleValue)])
    /// The name of a class or function.
    case global(module: String, name: String)
    /// What a class or function of the caller's allow list would have made.
    indirect case object(PickleObject)

    /// The text: of a `string`, or of `bytes` read as latin-1; nil for other values.
    public var text: String? {
        switch self {
        case .string(let text): text
        case .bytes(let bytes): String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
        default: nil
        }
    }

    /// The whole number; nil for other values.
    public var int: Int? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The elements of a list or tuple; nil for other values.
    public var elements: [PickleValue]? {
        switch self {
        case .list(let elements), .tuple(let elements): elements
        default: nil
        }
    }

    /// The value of a text key in a dictionary, the last one where there are several; nil for other values.
    public subscript(key: String) -> PickleValue? {
        guard case .dict(let members) = self else { return nil }
        return members.last { $0.key.text == key }?.value
    }

    /// The kind of value, for messages: "a list of 3".
    public var summary: String {
        switch self {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): "the number \(value)"
        case .float(let value): "the number \(value)"
        case .string(let value): "a text of \(value.utf8.count) bytes"
        case .bytes(let value): "\(value.count) bytes"
        case .list(let value): "a list of \(value.count)"
        case .tuple(let value): "a tuple of \(value.count)"
        case .dict(let value): "a dict of \(value.count)"
        case .global(let module, let name): "the name \(module).\(name)"
        case .object(let value): "an object \(value.classPath)"
        }
    }
}

/// A call that a pickle asks for, written down and not made.
public struct PickleObject: Sendable {
    /// The module of the class or function, as in the file: `scipy.sparse.csr`.
    public let module: String
    /// Its name in the module: `csr_matrix`.
    public let name: String
    /// The arguments it would have been called with. Keyword arguments, if any, are a dict at the end.
    public let args: [PickleValue]
    /// What BUILD would have given to `__setstate__` or put in `__dict__`; nil where there was none.
    public let state: PickleValue?
    /// What would have been set by `object[key] = value` (dictionaries and classes derived from them).
    public let entries: [(key: PickleValue, value: PickleValue)]
    /// What would have been appended (lists, sets and classes derived from them).
    public let elements: [PickleValue]

    /// Module and name with a dot between: `scipy.sparse.csr.csr_matrix`.
    public var classPath: String { module + "." + name }
}
