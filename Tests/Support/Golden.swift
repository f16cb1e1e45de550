import DenseArrays
import FileFormats

/// Reference values made by PyTorch and PyG, out of `GCN_GOLDEN` or the copy in `Tests/Golden`.
///
/// Another folder may hold other numbers, shapes and hyper-parameters in the same format: a test reads all of them from
/// the case and assumes none.
public struct Golden: Sendable {
    /// Why a test cannot use a golden file as it is.
    public enum Failure: Error, CustomStringConvertible {
        case noCases(file: String, kind: String)
        case missing(file: String, case: String, what: String)

        public var description: String {
            switch self {
            case .noCases(let file, let kind): "\(file) has no case of kind \(kind)"
            case .missing(let file, let name, let what): "\(file), case \(name): no \(what)"
            }
        }
    }

    /// The path of the manifest.
    public let file: String
    /// All cases in the order of the file.
    public let cases: [GoldenCase]

    /// The folder that `load` reads.
    public static var folder: String {
        PackageFolder.environment("GCN_GOLDEN") ?? PackageFolder.root + "/Tests/Golden"
    }

    /// Reads `name.json` and `name.safetensors`: "nn", "optim" or "gnn".
    public static func load(_ name: String) throws -> Golden { try load(name, from: folder) }

    private static func load(_ name: String, from folder: String) throws -> Golden {
        let path = "\(folder)/\(name)"
        let manifest = try JSONValue.parse(try Files.read(path + ".json"), file: path + ".json")
        let tensors = try SafetensorsFile(path: path + ".safetensors")
        guard let list = manifest["cases"]?.array else {
            throw Failure.missing(file: path + ".json", case: "-", what: "list of cases")
        }
        return Golden(
            file: path + ".json",
            cases: try list.map { try GoldenCase($0, tensors: tensors, file: path + ".json") })
    }

    /// Reads a set that is in `Tests/Golden` alone, whatever `GCN_GOLDEN` says: "models".
    public static func loadOwn(_ name: String) throws -> Golden { try load(name, from: PackageFolder.root + "/Tests/Golden") }

    /// The cases of one kind. Throws where there is none, so that no golden test passes on nothing.
    public func cases(ofKind kind: String) throws -> [GoldenCase] {
        let found = cases.filter { $0.kind == kind }
        if found.isEmpty { throw Failure.noCases(file: file, kind: kind) }
        return found
    }
}

/// One case: hyper-parameters, inputs and expected outputs.
public struct GoldenCase: Sendable, CustomStringConvertible {
    /// Unique in its file.
    public let name: String
    /// The PyTorch or PyG class or function.
    public let kind: String
    /// The whole entry of the manifest.
    public let manifest: JSONValue
    private let tensors: SafetensorsFile
    private let file: String

    init(_ manifest: JSONValue, tensors: SafetensorsFile, file: String) throws {
        guard let name = manifest["name"]?.string, let kind = manifest["kind"]?.string else {
            throw Golden.Failure.missing(file: file, case: "-", what: "name or kind")
        }
        (self.name, self.kind, self.manifest, self.tensors, self.file) = (name, kind, manifest, tensors, file)
    }

    public var description: String { name }

    /// Whether the inputs lie exactly on kinks.
    public var isKink: Bool { manifest["kink"]?.bool ?? false }

    /// A constructor argument: as given, else its default; nil where it is neither or `null`.
    public func setting(_ key: String) -> JSONValue? {
        let value = manifest["hyper"]?[key] ?? manifest["defaults"]?[key]
        return value.flatMap { $0.isNull ? nil : $0 }
    }

    /// A number that must be there.
    public func number(_ key: String) throws -> Double { try require(setting(key)?.double, key) }
    /// A number that must be there, as Float.
    public func float(_ key: String) throws -> Float { Float(try number(key)) }
    /// A whole number that must be there.
    public func int(_ key: String) throws -> Int { try require(setting(key)?.int, key) }
    /// A text that must be there.
    public func string(_ key: String) throws -> String { try require(setting(key)?.string, key) }
    /// A list of numbers that must be there.
    public func list(_ key: String) throws -> [Double] {
        try require(setting(key)?.array?.compactMap { $0.double }, key)
    }
    /// Whether an argument is given and true.
    public func flag(_ key: String) -> Bool { setting(key)?.bool ?? false }

    /// A list of numbers of the manifest itself, such as `lr` or `metric`.
    public func numbers(_ key: String) throws -> [Double] {
        try require(manifest[key]?.array?.compactMap(\.double), key)
    }

    /// Whether the case has this tensor.
    public func has(_ tensor: String) -> Bool { tensors.contains("\(name)/\(tensor)") }

    /// The shape of a tensor.
    public func shape(_ tensor: String) throws -> [Int] { try tensors.entry("\(name)/\(tensor)").shape }

    /// Whether a tensor holds whole numbers.
    public func isInteger(_ tensor: String) throws -> Bool {
        try !tensors.entry("\(name)/\(tensor)").dtype.isFloatingPoint
    }

    /// A tensor of floats.
    public func array(_ tensor: String) throws -> DenseArray {
        DenseArray(try tensors.floats("\(name)/\(tensor)"), shape: try shape(tensor))
    }

    /// A tensor of floats, nil where the case has none of this name.
    public func optionalArray(_ tensor: String) throws -> DenseArray? { has(tensor) ? try array(tensor) : nil }

    /// A tensor of whole numbers, flat.
    public func ints(_ tensor: String) throws -> [Int] { try tensors.ints("\(name)/\(tensor)") }

    private func require<Value>(_ value: Value?, _ what: String) throws -> Value {
        guard let value else { throw Golden.Failure.missing(file: file, case: name, what: what) }
        return value
    }
}
