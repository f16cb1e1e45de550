/// Reads the rows of a CSV file of any size: at no time more than a few megabytes of it are in memory.
///
/// The rules are those of `CSVReader`, which reads each piece.
public struct CSVStream: Sendable {
    /// The names of the columns.
    public let header: [String]
    /// The byte between fields.
    public let delimiter: UInt8
    private let file: String
    private let descriptor: Descriptor
    private var reader: CSVReader
    /// What was read of the next row already.
    private var rest: [UInt8]
    private var isAtEnd: Bool

    /// How much is read at a time, and the most that a row may take.
    private static let piece = 1 << 20
    private static let largestRow = 1 << 26

    /// Opens a file and reads its header; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: the file's path, or `-`.
    ///   - delimiter: the byte between fields; nil takes the likeliest by the header, as `CSVReader`.
    public init(path: String, delimiter: UInt8? = nil) throws(FileError) {
        file = path == "-" ? "standard input" : path
        descriptor = try Descriptor(path == "-" ? "/dev/stdin" : path, shown: file, flags: 0)
        if try descriptor.status().isDirectory {
            throw FileError(kind: .malformed, file: file, found: "a folder", expected: "a CSV file")
        }
        rest = []
        isAtEnd = false
        let first = try Self.nextPiece(descriptor, &rest, &isAtEnd, file, delimiter)
        reader = try CSVReader(bytes: first ?? [], file: file, delimiter: delimiter)
        header = reader.header
        self.delimiter = reader.delimiter
    }

    /// The next row; nil at the end. Throws as `CSVReader.next`.
    public mutating func next(checksWidth: Bool = true) throws(FileError) -> CSVRow? {
        while true {
            if let row = try reader.next(checksWidth: checksWidth) { return row }
            let line = reader.line
            guard let piece = try Self.nextPiece(descriptor, &rest, &isAtEnd, file, delimiter) else { return nil }
            reader = CSVReader(
                continuing: piece, file: file, delimiter: delimiter, header: header, line: line, width: header.count)
        }
    }

    /// Whole rows, as many as are there after a read; nil at the end of the file.
    private static func nextPiece(
        _ descriptor: Descriptor, _ rest: inout [UInt8], _ isAtEnd: inout Bool, _ file: String, _ delimiter: UInt8?
    ) throws(FileError) -> [UInt8]? {
        while !isAtEnd {
            isAtEnd = try !descriptor.read(upTo: piece, appendingTo: &rest)
            if isAtEnd { break }
            if let end = lastRowEnd(rest, delimiter) {
                let rows = Array(rest[..<end])
                rest.removeSubrange(..<end)
                return rows
            }
            if rest.count > largestRow {
                throw FileError(
                    kind: .malformed, file: file, found: "a row of more than \(largestRow >> 20) MB",
                    expected: "rows that end", advice: "look for a quote that is never closed")
            }
        }
        if rest.isEmpty { return nil }
        defer { rest = [] }
        return rest
    }

    /// Behind the last line end that is not inside quotes; a CR at the very end may be half of a CRLF and does not count.
    private static func lastRowEnd(_ bytes: [UInt8], _ delimiter: UInt8?) -> Int? {
        var end: Int?
        var isQuoted = false, isFieldStart = true
        bytes.withUnsafeBufferPointer { bytes in
            var index = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
            while index < bytes.count {
                let byte = bytes[index]
                if isQuoted {
                    if byte == UInt8(ascii: "\"") {
                        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") { index += 1 } else { isQuoted = false }
                    }
                } else if byte == UInt8(ascii: "\""), isFieldStart {
                    isQuoted = true
                    isFieldStart = false
                } else if byte == 10 || byte == 13 && index + 1 < bytes.count && bytes[index + 1] != 10 {
                    end = index + 1
                    isFieldStart = true
                } else {
                    isFieldStart = delimiter.map { byte == $0 } ?? (byte == 0x2C || byte == 9 || byte == 0x3B)
                }
                index += 1
            }
        }
        return end
    }
}
