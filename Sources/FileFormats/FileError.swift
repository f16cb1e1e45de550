/// What is wrong with a file: which file, where in it, what was found, what was expected and what to do.
///
/// Every function of this module that touches the outside world throws this one type and no other.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The class of trouble, for callers that act on it.
    public enum Kind: Equatable, Sendable {
        /// There is no such file or folder.
        case missing
        /// The bytes are not what the format asks for.
        case malformed
        /// The bytes may be legal, but this module does not read them.
        case unsupported
        /// The operating system refused: no permission, no space, a failing disk.
        case inputOutput
    }

    /// Where in the file.
    public enum Place: Equatable, Sendable {
        /// The line, counted from 1.
        case line(Int)
        /// The byte, counted from 0.
        case byte(Int)
        /// A named part: a tensor, a column, a member of an archive.
        case entry(String)
    }

    /// The class of trouble.
    public var kind: Kind
    /// The file, as the user named it.
    public var file: String
    /// Where in the file, if that is known.
    public var place: Place?
    /// What was found. For `.missing` and `.inputOutput` it is a whole clause, such as "no space left on device".
    public var found: String
    /// What should have been there.
    public var expected: String?
    /// What the user can do.
    public var advice: String?

    /// Makes an error from its parts.
    public init(
        kind: Kind, file: String, place: Place? = nil, found: String, expected: String? = nil, advice: String? = nil
    ) {
        self.kind = kind
        self.file = file
        self.place = place
        self.found = found
        self.expected = expected
        self.advice = advice
    }

    /// One line: `edges.csv:17: found "abc"; expected a number; ADVICE`. With a byte it begins
    /// `edges.bin: byte 123:`, with an entry `model.safetensors: entry NAME:`, without a place `edges.csv:`.
    public var description: String {
        var text = file
        switch place {
        case .line(let line): text += ":\(line):"
        case .byte(let byte): text += ": byte \(byte):"
        case .entry(let name): text += ": entry \(name):"
        case nil: text += ":"
        }
        switch kind {
        case .malformed, .unsupported: text += " found \(found)"
        case .missing, .inputOutput: text += " \(found)"
        }
        if let expected { text += "; expected \(expected)" }
        if let advice { text += "; \(advice)" }
        return text
    }

    /// Bytes of a file as they may stand in a message: quoted, at most 40 of them, other than plain ASCII escaped.
    static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        var text = "\""
        var shown = 0
        for byte in bytes {
            if shown == 40 { return text + "...\"" }
            shown += 1
            switch byte {
            case 0x22, 0x5C: text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text + "\""
    }
}
