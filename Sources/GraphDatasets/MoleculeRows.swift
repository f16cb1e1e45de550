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
        case lines(LineStream)
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
        if path.lowercased().hasSuffix(".smi") {
            header = ["smiles", "name"]
            source = .lines(try reading { () throws(FileError) in try LineStream(path: path) })
            return
        }
        let stream = try reading { () throws(FileError) in try CSVStream(path: path) }
        header = stream.header
        source = .table(stream)
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
        case .lines(var stream):
            while let line = try reading({ () throws(FileError) in try stream.next() }) {
                // a SMILES has no blanks; the rest is the name
                let words = line.split(maxSplits: 1, whereSeparator: { $0 == 32 || $0 == 9 })
                guard let smiles = words.first else { continue }
                try reading { () throws(FileError) in try TextEncoding.check(line, file: file, line: stream.line) }
                source = .lines(stream)
                let name = words.count > 1 ? String(decoding: words[1], as: UTF8.self) : ""
                return Row(
                    line: stream.line, fields: [String(decoding: smiles, as: UTF8.self), name], oddWidth: nil, structure: nil)
            }
            source = .lines(stream)
            return nil
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
