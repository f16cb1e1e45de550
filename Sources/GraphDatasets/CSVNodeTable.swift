import FileFormats
import Graphs

/// What the nodes file of a CSV graph holds.
struct CSVNodeTable {
    private(set) var ids = NodeIds()
    private(set) var labels = LabelCollector()
    /// nil where there are no feature columns.
    private(set) var features: NodeFeatures?
    private(set) var featureNames: [String] = []
    private var parts = SplitParts()
    private let splitName: String

    init(_ file: String, _ options: CSVGraphOptions) throws(DatasetError) {
        splitName = "column \(options.split ?? "split") of \(DatasetPaths.lastName(file))"
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        var used = Set<Int>()
        for name in options.excluded { used.insert(try columns.required(name, usual: "", option: "--exclude")) }
        func usable(_ column: Int?) -> Int? { column.flatMap { used.contains($0) ? nil : $0 } }
        let id = try columns.required(options.id, usual: "id", option: "--id")
        let label = usable(try columns.optional(options.label, usual: "label", option: "--label"))
        let split = usable(try columns.optional(options.split, usual: "split", option: "--split-column"))
        for column in [id, label, split] { if let column { used.insert(column) } }
        var fields: [Int] = []
        if let names = options.features {
            for name in names { fields.append(try columns.required(name, usual: "", option: "--features")) }
        } else {
            fields = reader.header.indices.filter { !used.contains($0) }
        }
        let header = reader.header
        featureNames = fields.map { header[$0] }

        var numbers = FeatureCollector()
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            try ids.add(row.text(at: id), file: file, line: row.line)
            labels.add(label.map { row.text(at: $0) } ?? "")
            if let split { try parts.add(row.text(at: split), node: ids.names.count - 1, file: file, line: row.line) }
            for (column, field) in fields.enumerated() {
                try numbers.add(row, field: field, column: column, file: file) {
                    NumberColumn(name: DatasetError.quoted(header[field]), use: .feature(isChosen: options.features != nil))
                }
            }
            numbers.endRow()
        }
        if ids.names.isEmpty {
            throw .malformed(file, found: "no nodes", expected: "a line for each node after the columns' names")
        }
        if !fields.isEmpty { features = .sparse(numbers.finish()) }
    }

    /// The split column's split; nil where there is none, or it is blank throughout.
    func split() throws(GraphError) -> NodeSplit? {
        parts.isEmpty ? nil : try parts.finish(name: splitName, nodeCount: ids.names.count)
    }
}

/// The parts of a split, gathered row by row.
struct SplitParts {
    enum Part: String {
        case train, validation, test
    }

    private var train: [Int] = [], validation: [Int] = [], test: [Int] = []

    var isEmpty: Bool { train.isEmpty && validation.isEmpty && test.isEmpty }

    /// The part that a word means; nil for a blank. Throws for an unknown word.
    static func part(_ word: String, file: String, line: Int) throws(DatasetError) -> Part? {
        switch word.lowercased() {
        case "": return nil
        case "train": return .train
        case "val", "valid", "validation": return .validation
        case "test": return .test
        default:
            throw .malformed(
                file, line: line, found: "the split \(DatasetError.quoted(word))",
                expected: "train, val, validation, test, or a blank for none")
        }
    }

    mutating func add(_ word: String, node: Int, file: String, line: Int) throws(DatasetError) {
        if let part = try Self.part(word, file: file, line: line) { add(part, node: node) }
    }

    mutating func add(_ part: Part, node: Int) {
        switch part {
        case .train: train.append(node)
        case .validation: validation.append(node)
        case .test: test.append(node)
        }
    }

    func finish(name: String, nodeCount: Int) throws(GraphError) -> NodeSplit {
        try NodeSplit(name: name, train: train, validation: validation, test: test, nodeCount: nodeCount)
    }
}
