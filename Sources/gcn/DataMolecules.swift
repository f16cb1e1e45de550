import GraphLearning

/// `gcn data info` of a table of molecules.
extension Data.Describe {
    func describeMolecules(_ path: String) throws {
        let report = try MoleculeReport(path: path, columns: molecules.columns(data, splitColumn: data.splitColumn))
        if general.json { Output.json(report.json) } else { Output.result(report.text) }
    }
}

/// What a table of molecules holds.
struct MoleculeReport {
    let path: String
    let smilesColumn: String
    let rows: Int
    let molecules: Int
    /// Line, SMILES and reason of each row that cannot be read.
    let refused: [MoleculeTable.Refused]
    /// Lines that hold the same molecule, by canonical SMILES.
    let duplicates: [(smiles: String, lines: [Int])]
    let columns: [Column]
    /// The commonest scaffolds, how many molecules each has; and how many there are.
    let scaffolds: [(smiles: String, count: Int)]
    let scaffoldCount: Int
    let ringless: Int
    private let sizes: [Int]
    private let fragmented: Int
    private let elements: [(symbol: String, count: Int)]

    /// A column of values.
    struct Column {
        let name: String
        let known: Int
        /// Counts of the values where there are few; else nil.
        let counts: [(value: String, count: Int)]?
        /// Of numbers: least, mean, largest.
        let range: (Double, Double, Double)?
    }

    init(path: String, columns: MoleculeColumns) throws {
        self.path = path
        var source = try MoleculeRows(path: path)
        let header = source.header
        let hasStructures = MoleculeRows.hasStructures(path)
        let smiles = hasStructures ? nil : columns.smilesPlace(header)
        if smiles == nil, !hasStructures {
            throw Failure(
                Failure.badData, "\(path):1: found no column \(columns.smiles.map { "\"\($0)\"" } ?? "of SMILES"); the columns are \(header.prefix(30).joined(separator: ", ")); name it with --smiles-column")
        }
        smilesColumn = smiles.map { header[$0] } ?? MoleculeTable.structures
        var lines: [Int] = [], texts: [String] = []
        // the first columns of a wide table; all that are named as targets
        let shown = columns.targets.map { wanted in header.indices.filter { wanted.contains(header[$0]) } }
            ?? Array(header.indices.filter { $0 != smiles }.prefix(40))
        var cells = [[String]](repeating: [], count: shown.count)
        var structures: [Result<Molecule, MoleculeTable.Reason>] = []
        while let row = try source.next() {
            lines.append(row.line)
            if let structure = row.structure { structures.append(structure) }
            texts.append(smiles.map { row.fields[$0].trimmingBlanks } ?? "")
            for (place, column) in shown.enumerated() { cells[place].append(row.fields[column]) }
        }
        rows = lines.count
        var read: [Molecule] = [], places: [Int] = [], refused: [MoleculeTable.Refused] = []
        for (place, result) in (hasStructures ? structures : MoleculeTable.parse(texts)).enumerated() {
            switch result {
            case .success(let molecule):
                read.append(molecule)
                places.append(place)
            case .failure(let reason): refused.append(.init(line: lines[place], smiles: texts[place], reason: reason.text))
            }
        }
        (molecules, self.refused) = (read.count, refused)
        var byKey: [String: [Int]] = [:]
        for (key, place) in zip(MoleculeKeys.canonical(read), places) { byKey[key, default: []].append(lines[place]) }
        duplicates = byKey.filter { $0.value.count > 1 }.map { (smiles: $0.key, lines: $0.value) }
            .sorted { $0.lines[0] < $1.lines[0] }
        var byScaffold: [String: Int] = [:]
        for key in MoleculeSplitter.scaffolds(read) { byScaffold[key, default: 0] += 1 }
        ringless = byScaffold.removeValue(forKey: "") ?? 0
        scaffoldCount = byScaffold.count
        scaffolds = byScaffold.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map { (smiles: $0.key, count: $0.value) }
        sizes = read.map(\.atomCount).sorted()
        fragmented = read.count { $0.fragments.count > 1 }
        var byElement = [Int](repeating: 0, count: 256)
        for molecule in read { for number in Set(molecule.atoms.map(\.atomicNumber)) { byElement[Int(number)] += 1 } }
        elements = byElement.indices.filter { byElement[$0] > 0 }.sorted { byElement[$0] > byElement[$1] }
            .map { (symbol: Element.table[min($0, Element.table.count - 1)].symbol, count: byElement[$0]) }
        self.columns = zip(shown, cells).map { Column(header[$0], $1) }
    }

    private var shownSizes: String {
        guard let least = sizes.first, let most = sizes.last else { return "none" }
        return "\(least) to \(most), median \(sizes[sizes.count / 2])"
    }

    var text: String {
        var lines = [
            "\(path): \(rows) rows, \(molecules) molecules in the column \(smilesColumn)",
            "atoms: \(shownSizes); \(fragmented) molecules of several fragments",
            "elements: " + elements.prefix(14).map { "\($0.symbol) \($0.count)" }.joined(separator: ", "),
            "scaffolds: \(scaffoldCount), and \(ringless) molecules without rings",
        ]
        for scaffold in scaffolds { lines.append("  \(scaffold.count)  \(scaffold.smiles)") }
        lines.append("molecules that stand there more than once: \(duplicates.count)")
        for duplicate in duplicates.prefix(10) {
            lines.append("  lines \(duplicate.lines.map(String.init).joined(separator: ", ")): \(duplicate.smiles)")
        }
        if duplicates.count > 10 { lines.append("  … (--json lists all)") }
        lines.append("rows that cannot be read: \(refused.count)")
        for row in refused.prefix(20) { lines.append("  line \(row.line): \(row.reason)") }
        if refused.count > 20 { lines.append("  … (--json lists all)") }
        let table =
            [["column", "known", "values"]]
            + columns.map { column in
                let values: String
                if let counts = column.counts {
                    values = counts.prefix(8).map { "\($0.value): \($0.count)" }.joined(separator: ", ") + (counts.count > 8 ? ", …" : "")
                } else if let (least, mean, most) = column.range {
                    values = "\(Output.fixed(least, 4)) to \(Output.fixed(most, 4)), mean \(Output.fixed(mean, 4))"
                } else {
                    values = "text"
                }
                return [column.name, "\(column.known)", values]
            }
        return lines.joined(separator: "\n") + "\n\n" + Output.table(table)
    }

    var json: JSONValue {
        .object([
            ("dataset", .string(path)), ("format", .string("molecules")), ("smiles_column", .string(smilesColumn)),
            ("rows", .int(rows)), ("molecules", .int(molecules)), ("fragmented", .int(fragmented)),
            ("atoms_median", sizes.isEmpty ? .null : .int(sizes[sizes.count / 2])),
            ("elements", .object(elements.map { ($0.symbol, .int($0.count)) })),
            ("scaffolds", .int(scaffoldCount)), ("without_rings", .int(ringless)),
            ("commonest_scaffolds", .array(scaffolds.map { .object([("smiles", .string($0.smiles)), ("count", .int($0.count))]) })),
            (
                "duplicates",
                .array(duplicates.map {
                    .object([("smiles", .string($0.smiles)), ("lines", .array($0.lines.map { .int($0) }))])
                })
            ),
            (
                "refused",
                .array(refused.map {
                    .object([("line", .int($0.line)), ("smiles", .string($0.smiles)), ("reason", .string($0.reason))])
                })
            ),
            (
                "columns",
                .array(columns.map { column in
                    .object([
                        ("name", .string(column.name)), ("known", .int(column.known)),
                        ("counts", column.counts.map { .object($0.map { ($0.value, .int($0.count)) }) } ?? .null),
                        ("least", column.range.map { .double($0.0) } ?? .null),
                        ("mean", column.range.map { .double($0.1) } ?? .null),
                        ("largest", column.range.map { .double($0.2) } ?? .null),
                    ])
                })
            ),
        ])
    }
}

extension MoleculeReport.Column {
    init(_ name: String, _ cells: [String]) {
        self.name = name
        let known = cells.map(\.trimmingBlanks).filter { !$0.isEmpty }
        self.known = known.count
        var counted: [String: Int] = [:]
        for cell in known where counted.count <= 20 { counted[cell, default: 0] += 1 }
        counts =
            counted.count <= 20 && counted.count < max(2, known.count)
            ? counted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (value: $0.key, count: $0.value) } : nil
        let numbers = known.compactMap { Double($0) }.filter(\.isFinite)
        if numbers.count == known.count, !numbers.isEmpty {
            range = (numbers.min() ?? 0, numbers.reduce(0, +) / Double(numbers.count), numbers.max() ?? 0)
        } else {
            range = nil
        }
    }
}
