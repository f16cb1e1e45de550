import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file of SMILES, or standard input, read in pieces: a SMILES a line, or a column of a CSV file.
///
/// Memory holds one piece and one row, however long the file.
struct SMILESSource {
    private let path: String
    private let column: String?
    private static let pieceSize = 1 << 18
    /// A row longer than that is refused.
    private static let longestRow = 1 << 26

    init(_ path: String, column: String?) {
        self.path = path
        self.column = column
    }

    /// Hands on each line's or row's SMILES, in order.
    func forEach(_ body: ([UInt8]) throws -> Void) throws {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY)
        if descriptor < 0 { throw problem() }
        defer { if path != "-" { close(descriptor) } }
        let isTable = column != nil || path.hasSuffix(".csv") || path.hasSuffix(".tsv")
        var table = isTable ? SMILESTable(file: path, column: column) : nil
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        var rest: [UInt8] = []
        var isInQuotes = false
        var scanned = 0
        var isFirst = true
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw problem() }
            if count == 0 { break }
            rest.append(contentsOf: piece[0..<count])
            // A byte order mark is no part of a SMILES; CSVReader steps over its own.
            if isFirst, !isTable, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
            isFirst = false
            var begin = 0
            while scanned < rest.count {
                let byte = rest[scanned]
                if isTable, byte == UInt8(ascii: "\"") { isInQuotes.toggle() }
                if byte == 10, !isInQuotes {
                    try handOn(rest[begin..<scanned], &table, body)
                    begin = scanned + 1
                }
                scanned += 1
            }
            rest.removeFirst(begin)
            scanned -= begin
            if rest.count > Self.longestRow {
                throw Failure(Failure.badData, "\(path): a line of more than \(Self.longestRow) bytes")
            }
        }
        if !rest.isEmpty { try handOn(rest[...], &table, body) }
    }

    private func handOn(_ line: ArraySlice<UInt8>, _ table: inout SMILESTable?, _ body: ([UInt8]) throws -> Void) throws {
        let line = line.last == 13 ? line.dropLast() : line
        if table == nil {
            if line.contains(where: { $0 > 32 }) { try body(Array(line)) }
        } else if !line.isEmpty, let smiles = try table?.smiles(of: Array(line)) {
            try body(smiles)
        }
    }

    private func problem() -> Failure {
        Failure(
            errno == ENOENT ? Failure.missingFile : Failure.inputOutput,
            "\(path): \(String(cString: strerror(errno)).lowercased())")
    }
}

/// Finds the SMILES in rows of a CSV file whose first row names the columns.
private struct SMILESTable {
    let file: String
    let column: String?
    private var place: Int?
    private var delimiter = UInt8(ascii: ",")

    init(file: String, column: String?) {
        self.file = file
        self.column = column
    }

    /// The SMILES of a row; nil for the header.
    mutating func smiles(of line: [UInt8]) throws -> [UInt8]? {
        guard let place else {
            let reader = try CSVReader(bytes: line, file: file)
            delimiter = reader.delimiter
            if let column {
                self.place = try reader.column(named: column)
            } else {
                let names = reader.header.map { $0.lowercased() }
                guard let found = names.firstIndex(of: "smiles") ?? names.firstIndex(of: "mol") else {
                    _ = try reader.column(named: "smiles")
                    return nil
                }
                self.place = found
            }
            return nil
        }
        var reader = try CSVReader(bytes: line, file: file, delimiter: delimiter, hasHeader: false)
        guard let row = try reader.next() else { return nil }
        // A row that is too short is a molecule that cannot be read, not the end of the file.
        return place < row.count ? Array(row.string(at: place).utf8) : []
    }
}
