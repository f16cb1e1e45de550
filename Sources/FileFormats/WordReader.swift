/// Reads a text line by line as words between blanks: the form of most files of meshes and matrices.
///
/// Lines end with LF, CRLF or CR; empty lines are skipped, and what follows a comment sign. A line costs no copy.
public struct WordReader: Sendable {
    private let bytes: [UInt8]
    private let comment: UInt8?
    /// Where the next line begins.
    public private(set) var position: Int
    private var line: Int

    /// - Parameters:
    ///   - bytes: the text.
    ///   - comment: the byte that begins a comment, such as `#`.
    public init(bytes: [UInt8], comment: UInt8? = nil) {
        self.bytes = bytes
        self.comment = comment
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        line = 0
    }

    /// The bytes that are not yet read: what a file's counts must fit into.
    public var remaining: Int { bytes.count - position }

    /// The number of the line that was read last.
    public var lastLine: Int { line }

    /// The next line that has words; nil at the end.
    public mutating func next() -> CSVRow? {
        var bounds: [Int] = []
        while position < bytes.count {
            line += 1
            var isComment = false
            scan: while position < bytes.count {
                let byte = bytes[position]
                switch byte {
                case 10, 13: break scan
                case 9, 11, 12, 32: position += 1
                default:
                    if byte == comment { isComment = true }
                    let start = position
                    while position < bytes.count, bytes[position] > 32 || ![9, 10, 11, 12, 13, 32].contains(bytes[position]) {
                        if bytes[position] == comment {
                            isComment = true
                            break
                        }
                        position += 1
                    }
                    if position > start { bounds += [start, position] }
                    if isComment {
                        while position < bytes.count, bytes[position] != 10, bytes[position] != 13 { position += 1 }
                    }
                }
            }
            if position < bytes.count {
                position += bytes[position] == 13 && position + 1 < bytes.count && bytes[position + 1] == 10 ? 2 : 1
            }
            if !bounds.isEmpty { return CSVRow(line: line, bytes: bytes, bounds: bounds) }
        }
        return nil
    }
}
