import GraphLearning

/// A run's `predictions.csv`, or another table of it, whole.
struct AnswerTable {
    let file: String
    let header: [String]
    private(set) var rows: [[String]] = []
    /// The line of each row, for messages.
    private var lines: [Int] = []

    /// Throws where the file is missing, has no rows, or a row has another number of fields than the header.
    init(_ file: String) throws {
        self.file = file
        guard Files.exists(file) else {
            throw FileError(
                kind: .missing, file: file, found: "no such file", expected: "the answers of the run",
                advice: "restore it, or train again")
        }
        var reader = try CSVReader(bytes: Files.read(file), file: file)
        header = reader.header
        while let row = try reader.next() {
            rows.append((0..<row.count).map { row.string(at: $0) })
            lines.append(row.line)
        }
        if rows.isEmpty {
            throw FileError(
                kind: .malformed, file: file, place: .line(1), found: "the names of columns and no row", expected: "an answer a line",
                advice: "restore it, or train again")
        }
    }

    /// Keeps the rows for which `isWanted` holds.
    mutating func keep(_ isWanted: ([String]) -> Bool) {
        let places = rows.indices.filter { isWanted(rows[$0]) }
        (rows, lines) = (places.map { rows[$0] }, places.map { lines[$0] })
    }

    /// The number of a column; throws where there is none of that name.
    func column(_ name: String) throws -> Int {
        if let place = header.firstIndex(of: name) { return place }
        throw bad(1, "the columns \(header.prefix(12).joined(separator: ", "))", "a column \(name)")
    }

    func texts(_ column: Int) -> [String] { rows.map { $0[column] } }

    /// A column of numbers; nan where a field is blank. Throws for a field that is none.
    func numbers(_ column: Int) throws -> [Float] {
        try rows.indices.map { row in
            let text = rows[row][column]
            if text.isEmpty || text == "nan" { return .nan }
            guard let value = Float(text) else { throw bad(lines[row], "\"\(text)\" in the column \(header[column])", "a number") }
            return value
        }
    }

    /// A column of classes as their places in `names`; throws for a class that is none of them.
    func classes(_ column: Int, _ names: [String]) throws -> [Int] {
        let places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        return try rows.indices.map { row in
            guard let place = places[rows[row][column]] else {
                throw bad(
                    lines[row], "the class \"\(rows[row][column])\" in the column \(header[column])",
                    names.prefix(20).joined(separator: ", "))
            }
            return place
        }
    }

    /// Columns of numbers, `[rows, columns]`.
    func matrix(_ columns: [Int]) throws -> DenseArray {
        let parts = try columns.map { try numbers($0) }
        return DenseArray(rows.indices.flatMap { row in parts.map { $0[row] } }, shape: [rows.count, columns.count])
    }

    private func bad(_ line: Int, _ found: String, _ expected: String) -> FileError {
        FileError(
            kind: .malformed, file: file, place: .line(line), found: found, expected: expected, advice: "restore it, or train again")
    }
}
