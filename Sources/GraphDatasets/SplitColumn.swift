import FileFormats
import Graphs

/// Splits that are written down: in a column of the table, or in a file of its own.
extension MoleculeSplit {
    /// By the words of a column: train, val (or valid, validation), test; a blank for none.
    ///
    /// - Parameters:
    ///   - words: one a row.
    ///   - name: the column's name, for messages.
    ///   - file: the file's path, for messages.
    ///   - lines: the rows' lines in `file`, for messages.
    /// - Throws: `DatasetError` with the line for an unknown word; where no row is for training.
    public static func column(
        _ words: [String], named name: String, file: String, lines: [Int]
    ) throws(DatasetError) -> MoleculeSplit {
        precondition(words.count == lines.count, "MoleculeSplit.column: \(words.count) words, \(lines.count) lines")
        var parts = MoleculeParts()
        for (row, word) in words.enumerated() {
            if let part = try SplitParts.part(word, file: file, line: lines[row]) { parts.add(part, row) }
        }
        return try parts.split(name: "column \(name)", file: file)
    }

    /// By a CSV file that names rows and says for each of them train, val (or valid, validation), test, or nothing.
    ///
    /// - Parameters:
    ///   - file: the CSV file's path.
    ///   - ids: what each row of the table is called, such as its SMILES; rows of one id all go to its part.
    ///   - idColumn: the file's column of ids; "id" or "smiles" where nil.
    ///   - splitColumn: the file's column of parts; "split" where nil.
    /// - Throws: `DatasetError` with the line for an unknown word, an id that no row has, and one that is listed again with
    ///   another part; where no row is for training.
    public static func file(
        _ file: String, ids: [String], idColumn: String? = nil, splitColumn: String? = nil
    ) throws(DatasetError) -> MoleculeSplit {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        let usual = reader.header.contains("id") ? "id" : "smiles"
        let id = try columns.required(idColumn, usual: usual, option: "--id")
        let split = try columns.required(splitColumn, usual: "split", option: "--split-column")
        var rows: [String: [Int]] = [:]
        for (row, name) in ids.enumerated() { rows[name, default: []].append(row) }
        var parts = MoleculeParts()
        var seen: [String: (part: SplitParts.Part, line: Int)] = [:]
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            let name = row.text(at: id)
            guard let part = try SplitParts.part(row.text(at: split), file: file, line: row.line) else { continue }
            guard let places = rows[name] else {
                throw .malformed(
                    file, line: row.line, found: "\(DatasetError.quoted(name)), which no row of the table is called",
                    expected: "one of its \(ids.count) rows", advice: "remove this line")
            }
            if let (first, line) = seen[name] {
                if first == part { continue }
                throw .malformed(
                    file, line: row.line,
                    found: "\(DatasetError.quoted(name)) in \(part.rawValue), but in \(first.rawValue) on line \(line)",
                    expected: "each molecule in one part", advice: "remove one of the two lines")
            }
            seen[name] = (part, row.line)
            for place in places { parts.add(part, place) }
        }
        return try parts.split(name: "file \(DatasetPaths.lastName(file))", file: file)
    }
}

/// Gathers rows by their parts.
private struct MoleculeParts {
    private var train: [Int] = [], validation: [Int] = [], test: [Int] = []

    mutating func add(_ part: SplitParts.Part, _ row: Int) {
        switch part {
        case .train: train.append(row)
        case .validation: validation.append(row)
        case .test: test.append(row)
        }
    }

    func split(name: String, file: String) throws(DatasetError) -> MoleculeSplit {
        if train.isEmpty {
            throw .malformed(file, found: "no molecule for training", expected: "train for some of them")
        }
        return MoleculeSplit(name: name, train: train, validation: validation, test: test)
    }
}
