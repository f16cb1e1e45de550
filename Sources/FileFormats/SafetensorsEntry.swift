/// The types of the elements in checkpoint files of both forms.
public typealias TensorElementType = SafetensorsEntry.ElementType

/// One tensor of a checkpoint file: name, element type and shape, without its numbers.
public struct SafetensorsEntry: Equatable, Sendable {
    /// The types of the elements; the raw value is the name in the file.
    public enum ElementType: String, Sendable, CaseIterable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// By the format's own names.
        case F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL

        /// Bytes of one element.
        public var size: Int {
            switch self {
            case .F64, .I64: 8
            case .F32, .I32: 4
            case .F16, .BF16, .I16: 2
            case .I8, .U8, .BOOL: 1
            }
        }

        /// Whether the elements are read by `floats`, and not by `ints`.
        public var isFloatingPoint: Bool {
            switch self {
            case .F64, .F32, .F16, .BF16: true
            default: false
            }
        }
    }

    /// The name, unique in the file.
    public let name: String
    /// The type of the elements.
    public let dtype: ElementType
    /// The size along each axis; empty for a single number.
    public let shape: [Int]

    /// The number of elements, the product of the shape.
    public var count: Int { shape.reduce(1, *) }
}

/// The numbers of a tensor to be written.
public enum SafetensorsValues: Equatable, Sendable {
    /// Written as F32.
    case floats([Float])
    /// Written as I64.
    case ints([Int])

    /// The number of elements.
    public var count: Int {
        switch self {
        case .floats(let values): values.count
        case .ints(let values): values.count
        }
    }
}
