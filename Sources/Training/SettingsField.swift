import FileFormats

/// One setting by the name that flags, protocols' grids and `config.json` know it by.
public struct SettingsField<Settings>: @unchecked Sendable {
    /// What it is called.
    public let name: String
    /// What values it takes, for messages.
    public let expected: String
    /// Its value.
    public let get: (Settings) -> JSONValue
    /// Puts the value in; false where it is none of those expected.
    public let set: (inout Settings, JSONValue) -> Bool

    init(
        _ name: String, _ expected: String, get: @escaping (Settings) -> JSONValue,
        set: @escaping (inout Settings, JSONValue) -> Bool
    ) {
        (self.name, self.expected, self.get, self.set) = (name, expected, get, set)
    }

    /// A whole number in a range.
    static func int(_ name: String, _ path: WritableKeyPath<Settings, Int>, _ range: ClosedRange<Int>) -> Self {
        Self(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { .int($0[keyPath: path]) } set: {
            guard let value = $1.int, range.contains(value) else { return false }
            $0[keyPath: path] = value
            return true
        }
    }

    /// A number that holds to a condition.
    static func number(
        _ name: String, _ path: WritableKeyPath<Settings, Float>, _ expected: String,
        _ holds: @escaping (Double) -> Bool
    ) -> Self {
        Self(name, expected) { .number($0[keyPath: path]) } set: {
            guard let value = $1.double, value.isFinite, holds(value) else { return false }
            $0[keyPath: path] = Float(value)
            return true
        }
    }

    /// One of some names.
    static func name(_ name: String, _ path: WritableKeyPath<Settings, String>, _ names: @escaping () -> [String]) -> Self {
        Self(name, "one of \(names().joined(separator: ", "))") { .string($0[keyPath: path]) } set: {
            guard let value = $1.string, names().contains(value) else { return false }
            $0[keyPath: path] = value
            return true
        }
    }

    static func bool(_ name: String, _ path: WritableKeyPath<Settings, Bool>) -> Self {
        Self(name, "true or false") { .bool($0[keyPath: path]) } set: {
            guard let value = $1.bool else { return false }
            $0[keyPath: path] = value
            return true
        }
    }
}

/// What is wrong with settings that came from outside.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What it is called.
    public let name: String
    /// The value that was given.
    public let found: String
    /// What it may be.
    public let expected: String

    /// A setting, what it was given and what it may be.
    public init(name: String, found: String, expected: String) {
        (self.name, self.found, self.expected) = (name, found, expected)
    }

    public var description: String { "the setting \"\(name)\" is \(found); expected \(expected)" }
}

/// Settings that can be read and written by name.
public protocol NamedSettings {
    /// The settings by name, as `--set` and `config.json` know them.
    static var fields: [SettingsField<Self>] { get }
}

extension NamedSettings {
    /// All of them as one JSON object, as `config.json` has them.
    public var json: JSONValue { .object(Self.fields.map { ($0.name, $0.get(self)) }) }

    /// Changes one setting; throws for an unknown name or a value it does not take.
    public mutating func set(_ name: String, _ value: JSONValue) throws(SettingsError) {
        guard let field = Self.fields.first(where: { $0.name == name }) else {
            throw SettingsError(
                name: name, found: "unknown here", expected: Self.fields.map(\.name).joined(separator: ", "))
        }
        if !field.set(&self, value) {
            throw SettingsError(name: name, found: value.encoded(), expected: field.expected)
        }
    }

    /// Changes all settings that the object names.
    public mutating func apply(_ object: JSONValue) throws(SettingsError) {
        for (name, value) in object.object ?? [] { try set(name, value) }
    }
}
