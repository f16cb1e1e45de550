/// A JSON value (RFC 8259). Objects keep the order of their keys, and keys that occur twice.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without point and exponent that fits 64 bits.
    case int(Int)
    /// Any other number.
    case double(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Keys and values in the order of the file.
    case object([(key: String, value: JSONValue)])

    /// Reads one JSON text, which must fill the file but for blanks.
    ///
    /// Strict: no comments, no trailing commas, no NaN, UTF-8 only. Objects and arrays may be 512 deep.
    /// Throws `.malformed` with the byte; `.unsupported` where it is nested deeper.
    public static func parse(_ bytes: [UInt8], file: String) throws(FileError) -> JSONValue {
        var parser = JSONParser(bytes, file: file)
        return try parser.parseDocument()
    }

    /// The value of a key; the last one where it occurs twice; nil where it is absent or this is no object.
    ///
    /// Looks at one key after another: for many look-ups in a large object make a dictionary of `object`.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The first key that occurs twice in this object (not in those inside it); nil if there is none.
    public var duplicateKey: String? {
        guard case .object(let members) = self else { return nil }
        var seen = Set<String>(minimumCapacity: members.count)
        return members.first { !seen.insert($0.key).inserted }?.key
    }

    /// The whole number, also one written 3.0; nil for other values.
    public var int: Int? {
        switch self {
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number; nil for other values.
    public var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The text; nil for other values.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value; nil for other values.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements; nil for other values.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// Keys and values in order; nil for other values.
    public var object: [(key: String, value: JSONValue)]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

extension JSONValue: Equatable {
    /// Equal kinds and content; objects must have their keys in the same order. `.int(1)` is not `.double(1)`.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
        default: false
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object, its keys in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { (key: $0.0, value: $0.1) })
    }
}
