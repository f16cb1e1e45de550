/// What can be wrong with a description of transforms.
public enum ImageError: Error, Equatable, Sendable {
    /// There is no transform of this name.
    case unknownTransform(String)
    /// A transform's settings cannot be read or make no sense.
    case settings(transform: String, found: String, expected: String)
    /// A transform of bytes stands behind one that needs numbers.
    case order(transform: String, after: String)
}

extension ImageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownTransform(let name):
            "unknown transform \"\(name)\"; there are: " + ImageTransform.known.map(\.text).joined(separator: ", ")
        case .settings(let transform, let found, let expected):
            "transform \(transform): found \(found); expected \(expected)"
        case .order(let transform, let after):
            "transform \(transform) stands after \(after); expected erase and normalize behind all others"
        }
    }
}
