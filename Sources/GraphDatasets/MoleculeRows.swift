import FileFormats
import Molecules

/// The rows of a file of molecules one after another: a CSV file with a column of SMILES, a SMILES and a name a line
/// (`.smi`), or structures with properties (`.sdf`). Memory holds a piece of the file, however long it is.
public struct MoleculeRows: Sendable {
    /// The names of the columns; of an SDF file those of its properties, in the order in which they first occur.
    public let header: [String]
    /// The file's name for messages.
    public let file: String
    private var source: Source

    private enum Source: Sendable {
        case table(CSVStream)
        case lines(CSVStream, first: Row?)
        case structures(SDFReader)
    }

    /// One row.
    public struct Row: Sendable {
        /// Where it begins in the file, from 1.
        public let line: Int
        /// As many as the header; short rows are filled up, long ones cut.
        public let fields: [String]
        /// How many fields there were, where that is another number than there should be.
        public let oddWidth: Int?
        /// The molecule, where the file has structures; nil where its SMILES is one of the fields.
        public let structure: Result<Molecule, MoleculeTable.Reason>?
    }

    /// Whether a file's name is that of a file of structures.
    public static func hasStructures(_ path: String) -> Bool {
        let lower = path.lowercased()
        return [".sdf", ".sdf.gz", ".sd", ".mol"].contains { lower.hasSuffix($0) }
    }

    /// Opens a file; `-` is standard input, read as a CSV file.
    public init(path: String) throws(DatasetError) {
        file = path == "-" ? "standard input" : path
        if Self.hasStructures(path) {
            // one pass for the names of the properties
            var reader = try reading { () throws(FileError) in try SDFReader(path: path) }
            var names: [String] = [], seen: Set<String> = []
            while let record = try reading({ () throws(FileError) in try reader.next() }) {
                for property in record.properties where seen.insert(property.name).inserted { names.append(property.name) }
            }
            header = names
            source = .structures(try reading { () throws(FileError) in try SDFReader(path: path) })
            return
        }
        let isList = path.lowercased().hasSuffix(".smi")
        let stream = try reading { () throws(FileError) in
            try CSVStream(path: path, delimiter: isList ? Self.listDelimiter(path) : nil)
        }
        if isList {
            // such files have no header: the first line is a molecule
            header = ["smiles", "name"]
            source = .lines(stream, first: Self.listRow(stream.header, line: 1))
        } else {
            header = stream.header
            source = .table(stream)
        }
    }

    /// Tab where the first line has one, else a blank.
    private static func listDelimiter(_ path: String) throws(FileError) -> UInt8 {
        let stream = try CSVStream(path: path, delimiter: 9)
        return stream.header.count > 1 ? 9 : 32
    }

    private static func listRow(_ fields: [String], line: Int) -> Row {
        Row(
            line: line, fields: [fields.first ?? "", fields.dropFirst().joined(separator: " ")], oddWidth: nil, structure: nil)
    }

    /// The next row; nil at the end. Throws where the file is no CSV, such as for a quote that is never closed.
    public mutating func next() throws(DatasetError) -> Row? {
        switch source {
        case .table(var stream):
            let row = try reading { () throws(FileError) in try stream.next(checksWidth: false) }
            source = .table(stream)
            guard let row else { return nil }
            let width = header.count
            return Row(
                line: row.line, fields: (0..<width).map { $0 < row.count ? row.string(at: $0) : "" },
                oddWidth: row.count == width ? nil : row.count, structure: nil)
        case .lines(var stream, let first):
            if let first {
                source = .lines(stream, first: nil)
                return first
            }
            let row = try reading { () throws(FileError) in try stream.next(checksWidth: false) }
            source = .lines(stream, first: nil)
            return row.map { row in Self.listRow((0..<row.count).map { row.string(at: $0) }, line: row.line) }
        case .structures(var reader):
            let record = try reading { () throws(FileError) in try reader.next() }
            source = .structures(reader)
            guard let record else { return nil }
            var values: [String: String] = [:]
            for property in record.properties { values[property.name] = property.value }
            return Row(
                line: record.line, fields: header.map { values[$0] ?? "" }, oddWidth: nil,
                structure: record.molecule.mapError { MoleculeTable.Reason(text: "\($0)") })
        }
    }
}
