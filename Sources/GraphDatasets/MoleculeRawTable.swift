import FileFormats
import Molecules

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
            var text = smiles.map { row.fields[$0].withoutBlanks } ?? ""
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
}
