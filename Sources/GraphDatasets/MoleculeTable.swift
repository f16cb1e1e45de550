import DenseArrays
import FileFormats
import Graphs
import Molecules

/// A file of molecules with what was measured of them: SMILES in one column, targets in others, some cells blank.
///
/// Rows whose SMILES cannot be read are left out and listed in `refused`.
public struct MoleculeTable: Sendable {
    /// The file's name without its ending.
    public let name: String
    public let path: String
    public let header: [String]
    public let smilesColumn: String
    /// The columns to be foretold.
    public let targetColumns: [String]
    public let task: Task
    /// The rows that can be used, in the order of the file.
    public let rows: [Row]
    public let molecules: [Molecule]
    /// `[rows · targets]`, NaN where a cell is blank; for classes of one column the number of the class.
    public let values: [Float]
    public let refused: [Refused]
    /// Rows that were left out because nothing is known of any target.
    public let blankRows: Int

    /// What the targets are.
    public enum Task: Sendable, Equatable {
        /// Each column yes (1) or no (0).
        case answers
        /// One column with one of these words.
        case classes([String])
        /// Each column a number.
        case numbers

        /// In words.
        public var text: String {
            switch self {
            case .answers: "classification (yes or no)"
            case .classes(let names): "classification (\(names.count) classes)"
            case .numbers: "regression"
            }
        }
    }

    /// A row that can be used.
    public struct Row: Sendable {
        /// Its line in the file, from 1.
        public let line: Int
        public let smiles: String
        /// What it is called; its line where there is no column for that.
        public let id: String
        /// The word in the column of the split; empty without one.
        public let split: String
    }

    /// A row that cannot be used.
    public struct Refused: Sendable {
        public let line: Int
        public let smiles: String
        public let reason: String

        public init(line: Int, smiles: String, reason: String) {
            (self.line, self.smiles, self.reason) = (line, smiles, reason)
        }
    }

    /// Reads a file, its molecules side by side on all threads. Throws where a column is missing, no target can be told,
    /// a cell is no number where numbers are wanted, or no row can be used.
    public init(path: String, columns: MoleculeColumns = MoleculeColumns()) throws(DatasetError) {
        let raw = try RawTable(path, columns)
        self.path = path
        header = raw.header
        smilesColumn = raw.smiles.map { raw.header[$0] } ?? Self.structures
        name = Self.name(of: path)
        let chosen = try TargetChoice(raw, columns, file: path)
        targetColumns = chosen.places.map { raw.header[$0] }
        task = chosen.task
        let read = raw.molecules ?? Self.parse(raw.rows.map(\.smiles))
        var rows: [Row] = [], molecules: [Molecule] = [], values: [Float] = [], refused: [Refused] = []
        var blanks = 0
        for (row, molecule) in zip(raw.rows, read) {
            switch molecule {
            case .failure(let reason):
                refused.append(Refused(line: row.line, smiles: row.smiles, reason: reason.text))
            case .success(let molecule):
                let numbers = try chosen.values(row, file: path)
                if numbers.allSatisfy(\.isNaN) {
                    blanks += 1
                    continue
                }
                rows.append(Row(line: row.line, smiles: row.smiles, id: row.id, split: row.split))
                molecules.append(molecule)
                values += numbers
            }
        }
        if rows.isEmpty {
            throw .malformed(
                path, found: "no row to learn from: \(refused.count) of \(raw.rows.count) SMILES cannot be read, \(blanks) rows have no value",
                expected: "molecules with values in \(targetColumns.joined(separator: ", "))",
                advice: refused.first.map { "the first: line \($0.line): \($0.reason)" })
        }
        (self.rows, self.molecules, self.values, self.refused) = (rows, molecules, values, refused)
        blankRows = blanks
    }

    static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
        return stem.isEmpty ? file : stem
    }

    /// What `smilesColumn` is for a file of structures.
    public static let structures = "(structures)"

    /// Why a SMILES cannot be read.
    public struct Reason: Error, Sendable {
        public let text: String

        public init(text: String) { self.text = text }
    }

    /// Reads SMILES on all threads, in their order.
    public static func parse(_ smiles: [String]) -> [Result<Molecule, Reason>] {
        var result = [Result<Molecule, Reason>](repeating: .failure(Reason(text: "")), count: smiles.count)
        result.withUnsafeMutableBufferPointer { out in
            nonisolated(unsafe) let out = out
            Threads.run(over: smiles.count, by: 64) { range in
                for place in range {
                    do throws(SMILESError) {
                        let molecule = try Molecule(smiles: smiles[place])
                        out[place] =
                            molecule.atomCount == 0
                            ? .failure(Reason(text: "an empty SMILES")) : .success(molecule)
                    } catch {
                        out[place] = .failure(Reason(text: "\(error)"))
                    }
                }
            }
        }
        return result
    }

    /// The targets, `[rows, targets]`; nil for classes.
    public var targets: DenseArray? {
        if case .classes = task { return nil }
        return DenseArray(values, shape: [rows.count, targetColumns.count])
    }

    /// The class of each row; nil unless the task is classes.
    public var labels: [Int32]? {
        guard case .classes = task else { return nil }
        return values.map { Int32($0) }
    }

    /// The molecules as graphs with a scheme's features.
    public func graphSet(_ features: MoleculeFeatures) throws(GraphError) -> GraphSet {
        let names: [String] = if case .classes(let names) = task { names } else { [] }
        return try features.graphSet(
            name: name, molecules, labels: labels, classNames: names, targets: targets,
            targetNames: targets == nil ? [] : targetColumns, targetsAreAnswers: task == .answers)
    }
}

/// The rows of a file before anything is made of them.
struct RawTable {
    let header: [String]
    /// The column of SMILES; nil where the file has structures.
    let smiles: Int?
    private(set) var rows: [RawRow] = []
    /// The structures, where the file has some.
    private(set) var molecules: [Result<Molecule, MoleculeTable.Reason>]?

    struct RawRow {
        let line: Int
        let smiles: String
        let id: String
        let split: String
        let cells: [TargetCell]
    }

    /// The columns whose cells are kept: those named, or all that may be targets.
    let candidates: [Int]

    init(_ path: String, _ columns: MoleculeColumns) throws(DatasetError) {
        var source = try MoleculeRows(path: path)
        header = source.header
        let known = try CSVColumns(header, file: path)
        let hasStructures = MoleculeRows.hasStructures(path)
        let smiles = hasStructures && columns.smiles == MoleculeTable.structures ? nil : columns.smilesPlace(header)
        if smiles == nil, !hasStructures {
            _ = try known.required(columns.smiles, usual: "smiles", option: "--smiles-column")
            throw .malformed(path, line: 1, found: "no column of SMILES", expected: "one", advice: "name it with --smiles-column")
        }
        self.smiles = hasStructures ? nil : smiles
        var id: Int?, split: Int?
        if let name = columns.id { id = try known.required(name, usual: name, option: "--id-column") }
        if let name = columns.split { split = try known.required(name, usual: name, option: "--split column:NAME") }
        var candidates: [Int] = []
        if let targets = columns.targets {
            for name in targets { candidates.append(try known.required(name, usual: name, option: "--target-columns")) }
            if Set(candidates).count < candidates.count || smiles.map({ candidates.contains($0) }) ?? false {
                throw .usage(
                    found: "--target-columns \(targets.joined(separator: ","))",
                    expected: "each column once, and not that of the SMILES", advice: nil)
            }
        } else {
            candidates = header.indices.filter { $0 != smiles && $0 != id && $0 != split }
        }
        self.candidates = candidates
        if hasStructures { molecules = [] }
        while let row = try source.next() {
            if let found = row.oddWidth {
                throw .malformed(
                    path, line: row.line, found: "\(found) field\(found == 1 ? "" : "s")", expected: "\(header.count) fields",
                    advice: "put fields that hold the delimiter in quotes")
            }
            var text = smiles.map { Self.trimmed(row.fields[$0]) } ?? ""
            if let structure = row.structure {
                molecules?.append(structure)
                if text.isEmpty, case .success(let molecule) = structure { text = molecule.canonicalSMILES }
            }
            rows.append(
                RawRow(
                    line: row.line, smiles: text, id: id.map { row.fields[$0] } ?? "\(row.line)",
                    split: split.map { row.fields[$0] } ?? "", cells: candidates.map { TargetCell(row.fields[$0]) }))
        }
        if rows.isEmpty { throw .malformed(path, found: "no rows", expected: "molecules") }
    }

    private static func trimmed(_ text: String) -> String {
        var bytes = text.utf8[...]
        while let first = bytes.first, first == 32 || first == 9 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 32 || last == 9 { bytes = bytes.dropLast() }
        return bytes.count == text.utf8.count ? text : String(decoding: bytes, as: UTF8.self)
    }
}

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
        let isNumeric = chosen.allSatisfy { kinds[$0] != .words }
        let areAnswers = chosen.allSatisfy { kinds[$0] == .answers }
        if wanted == .regression || wanted == nil && isNumeric && !areAnswers {
            for row in table.rows {
                for cell in chosen where !row.cells[cell].isBlank && !row.cells[cell].isNumber {
                    throw .malformed(
                        file, line: row.line, found: "\"\(row.cells[cell].text)\" in the column \(table.header[table.candidates[cell]])",
                        expected: "a finite number, or a blank where nothing is known")
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
