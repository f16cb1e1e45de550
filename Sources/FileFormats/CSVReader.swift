/// Reads the rows of a CSV file one after another (RFC 4180).
///
/// Fields may be in double quotes, with `""` for a quote and with line ends inside. Lines end with LF, CRLF or CR; a
/// byte order mark is skipped; empty lines are skipped. Every row must have as many fields as the header (without a
/// header, as the first row). Text must be UTF-8; blanks around the columns' names do not count.
/// Time grows with the bytes; a row costs no copy of its text, and no memory when the row before is gone.
public struct CSVReader: Sendable {
    /// The names of the columns; empty without a header.
    public let header: [String]
    /// The byte between two fields.
    public let delimiter: UInt8

    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private(set) var line = 1
    private var bounds: [Int] = []
    /// The number of fields each row must have; nil before the first row.
    private var width: Int?
    /// Where the first byte is that is not UTF-8, or beyond the end.
    private let fault: Int

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: its name for messages.
    ///   - delimiter: the byte between fields; nil takes the most frequent of comma, tab and semicolon in the first
    ///     line, and a comma if there is none.
    ///   - hasHeader: whether the first row names the columns.
    /// - Throws: `.malformed` for an empty file where a header is due, for UTF-16, and for a header as `next()` for a row.
    public init(
        bytes: [UInt8], file: String, delimiter: UInt8? = nil, hasHeader: Bool = true
    ) throws(FileError) {
        try TextEncoding.refuseOtherForms(bytes, file: file)
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let delimiter = delimiter ?? CSVReader.likelyDelimiter(bytes, from: start)
        let fault = TextEncoding.firstFault(bytes) ?? .max
        guard hasHeader else {
            self.init(bytes, file, delimiter, start, header: [], fault: fault)
            return
        }
        var reader = CSVReader(bytes, file, delimiter, start, header: [], fault: fault)
        guard let row = try reader.next() else {
            throw FileError(
                kind: .malformed, file: file, place: .line(1), found: "an empty file",
                expected: "a line with the names of the columns")
        }
        let header = (0..<row.count).map { row.textWithoutBlanks(at: $0) }
        self.init(bytes, file, delimiter, reader.position, header: header, fault: fault)
        line = reader.line
        width = row.count
    }

    private init(_ bytes: [UInt8], _ file: String, _ delimiter: UInt8, _ position: Int, header: [String], fault: Int) {
        (self.bytes, self.file, self.delimiter, self.position, self.header) = (bytes, file, delimiter, position, header)
        self.fault = fault
    }

    /// Goes on in the middle of a file: `bytes` begin with a row, on line `line`.
    init(continuing bytes: [UInt8], file: String, delimiter: UInt8, header: [String], line: Int, width: Int?) {
        self.init(bytes, file, delimiter, 0, header: header, fault: TextEncoding.firstFault(bytes) ?? .max)
        self.line = line
        self.width = width
    }

    /// The number of the column with this name. Throws `.malformed` with the columns there are.
    public func column(named name: String) throws(FileError) -> Int {
        if let index = header.firstIndex(of: name) { return index }
        let shown = header.prefix(30).joined(separator: ", ") + (header.count > 30 ? ", ..." : "")
        throw FileError(
            kind: .malformed, file: file, place: .line(1), found: "the columns \(shown)",
            expected: "a column named \(name)")
    }

    /// The next row; nil at the end.
    ///
    /// Throws `.malformed` with the line for a row with another number of fields than the header, for a quote that is
    /// never closed (the line where it opened), for text after a closing quote, and for bytes that are not UTF-8.
    ///
    /// - Parameter checksWidth: whether a row with another number of fields is an error; else it is given as it is.
    public mutating func next(checksWidth: Bool = true) throws(FileError) -> CSVRow? {
        guard skipEmptyLines() else { return nil }
        let firstLine = line
        bounds.removeAll(keepingCapacity: true)
        var isRowOpen = true
        while isRowOpen {
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                try readQuotedField()
            } else {
                readPlainField()
            }
            if position < bytes.count, bytes[position] == delimiter {
                position += 1
            } else {
                skipLineEnd()
                isRowOpen = false
            }
        }
        let count = bounds.count / 2
        if position > fault { throw notUTF8(firstLine) }
        if let width, width != count, checksWidth {
            let names = header.prefix(8).joined(separator: ", ") + (header.count > 8 ? ", ..." : "")
            throw FileError(
                kind: .malformed, file: file, place: .line(firstLine), found: "\(count) field\(count == 1 ? "" : "s")",
                expected: "\(width) field\(width == 1 ? "" : "s")" + (header.isEmpty ? "" : " (\(names))"))
        }
        if checksWidth || width == nil { width = count }
        return CSVRow(line: firstLine, bytes: bytes, bounds: bounds)
    }

    /// Steps over line ends; false at the end of the file.
    private mutating func skipEmptyLines() -> Bool {
        while position < bytes.count, bytes[position] == 10 || bytes[position] == 13 { skipLineEnd() }
        return position < bytes.count
    }

    /// Steps over one LF, CRLF or CR, if there is one here.
    private mutating func skipLineEnd() {
        guard position < bytes.count else { return }
        if bytes[position] == 13, position + 1 < bytes.count, bytes[position + 1] == 10 { position += 1 }
        position += 1
        line += 1
    }

    private mutating func readPlainField() {
        let start = position
        var index = start
        let delimiter = delimiter
        let end = bytes.count
        while index < end {
            let byte = bytes[index]
            if byte == delimiter || byte == 10 || byte == 13 { break }
            index += 1
        }
        position = index
        bounds.append(start)
        bounds.append(index)
    }

    private mutating func readQuotedField() throws(FileError) {
        let quote = UInt8(ascii: "\"")
        let openingLine = line
        position += 1
        bounds.append(position)
        while true {
            guard position < bytes.count else {
                throw FileError(
                    kind: .malformed, file: file, place: .line(openingLine), found: "a quote that is never closed",
                    expected: "a closing \" before the end of the file",
                    advice: "a quote inside a quoted field is written \"\"")
            }
            switch bytes[position] {
            case quote:
                if position + 1 < bytes.count, bytes[position + 1] == quote {
                    position += 2
                    continue
                }
                bounds.append(position)
                position += 1
                guard
                    position == bytes.count || bytes[position] == delimiter || bytes[position] == 10
                        || bytes[position] == 13
                else {
                    throw FileError(
                        kind: .malformed, file: file, place: .line(line),
                        found: FileError.quoted(bytes[position..<min(position + 8, bytes.count)])
                            + " after a closing quote",
                        expected: "the end of the field", advice: "a quote inside a quoted field is written \"\"")
                }
                return
            case 10: line += 1
            case 13: if position + 1 == bytes.count || bytes[position + 1] != 10 { line += 1 }
            default: break
            }
            position += 1
        }
    }

    /// The error for the row that was just read, in which `fault` lies.
    private func notUTF8(_ firstLine: Int) -> FileError {
        let field = (0..<bounds.count / 2).first { fault < bounds[2 * $0 + 1] } ?? 0
        let text = bytes[bounds[2 * field]..<bounds[2 * field + 1]]
        // line ends before it, of quoted fields
        var line = firstLine
        for index in bounds[0]..<fault where bytes[index] == 10 || bytes[index] == 13 && bytes[index + 1] != 10 { line += 1 }
        return TextEncoding.notUTF8(
            text, fault: fault, column: field < header.count ? header[field] : nil, file: file, line: line)
    }

    private static func likelyDelimiter(_ bytes: [UInt8], from start: Int) -> UInt8 {
        // In a tie the tab wins, since names hold commas more often than tabs.
        let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")]
        var counts = [0, 0, 0]
        var isQuoted = false
        var index = start
        while index < bytes.count, isQuoted || (bytes[index] != 10 && bytes[index] != 13) {
            if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, let which = candidates.firstIndex(of: bytes[index]) { counts[which] += 1 }
            index += 1
        }
        let best = counts.max() ?? 0
        return best == 0 ? UInt8(ascii: ",") : candidates[counts.firstIndex(of: best) ?? 0]
    }
}
