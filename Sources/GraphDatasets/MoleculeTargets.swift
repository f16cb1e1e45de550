/// Which columns are to be foretold, and what they are.
struct TargetChoice {
    /// Columns of the file.
    let places: [Int]
    let task: MoleculeTable.Task
    /// The same as places among the candidates.
    private let cells: [Int]
    private let names: [String]

    init(_ table: RawTable, _ columns: MoleculeColumns, file: String) throws(DatasetError) {
        let kinds = table.candidates.indices.map { ColumnKind(table, $0) }
        let chosen: [Int]
        if columns.targets != nil {
            chosen = Array(table.candidates.indices)
        } else {
            let answers = kinds.indices.filter { kinds[$0] == .answers }
            let numbers = kinds.indices.filter { kinds[$0] == .numbers }
            if !answers.isEmpty, columns.kind != .regression {
                chosen = answers
            } else if numbers.count == 1 {
                chosen = numbers
            } else {
                let all = (answers + numbers).map { table.header[table.candidates[$0]] }
                let some = all.prefix(12).joined(separator: ", ") + (all.count > 12 ? ", …" : "")
                throw .malformed(
                    file, line: 1,
                    found: all.isEmpty ? "no column of numbers" : "\(all.count) columns of numbers: \(some)",
                    expected: "to know which is to be foretold", advice: "name it with --target-columns")
            }
        }
        cells = chosen
        places = chosen.map { table.candidates[$0] }
        names = places.map { table.header[$0] }
        for cell in chosen where kinds[cell] == .blank {
            throw .malformed(
                file, found: "nothing but blanks in the column \"\(table.header[table.candidates[cell]])\"",
                expected: "values to learn from", advice: "choose other columns with --target-columns")
        }
        task = try Self.task(table, chosen, kinds, columns.kind, file)
    }

    private static func task(
        _ table: RawTable, _ chosen: [Int], _ kinds: [ColumnKind], _ wanted: MoleculeColumns.Kind?, _ file: String
    ) throws(DatasetError) -> MoleculeTable.Task {
        for cell in chosen where kinds[cell] == .words { try refuseDecimalCommas(table, cell, file) }
        let isNumeric = chosen.allSatisfy { kinds[$0] != .words }
        let areAnswers = chosen.allSatisfy { kinds[$0] == .answers }
        if wanted == .regression || wanted == nil && isNumeric && !areAnswers {
            for row in table.rows {
                for cell in chosen where !row.cells[cell].isBlank && !row.cells[cell].isNumber {
                    throw .malformed(
                        file, line: row.line, found: "\"\(row.cells[cell].text)\" in the column \(table.header[table.candidates[cell]])",
                        expected: "a finite number, or a blank where nothing is known",
                        advice: "correct it, or choose another column with --target-columns")
                }
            }
            return .numbers
        }
        if areAnswers { return .answers }
        guard chosen.count == 1 else {
            let column = chosen.first { kinds[$0] != .answers } ?? 0
            throw .malformed(
                file, found: "the column \(table.header[table.candidates[column]]) with other values than 0 and 1, beside \(chosen.count - 1) more",
                expected: "several columns of 0 and 1, or of numbers, or one column of classes",
                advice: "choose with --target-columns and --task")
        }
        var seen: Set<String> = []
        for row in table.rows where !row.cells[chosen[0]].isBlank { seen.insert(row.cells[chosen[0]].text) }
        if seen.count < 2 || seen.count > 100 {
            throw .malformed(
                file, found: "\(seen.count) different words in the column \(table.header[table.candidates[chosen[0]]])",
                expected: "2 to 100 classes", advice: "choose another column with --target-columns, or --task regression")
        }
        let names = seen.sorted { (Double($0) ?? .infinity, $0) < (Double($1) ?? .infinity, $1) }
        return .classes(names)
    }

    /// Refuses a column that holds nothing but numbers, some with a comma in place of the point: as words they would be classes.
    private static func refuseDecimalCommas(_ table: RawTable, _ cell: Int, _ file: String) throws(DatasetError) {
        var first: (line: Int, text: String)?
        for row in table.rows where !row.cells[cell].isBlank && !row.cells[cell].isNumber {
            guard NumberColumn.hasDecimalComma(row.cells[cell].text) else { return }
            first = first ?? (row.line, row.cells[cell].text)
        }
        guard let first else { return }
        throw .malformed(
            file, line: first.line, found: "\"\(first.text)\" in the column \(table.header[table.candidates[cell]])",
            expected: "a number with a decimal point", advice: NumberColumn.pointAdvice)
    }

    /// What a row says of each target; NaN where nothing.
    func values(_ row: RawTable.RawRow, file: String) throws(DatasetError) -> [Float] {
        if case .classes(let names) = task {
            let cell = row.cells[cells[0]]
            return [cell.isBlank ? .nan : names.firstIndex(of: cell.text).map { Float($0) } ?? .nan]
        }
        var result: [Float] = []
        for (place, cell) in cells.enumerated() {
            let value = row.cells[cell].isBlank ? Float.nan : Float(row.cells[cell].number)
            if !value.isNaN, abs(value) > 1e15 {
                throw .malformed(
                    file, line: row.line, found: "\(row.cells[cell].text) in the column \(names[place])",
                    expected: "numbers of at most 1e15; use other units, or logarithms")
            }
            result.append(value)
        }
        return result
    }
}

/// What the cells of a column are.
private enum ColumnKind: Equatable {
    case blank
    /// 0 and 1 alone, both of them.
    case answers
    case numbers
    /// Whole numbers that rise line by line: a numbering, not a measurement.
    case numbering
    case words

    init(_ table: RawTable, _ cell: Int) {
        var isZeroOne = true, zeros = false, ones = false, rises = true, whole = true
        var last = -Double.infinity, count = 0
        for row in table.rows {
            let value = row.cells[cell]
            if value.isBlank { continue }
            if !value.isNumber {
                self = .words
                return
            }
            count += 1
            if value.number == 0 { zeros = true } else if value.number == 1 { ones = true } else { isZeroOne = false }
            if value.number <= last { rises = false }
            if value.number.rounded() != value.number { whole = false }
            last = value.number
        }
        if count == 0 {
            self = .blank
        } else if isZeroOne, zeros, ones {
            self = .answers
        } else {
            self = rises && whole && count > 2 ? .numbering : .numbers
        }
    }
}
