/// Reads JSON by index over the bytes.
struct JSONParser {
    private static let deepest = 512

    private let bytes: [UInt8]
    private let file: String
    private var position = 0

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func parseDocument() throws(FileError) -> JSONValue {
        skipBlanks()
        let value = try parseValue(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw unexpected("the end of the file") }
        return value
    }

    private mutating func parseValue(depth: Int) throws(FileError) -> JSONValue {
        guard position < bytes.count else { throw unexpected("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try parseObject(depth: try deeper(depth))
        case UInt8(ascii: "["): return try parseArray(depth: try deeper(depth))
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: throw unexpected("a value")
        }
    }

    private func deeper(_ depth: Int) throws(FileError) -> Int {
        guard depth < JSONParser.deepest else {
            throw FileError(
                kind: .unsupported, file: file, place: .byte(position),
                found: "JSON nested more than \(JSONParser.deepest) deep")
        }
        return depth + 1
    }

    private mutating func parseArray(depth: Int) throws(FileError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try parseValue(depth: depth))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw unexpected(", or ]") }
            skipBlanks()
        }
    }

    private mutating func parseObject(depth: Int) throws(FileError) -> JSONValue {
        position += 1
        var members: [(key: String, value: JSONValue)] = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected("a key in quotes")
            }
            let key = try parseString()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw unexpected(": after the key") }
            skipBlanks()
            members.append((key: key, value: try parseValue(depth: depth)))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw unexpected(", or }") }
            skipBlanks()
        }
    }

    private mutating func parseNumber() throws(FileError) -> JSONValue {
        let start = position
        var isWhole = true
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try skipDigits() }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try skipDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            try skipDigits()
        }
        if isWhole, let value = NumberParser.int(bytes, start, position) {
            return value == 0 && bytes[start] == UInt8(ascii: "-") ? .double(-0.0) : .int(value)
        }
        guard let value = NumberParser.double(bytes, start, position), value.isFinite else {
            throw FileError(
                kind: .unsupported, file: file, place: .byte(start), found: FileError.quoted(bytes[start..<position]),
                expected: "a number that fits 64 bits")
        }
        return .double(value)
    }

    private mutating func skipDigits() throws(FileError) {
        let start = position
        while position < bytes.count, bytes[position] &- 48 < 10 { position += 1 }
        if position == start { throw unexpected("a digit") }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(FileError) -> JSONValue {
        let start = position
        let text = word.description
        for byte in text.utf8 {
            guard take(byte) else {
                position = start
                throw unexpected(text)
            }
        }
        return value
    }

    private mutating func parseString() throws(FileError) -> String {
        position += 1
        let start = position
        var index = start
        var isASCII = true
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                position = index + 1
                return try text(bytes[start..<index], isASCII: isASCII, from: start)
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start, firstEscape: index) }
            if byte < 0x20 { break }
            if byte >= 0x80 { isASCII = false }
            index += 1
        }
        position = index
        throw unexpected(index == bytes.count ? "a closing quote" : "an escape such as \\n for a control character")
    }

    private mutating func parseEscapedString(from start: Int, firstEscape: Int) throws(FileError) -> String {
        var plain = Array(bytes[start..<firstEscape])
        position = firstEscape
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(plain[...], isASCII: false, from: start)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &plain)
            case 0..<0x20:
                throw unexpected("an escape such as \\n for a control character")
            default:
                plain.append(byte)
                position += 1
            }
        }
        throw unexpected("a closing quote")
    }

    private mutating func parseEscape(into plain: inout [UInt8]) throws(FileError) {
        position += 1
        guard position < bytes.count else { throw unexpected("an escape") }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
        case UInt8(ascii: "b"): plain.append(8)
        case UInt8(ascii: "f"): plain.append(12)
        case UInt8(ascii: "n"): plain.append(10)
        case UInt8(ascii: "r"): plain.append(13)
        case UInt8(ascii: "t"): plain.append(9)
        case UInt8(ascii: "u"):
            let start = position - 1
            position += 1
            var code = try parseFourDigits()
            if code & 0xFC00 == 0xD800 {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw loneSurrogate(start) }
                let low = try parseFourDigits()
                guard low & 0xFC00 == 0xDC00 else { throw loneSurrogate(start) }
                code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
            }
            guard let scalar = UnicodeScalar(code) else { throw loneSurrogate(start) }
            plain.append(contentsOf: String(scalar).utf8)
            return
        default: throw unexpected("one of \" \\ / b f n r t u after \\")
        }
        position += 1
    }

    private mutating func parseFourDigits() throws(FileError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue else {
                throw unexpected("four hexadecimal digits after \\u")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private func loneSurrogate(_ byte: Int) -> FileError {
        FileError(
            kind: .malformed, file: file, place: .byte(byte), found: "half of a surrogate pair",
            expected: "\\uD800...\\uDBFF followed by \\uDC00...\\uDFFF")
    }

    private func text(_ content: ArraySlice<UInt8>, isASCII: Bool, from start: Int) throws(FileError) -> String {
        if isASCII { return String(decoding: content, as: UTF8.self) }
        if let text = String(validating: content, as: UTF8.self) { return text }
        throw FileError(kind: .malformed, file: file, place: .byte(start), found: "a text that is not UTF-8")
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 32 || byte == 10 || byte == 13 || byte == 9 else { return }
            position += 1
        }
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func unexpected(_ expected: String) -> FileError {
        let found =
            position < bytes.count
            ? FileError.quoted(bytes[position..<min(position + 12, bytes.count)]) : "the end of the file"
        return FileError(kind: .malformed, file: file, place: .byte(position), found: found, expected: expected)
    }
}
