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
    /// The file.
    public let path: String
    /// The names of all columns.
    public let header: [String]
    /// Which of them holds the molecules.
    public let smilesColumn: String
    /// The column of what the rows are called; nil where they go by their lines.
    public let idColumn: String?
    /// The columns to be foretold.
    public let targetColumns: [String]
    /// What the targets were taken for.
    public let task: Task
    /// The rows that can be used, in the order of the file.
    public let rows: [Row]
    /// One a row that could be read.
    public let molecules: [Molecule]
    /// `[rows · targets]`, NaN where a cell is blank; for classes of one column the number of the class.
    public let values: [Float]
    /// Rows that could not be read.
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
        /// As the file has it.
        public let smiles: String
        /// What it is called; its line where there is no column for that.
        public let id: String
        /// The word in the column of the split; empty without one.
        public let split: String
    }

    /// A row that cannot be used.
    public struct Refused: Sendable {
        /// In the file, counted from 1.
        public let line: Int
        /// As the file has it.
        public let smiles: String
        /// What is wrong with it.
        public let reason: String

        /// A line, its text and what is wrong.
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
        idColumn = columns.id
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
        /// For people.
        public let text: String

        /// These words.
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
