import GraphLearning

/// Molecules of a file, or of standard input, one after another: a column of a CSV file, structures of an SDF file, or a
/// SMILES and a name a line. Memory holds a piece, however long the file.
struct SMILESSource {
    /// Where the molecules are read from.
    let path: String
    private let column: String?

    /// One molecule as it was written.
    struct Item {
        /// The SMILES, with the name behind a blank where there is one; of a structure what a reader would call it.
        let text: [UInt8]
        let line: Int
        /// What a column `name` calls it; empty where there is none.
        var name = ""
        /// Where the file has structures.
        let structure: Result<Molecule, MoleculeTable.Reason>?
    }

    /// From a file, `-` for standard input, or a table of molecules in a data folder by its name (`compounds`).
    init(_ path: String, column: String?) throws {
        self.column = column
        if path == "-" || Files.exists(path) {
            self.path = path
        } else if !path.contains("/"), let found = MoleculeTableOptions.found(path, root: nil) {
            self.path = found
        } else {
            throw FileError(
                kind: .missing, file: path, found: "no such file", expected: "molecules: a .smi, .csv, .sdf or .mol file, - for standard input, or the name of a table (gcn data info compounds)",
                advice: "check the path")
        }
    }

    private var isTable: Bool {
        let lower = path.lowercased()
        return column != nil || lower.hasSuffix(".csv") || lower.hasSuffix(".tsv")
    }

    /// Hands on each line's or row's molecule, in order.
    func forEach(_ body: (Item) throws -> Void) throws {
        if MoleculeRows.hasStructures(path) { return try structures(body) }
        guard isTable else {
            var lines = try LineStream(path: path)
            while let line = try lines.next() {
                try TextEncoding.check(line, file: path == "-" ? "standard input" : path, line: lines.line)
                if line.contains(where: { $0 > 32 }) { try body(Item(text: line, line: lines.line, structure: nil)) }
            }
            return
        }
        var stream = try CSVStream(path: path)
        let place: Int
        if let column {
            guard let found = stream.header.firstIndex(of: column) else { throw missing("\"\(column)\"", stream.header) }
            place = found
        } else {
            guard let found = MoleculeColumns().smilesPlace(stream.header) ?? stream.header.firstIndex(where: { $0.lowercased() == "mol" })
            else { throw missing("of SMILES", stream.header) }
            place = found
        }
        let names = stream.header.indices.first { $0 != place && stream.header[$0].lowercased() == "name" }
        while let row = try stream.next(checksWidth: false) {
            // a row that is too short is a molecule that cannot be read, not the end of the file
            let text = place < row.count ? row.string(at: place) : ""
            let name = names.map { $0 < row.count ? row.textWithoutBlanks(at: $0) : "" } ?? ""
            try body(Item(text: Array(text.utf8), line: row.line, name: name, structure: nil))
        }
    }

    private func missing(_ what: String, _ header: [String]) -> Failure {
        Failure(
            Failure.badData,
            "\(path):1: found no column \(what); the columns are \(header.prefix(30).joined(separator: ", ")); name the right one with --smiles-column")
    }

    private func structures(_ body: (Item) throws -> Void) throws {
        var reader = try SDFReader(path: path)
        while let record = try reader.next() {
            let structure = record.molecule.mapError { MoleculeTable.Reason(text: "\($0)") }
            var text = "record \(record.number)"
            if case .success(let molecule) = structure {
                text = molecule.canonicalSMILES + (molecule.name.isEmpty ? "" : " \(molecule.name)")
            }
            try body(Item(text: Array(text.utf8), line: record.line, structure: structure))
        }
    }
}
