/// Swift source in pieces: comments, strings, names, numbers and the rest, so that a brace in a string is not taken for one
/// of the program.
///
/// Strings are read with their interpolations, raw strings with any number of `#`, comments within comments. Not known are
/// regular expressions between plain slashes: a brace in `/{/` counts as one (write `#/{/#`).
struct SwiftScanner {
    enum Kind { case comment, string, name, number, other }

    let bytes: [UInt8]
    private(set) var place: Int

    init(_ bytes: [UInt8], from place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

    /// The next piece; nil at the end.
    mutating func next() -> (kind: Kind, range: Range<Int>)? {
        guard place < bytes.count else { return nil }
        let start = place
        let kind = advance()
        return (kind, start..<place)
    }

    private func byte(_ offset: Int = 0) -> UInt8 { place + offset < bytes.count ? bytes[place + offset] : 0 }

    private mutating func advance() -> Kind {
        let first = byte()
        if first == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
            while place < bytes.count, bytes[place] != 10 { place += 1 }
            return .comment
        }
        if first == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
            skipComment()
            return .comment
        }
        if first == UInt8(ascii: "\"") {
            skipString(hashes: 0)
            return .string
        }
        if first == UInt8(ascii: "#") {
            var hashes = 1
            while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
            if byte(hashes) == UInt8(ascii: "\"") {
                place += hashes
                skipString(hashes: hashes)
                return .string
            }
            if byte(hashes) == UInt8(ascii: "/") {
                place += hashes + 1
                skip(to: [UInt8(ascii: "/")] + [UInt8](repeating: first, count: hashes))
                return .string
            }
        }
        if Self.isNameStart(first) || (first == UInt8(ascii: "#") && Self.isNameStart(byte(1))) {
            place += 1
            while place < bytes.count, Self.isNameStart(bytes[place]) || Self.isDigit(bytes[place]) { place += 1 }
            return .name
        }
        if Self.isDigit(first) {
            place += 1
            while place < bytes.count {
                let byte = bytes[place]
                if Self.isNameStart(byte) || Self.isDigit(byte) || (byte == UInt8(ascii: ".") && Self.isDigit(self.byte(1))) {
                    place += 1
                } else {
                    break
                }
            }
            return .number
        }
        place += 1
        return .other
    }

    private mutating func skipComment() {
        var depth = 0
        while place < bytes.count {
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                depth += 1
                place += 2
            } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                depth -= 1
                place += 2
                if depth == 0 { return }
            } else {
                place += 1
            }
        }
    }

    private mutating func skip(to end: [UInt8]) {
        while place < bytes.count, !bytes[place...].starts(with: end) { place += 1 }
        place = min(bytes.count, place + end.count)
    }

    /// From the opening quote behind its hashes to behind the closing hashes.
    private mutating func skipString(hashes: Int) {
        let quote = UInt8(ascii: "\"")
        let isLong = byte(1) == quote && byte(2) == quote
        let closing = [UInt8](repeating: quote, count: isLong ? 3 : 1) + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        let escape = [UInt8(ascii: "\\")] + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        place += isLong ? 3 : 1
        while place < bytes.count {
            if bytes[place...].starts(with: closing) {
                place += closing.count
                return
            }
            if bytes[place...].starts(with: escape) {
                place += escape.count
                if byte() == UInt8(ascii: "(") { skipInterpolation() } else { place += 1 }
            } else if bytes[place] == 10, !isLong {
                return  // not closed: the compiler would have refused it
            } else {
                place += 1
            }
        }
    }

    private mutating func skipInterpolation() {
        var depth = 0
        while place < bytes.count {
            let first = byte()
            _ = advance()
            if first == UInt8(ascii: "(") { depth += 1 }
            if first == UInt8(ascii: ")") {
                depth -= 1
                if depth == 0 { return }
            }
        }
    }

    static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

/// Swift as HTML with keywords, strings, comments and numbers marked for colours.
enum SwiftHighlighter {
    private static let keywords: Set<String> = [
        "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default",
        "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "final", "for", "func",
        "guard", "if", "import", "in", "indirect", "init", "inout", "internal", "is", "lazy", "let", "mutating", "nil",
        "nonisolated", "operator", "override", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "Self",
        "some", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "unowned",
        "var", "weak", "where", "while",
    ]

    static func html(_ source: String) -> String {
        var scanner = SwiftScanner(Array(source.utf8))
        var result = ""
        while let (kind, range) = scanner.next() {
            let text = String(decoding: scanner.bytes[range], as: UTF8.self)
            let mark: String? =
                switch kind {
                case .comment: "c"
                case .string: "s"
                case .number: "n"
                case .name: keywords.contains(text) || text.hasPrefix("#") || text.hasPrefix("@") ? "k" : nil
                case .other: nil
                }
            let shown = HTMLText.escaped(text)
            result += mark.map { "<span class=\"\($0)\">\(shown)</span>" } ?? shown
        }
        return result
    }
}
