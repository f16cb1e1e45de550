/// Text with XML's entities.
enum XMLText {
    /// `&lt; &gt; &amp; &quot; &apos; &#10; &#xA;` undone; others stay.
    static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var result = ""
        var rest = bytes
        while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += String(decoding: rest[rest.startIndex..<start], as: UTF8.self)
            let name = rest[(start + 1)...].prefix(10)
            if let end = name.firstIndex(of: UInt8(ascii: ";")), let text = entity(rest[(start + 1)..<end]) {
                result += text
                rest = rest[(end + 1)...]
            } else {
                result += "&"
                rest = rest[(start + 1)...]
            }
        }
        return result + String(decoding: rest, as: UTF8.self)
    }

    private static func entity(_ name: ArraySlice<UInt8>) -> String? {
        switch String(decoding: name, as: UTF8.self) {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        case let text where text.hasPrefix("#x"):
            return UInt32(text.dropFirst(2), radix: 16).flatMap(UnicodeScalar.init).map { String(Character($0)) }
        case let text where text.hasPrefix("#"):
            return UInt32(text.dropFirst()).flatMap(UnicodeScalar.init).map { String(Character($0)) }
        default: return nil
        }
    }

    /// The text as it may stand in an XML element or attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "\n", "\r", "\t": result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Elements of an XML file one after another: what GraphML needs and no more. No entity is ever looked up elsewhere.
struct XMLReader {
    enum Event {
        case open(name: String, attributes: [String: String], isEmpty: Bool)
        case close(String)
        case text(String)
    }

    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private(set) var line = 1

    init(_ bytes: [UInt8], _ file: String) {
        (self.bytes, self.file) = (bytes, file)
    }

    /// The next event; nil at the end. Comments, declarations and instructions are passed over.
    mutating func next() throws(DatasetError) -> Event? {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                let start = position
                while position < bytes.count, bytes[position] != UInt8(ascii: "<") { advance() }
                return .text(XMLText.plain(bytes[start..<position]))
            }
            if begins("<!--") {
                try skip(to: "-->", "a comment")
            } else if begins("<![CDATA[") {
                let start = position + 9
                try skip(to: "]]>", "CDATA")
                return .text(String(decoding: bytes[start..<(position - 3)], as: UTF8.self))
            } else if begins("<?") {
                try skip(to: "?>", "an instruction")
            } else if begins("<!") {
                let start = position
                try skip(to: ">", "a declaration")
                if bytes[start..<position].contains(UInt8(ascii: "[")) {
                    throw .malformed(file, line: line, found: "a document type with declarations", expected: "none")
                }
            } else {
                return try tag()
            }
        }
        return nil
    }

    private mutating func advance() {
        if bytes[position] == 10 { line += 1 }
        position += 1
    }

    private func begins(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private mutating func skip(to end: StaticString, _ what: String) throws(DatasetError) {
        let open = line
        while position < bytes.count {
            if begins(end) {
                position += end.utf8CodeUnitCount
                return
            }
            advance()
        }
        throw .malformed(file, line: open, found: "\(what) that does not end", expected: "\(end)")
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] <= 32 { advance() }
    }

    private mutating func name() -> String {
        let start = position
        while position < bytes.count, bytes[position] > 32, !"=/<>\"'".utf8.contains(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return text.split(separator: ":").last.map(String.init) ?? text
    }

    private mutating func tag() throws(DatasetError) -> Event {
        let open = line
        position += 1
        let closes = position < bytes.count && bytes[position] == UInt8(ascii: "/")
        if closes { position += 1 }
        let element = name()
        if element.isEmpty { throw .malformed(file, line: open, found: "< without a name", expected: "an element") }
        var attributes: [String: String] = [:]
        while true {
            skipBlanks()
            guard position < bytes.count else {
                throw .malformed(file, line: open, found: "<\(element) that does not end", expected: ">")
            }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                return closes ? .close(element) : .open(name: element, attributes: attributes, isEmpty: false)
            }
            if begins("/>") {
                position += 2
                return .open(name: element, attributes: attributes, isEmpty: true)
            }
            let key = name()
            skipBlanks()
            guard !key.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
                throw .malformed(
                    file, line: line, found: "no attribute in <\(element)", expected: "name=\"value\", > or />")
            }
            position += 1
            skipBlanks()
            guard position < bytes.count, bytes[position] == 34 || bytes[position] == 39 else {
                throw .malformed(file, line: line, found: "\(key)= without a quote", expected: "\(key)=\"value\"")
            }
            let quote = bytes[position]
            position += 1
            let start = position
            while position < bytes.count, bytes[position] != quote { advance() }
            guard position < bytes.count else {
                throw .malformed(file, line: open, found: "a value of \(key) that does not end", expected: "a closing quote")
            }
            attributes[key] = XMLText.plain(bytes[start..<position])
            position += 1
        }
    }
}
