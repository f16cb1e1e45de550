extension JSONValue {
    /// The value as JSON text, without a line end after it.
    ///
    /// Doubles are written with the fewest digits that give the same double back, NaN and infinities as null,
    /// since JSON has none. `pretty` puts every key on a line of its own, two blanks deeper than its object; a list
    /// of plain values stays on one line.
    public func encoded(pretty: Bool = false) -> String {
        var text: [UInt8] = []
        write(into: &text, pretty: pretty, indent: 0)
        return String(decoding: text, as: UTF8.self)
    }

    private var isContainer: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }

    private func write(into text: inout [UInt8], pretty: Bool, indent: Int) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .int(let value): text += String(value).utf8
        case .double(let value): text += (value.isFinite ? value.description : "null").utf8
        case .string(let value): JSONValue.write(value, into: &text)
        case .array(let elements):
            let breaks = pretty && elements.contains { $0.isContainer }
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                JSONValue.separate(index, into: &text, breaks: breaks, blank: pretty, indent: indent + 2)
                element.write(into: &text, pretty: pretty, indent: indent + 2)
            }
            if breaks { JSONValue.newLine(into: &text, indent: indent) }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            let breaks = pretty && !members.isEmpty
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                JSONValue.separate(index, into: &text, breaks: breaks, blank: pretty, indent: indent + 2)
                JSONValue.write(member.key, into: &text)
                text += (pretty ? ": " : ":").utf8
                member.value.write(into: &text, pretty: pretty, indent: indent + 2)
            }
            if breaks { JSONValue.newLine(into: &text, indent: indent) }
            text.append(UInt8(ascii: "}"))
        }
    }

    private static func separate(_ index: Int, into text: inout [UInt8], breaks: Bool, blank: Bool, indent: Int) {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        if breaks {
            newLine(into: &text, indent: indent)
        } else if blank, index > 0 {
            text.append(32)
        }
    }

    private static func newLine(into text: inout [UInt8], indent: Int) {
        text.append(10)
        text.append(contentsOf: repeatElement(32, count: indent))
    }

    private static func write(_ string: String, into text: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        text.append(quote)
        for byte in string.utf8 {
            switch byte {
            case quote, backslash: text += [backslash, byte]
            case 8: text += "\\b".utf8
            case 9: text += "\\t".utf8
            case 10: text += "\\n".utf8
            case 12: text += "\\f".utf8
            case 13: text += "\\r".utf8
            case 0..<32: text += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
            default: text.append(byte)
            }
        }
        text.append(quote)
    }
}
