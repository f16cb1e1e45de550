/// One row of a CSV file: its fields, still as bytes, read as text or numbers on demand.
///
/// Field numbers are the caller's business: one that is not in `0..<count` stops the program.
public struct CSVRow: Sendable {
    /// The line on which the row begins, counted from 1.
    public let line: Int
    let bytes: [UInt8]
    /// First byte and end of each field in turn; quotes around a field are left out.
    let bounds: [Int]

    /// The number of fields.
    public var count: Int { bounds.count / 2 }

    /// The field as text, quotes undone.
    public func string(at field: Int) -> String {
        let (start, end) = (bounds[2 * field], bounds[2 * field + 1])
        let quote = UInt8(ascii: "\"")
        guard start > 0, bytes[start - 1] == quote, bytes[start..<end].contains(quote) else {
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(end - start)
        var index = start
        while index < end {
            plain.append(bytes[index])
            index += bytes[index] == quote ? 2 : 1
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The field as text, quotes undone, without blanks at its ends.
    public func textWithoutBlanks(at field: Int) -> String {
        let text = string(at: field)
        let utf8 = text.utf8
        func isBlank(_ byte: UInt8?) -> Bool { byte == 32 || byte == 9 }
        if !isBlank(utf8.first), !isBlank(utf8.last) { return text }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }

    /// Whether the field has no characters, or only blanks: how most files write a missing value.
    public func isEmpty(at field: Int) -> Bool {
        let (start, end) = trimmed(field)
        return start == end
    }

    /// The field as a whole number, blanks around it allowed; nil when it is none or does not fit 64 bits.
    public func int(at field: Int) -> Int? {
        let (start, end) = trimmed(field)
        return NumberParser.int(bytes, start, end)
    }

    /// The field as a number, correctly rounded, blanks around it allowed; nil when it is none.
    ///
    /// The spellings nan, inf and infinity, in any case, give those values, so that the caller can refuse them.
    public func double(at field: Int) -> Double? {
        let (start, end) = trimmed(field)
        return NumberParser.double(bytes, start, end)
    }

    /// As `double(at:)`, rounded once to single precision.
    public func float(at field: Int) -> Float? {
        let (start, end) = trimmed(field)
        return NumberParser.float(bytes, start, end)
    }

    @inline(__always)
    private func trimmed(_ field: Int) -> (Int, Int) {
        var (start, end) = (bounds[2 * field], bounds[2 * field + 1])
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        return (start, end)
    }
}
