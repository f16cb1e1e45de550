import FileFormats

/// The lines of a molfile, one after another, and the fields in their fixed columns.
///
/// Lines end with LF or CRLF. Columns that a line has not count as blank.
struct MolfileLines {
    let bytes: [UInt8]
    let file: String
    private var position = 0
    /// The number of the line read last, counted from 1 at the beginning of the file.
    private(set) var line: Int
    /// The bounds of the line read last, without its end.
    private(set) var start = 0
    private(set) var end = 0

    init(bytes: [UInt8], file: String, firstLine: Int) {
        self.bytes = bytes
        self.file = file
        line = firstLine - 1
    }

    /// Steps to the next line; false at the end.
    mutating func advance() -> Bool {
        guard position < bytes.count else { return false }
        line += 1
        start = position
        while position < bytes.count, bytes[position] != 10 { position += 1 }
        end = position
        if end > start, bytes[end - 1] == 13 { end -= 1 }
        position += 1
        return true
    }

    /// The line as text.
    var text: String { String(decoding: bytes[start..<end], as: UTF8.self) }

    /// The line as text without blanks at either end.
    var trimmedText: String {
        let bounds = trimmed(start, end)
        return String(decoding: bytes[bounds], as: UTF8.self)
    }

    func hasPrefix(_ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard end - start >= count else { return false }
        for offset in 0..<count where bytes[start + offset] != prefix.utf8Start[offset] { return false }
        return true
    }

    /// The bounds of the columns `from..<to` of the line, without blanks at either end.
    func field(_ from: Int, _ to: Int) -> Range<Int> { trimmed(min(start + from, end), min(start + to, end)) }

    private func trimmed(_ from: Int, _ to: Int) -> Range<Int> {
        var (low, high) = (from, to)
        while low < high, bytes[low] <= 32 { low += 1 }
        while low < high, bytes[high - 1] <= 32 { high -= 1 }
        return low..<high
    }

    func string(_ bounds: Range<Int>) -> String { String(decoding: bytes[bounds], as: UTF8.self) }

    /// The whole number in columns `from..<to`; 0 where they are blank.
    func int(_ from: Int, _ to: Int, _ what: String) throws(FileError) -> Int {
        let bounds = field(from, to)
        if bounds.isEmpty { return 0 }
        return try int(bounds, what)
    }

    func int(_ bounds: Range<Int>, _ what: String) throws(FileError) -> Int {
        var index = bounds.lowerBound
        let isNegative = index < bounds.upperBound && bytes[index] == UInt8(ascii: "-")
        if isNegative || (index < bounds.upperBound && bytes[index] == UInt8(ascii: "+")) { index += 1 }
        var value = 0
        var isNumber = index < bounds.upperBound && bounds.upperBound - index < 18
        while isNumber, index < bounds.upperBound {
            let digit = bytes[index] &- 48
            isNumber = digit < 10
            value = value &* 10 &+ Int(digit)
            index += 1
        }
        guard isNumber else { throw failure(found: quoted(bounds), expected: "\(what), a whole number") }
        return isNegative ? -value : value
    }

    /// The decimal in columns `from..<to`; 0 where they are blank.
    func double(_ from: Int, _ to: Int, _ what: String) throws(FileError) -> Double {
        let bounds = field(from, to)
        if bounds.isEmpty { return 0 }
        return try double(bounds, what)
    }

    func double(_ bounds: Range<Int>, _ what: String) throws(FileError) -> Double {
        // The common form, digits with one point, at most 15 of them, is exact after one division.
        var index = bounds.lowerBound
        let isNegative = index < bounds.upperBound && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var (digits, count, decimals) = (0, 0, -1)
        while index < bounds.upperBound {
            let digit = bytes[index] &- 48
            if digit < 10 {
                (digits, count) = (digits &* 10 &+ Int(digit), count + 1)
                if decimals >= 0 { decimals += 1 }
            } else if bytes[index] == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
            } else {
                count = 99
            }
            index += 1
        }
        var value = 0.0
        if count > 0, count <= 15 {
            value = Double(digits)
            var power = 1.0
            for _ in 0..<max(decimals, 0) { power *= 10 }
            value /= power
            if isNegative { value = -value }
        } else {
            guard let parsed = Double(string(bounds)), parsed.isFinite, abs(parsed) < 1e9 else {
                throw failure(found: quoted(bounds), expected: "\(what), a finite number")
            }
            value = parsed
        }
        return value
    }

    /// The words of the line from column `from` on. A word in double quotes may hold blanks; one with `=(` reaches to `)`.
    func words(from column: Int) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var index = min(start + column, end)
        while index < end {
            while index < end, bytes[index] <= 32 { index += 1 }
            let first = index
            var (isQuoted, depth) = (false, 0)
            while index < end, bytes[index] > 32 || isQuoted || depth > 0 {
                switch bytes[index] {
                case UInt8(ascii: "\""): isQuoted.toggle()
                case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                index += 1
            }
            if index > first { result.append(first..<index) }
        }
        return result
    }

    func quoted(_ bounds: Range<Int>) -> String {
        var text = "\""
        for byte in bytes[bounds].prefix(40) {
            if byte >= 32, byte < 127 { text.unicodeScalars.append(UnicodeScalar(byte)) } else { text += "?" }
        }
        return text + (bounds.count > 40 ? "...\"" : "\"")
    }

    func failure(
        _ kind: FileError.Kind = .malformed, found: String, expected: String, advice: String? = nil, at line: Int? = nil
    ) -> FileError {
        FileError(kind: kind, file: file, place: .line(line ?? max(self.line, 1)), found: found, expected: expected, advice: advice)
    }
}
