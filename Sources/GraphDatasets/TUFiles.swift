import DenseArrays
import FileFormats
import Graphs
import SparseMatrices

/// The files of a TU set, in a folder or an archive, and the tables in them.
struct TUFiles {
    private let location: GraphSetLocation
    private let archive: ZipArchive?
    /// The folder within the archive, with its slash.
    private var inner = ""
    /// What was read.
    private(set) var read: [String] = []

    /// Numbers row by row, and the line of each row.
    struct Table<Value> {
        var values: [Value] = []
        var width = 0
        /// Line numbers, only where a file has blank lines.
        var lines: [Int32]?

        func line(_ row: Int) -> Int { lines.map { Int($0[row]) } ?? row + 1 }
    }

    init(_ location: GraphSetLocation) throws(DatasetError) {
        self.location = location
        guard location.isArchive else {
            archive = nil
            return
        }
        let zip = try reading { () throws(FileError) in try ZipArchive(path: location.path) }
        archive = zip
        let member = "\(location.name)_A.txt"
        guard let found = zip.entries.first(where: { $0.name == member || $0.name.hasSuffix("/" + member) }) else {
            let shown = zip.entries.prefix(6).map(\.name).joined(separator: ", ")
            throw .malformed(
                location.path, found: zip.entries.isEmpty ? "an empty archive" : "members \(shown)",
                expected: "\(location.name)/\(member) and the others of a TU set",
                advice: "the archive's name must be the set's")
        }
        inner = String(found.name.dropLast(member.count))
    }

    /// Where `NAME_part.txt` is, for messages.
    func path(_ part: String) -> String {
        archive == nil
            ? DatasetPaths.join(location.path, "\(location.name)_\(part).txt")
            : "\(location.path)/\(inner)\(location.name)_\(part).txt"
    }

    private mutating func bytes(_ part: String) throws(DatasetError) -> [UInt8]? {
        let path = path(part)
        if let archive {
            let member = "\(inner)\(location.name)_\(part).txt"
            if !archive.contains(member) { return nil }
            read.append(path)
            return try reading { () throws(FileError) in try archive.read(member) }
        }
        guard let found = [path, path + ".gz"].first(where: { Files.exists($0) }) else { return nil }
        read.append(found)
        return try reading { () throws(FileError) in try Files.readMaybeCompressed(found) }
    }

    private mutating func reader(_ part: String) throws(DatasetError) -> CSVReader? {
        guard let bytes = try bytes(part) else { return nil }
        let path = path(part)
        return try reading { () throws(FileError) in
            try CSVReader(bytes: bytes, file: path, delimiter: UInt8(ascii: ","), hasHeader: false)
        }
    }

    /// A file that must be there, of `width` whole numbers a line.
    mutating func integers(_ part: String, width: Int) throws(DatasetError) -> (path: String, table: Table<Int>) {
        let path = path(part)
        guard var reader = try reader(part) else {
            throw .missing(
                path, found: "no such file", expected: "the files A, graph_indicator and graph_labels of a TU set")
        }
        let table = try Self.integers(&reader, path, width: width)
        return (path, table)
    }

    private static func integers(
        _ reader: inout CSVReader, _ path: String, width: Int?
    ) throws(DatasetError) -> Table<Int> {
        var table = Table<Int>()
        while let row = try nextRow(&reader) {
            if let width, row.count != width {
                throw .malformed(
                    path, line: row.line, found: "\(row.count) number\(row.count == 1 ? "" : "s")",
                    expected: "\(width), separated by a comma")
            }
            table.width = row.count
            note(row.line, in: &table)
            for field in 0..<row.count {
                guard let value = row.int(at: field) ?? row.double(at: field).flatMap({ Int(exactly: $0) }) else {
                    throw .malformed(
                        path, line: row.line, found: DatasetError.quoted(row.text(at: field)),
                        expected: "a whole number")
                }
                table.values.append(value)
            }
            if table.values.count > Int(Int32.max) {
                throw .malformed(path, line: row.line, found: "more than \(Int32.max) numbers", expected: "fewer")
            }
        }
        return table
    }

    private static func nextRow(_ reader: inout CSVReader) throws(DatasetError) -> CSVRow? {
        do throws(FileError) { return try reader.next() } catch { throw .file(error) }
    }

    /// Keeps line numbers once they part from the rows'.
    private static func note<Value>(_ line: Int, in table: inout Table<Value>) {
        let row = table.width == 0 ? 0 : table.values.count / table.width
        if table.lines == nil, line != row + 1 { table.lines = (0..<row).map { Int32($0 + 1) } }
        table.lines?.append(Int32(clamping: line))
    }

    /// A file of numbers with a line for each of `rows` nodes, edges or graphs; nil where there is none.
    mutating func numbers(_ part: String, rows: Int, of what: String) throws(DatasetError) -> DenseArray? {
        guard var reader = try reader(part) else { return nil }
        let path = path(part)
        var table = Table<Float>()
        while let row = try Self.nextRow(&reader) {
            table.width = row.count
            for field in 0..<row.count {
                guard let value = row.float(at: field), value.isFinite else {
                    throw .malformed(
                        path, line: row.line, found: DatasetError.quoted(row.text(at: field)),
                        expected: row.float(at: field) == nil ? "a number" : "a finite number")
                }
                table.values.append(value)
            }
        }
        let found = table.width == 0 ? 0 : table.values.count / table.width
        try check(path, found: found, expected: rows, of: what)
        return DenseArray(table.values, shape: [rows, table.width])
    }

    /// A file of labels with a line for each of `rows` nodes or edges; nil where there is none.
    mutating func labels(_ part: String, rows: Int, of what: String) throws(DatasetError) -> Table<Int>? {
        guard var reader = try reader(part) else { return nil }
        let path = path(part)
        let table = try Self.integers(&reader, path, width: nil)
        try check(path, found: table.width == 0 ? 0 : table.values.count / table.width, expected: rows, of: what)
        let kinds = Set(table.values).count
        guard kinds <= 10_000 else {
            throw .malformed(
                path, found: "\(kinds) different labels", expected: "at most 10000, since each becomes a column",
                advice: "numbers belong into \(location.name)_\(part.prefix(4))_attributes.txt")
        }
        return table
    }

    /// The classes of the graphs, sorted; nil where the set has none.
    mutating func classes(graphs: Int) throws(DatasetError) -> (labels: [Int32], names: [String])? {
        guard var reader = try reader("graph_labels") else { return nil }
        let path = path("graph_labels")
        let table = try Self.integers(&reader, path, width: 1)
        try check(path, found: table.values.count, expected: graphs, of: "graph")
        let sorted = Set(table.values).sorted()
        let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element, Int32($0.offset)) })
        return (table.values.map { places[$0] ?? 0 }, sorted.map { "\($0)" })
    }

    private func check(_ path: String, found: Int, expected: Int, of what: String) throws(DatasetError) {
        if found == expected { return }
        throw .malformed(
            path, found: "\(found) line\(found == 1 ? "" : "s")",
            expected: "\(expected), one for each \(what)", advice: "copy or download the set again")
    }
}

/// Labels and degrees as columns of 0 and 1.
enum OneHot {
    /// A column for each value that occurs, in rising order, for each of the table's columns in turn.
    static func columns(_ table: TUFiles.Table<Int>) -> DenseArray {
        let rows = table.width == 0 ? 0 : table.values.count / table.width
        var places: [[Int: Int]] = []
        var width = 0
        for column in 0..<table.width {
            let values = Set((0..<rows).map { table.values[$0 * table.width + column] }).sorted()
            places.append(Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0.element, width + $0.offset) }))
            width += values.count
        }
        var result = DenseArray(zeros: [rows, width])
        result.withUnsafeMutableElements { out in
            for row in 0..<rows {
                for column in 0..<table.width {
                    if let place = places[column][table.values[row * table.width + column]] {
                        out[row * width + place] = 1
                    }
                }
            }
        }
        return result
    }

    /// What the columns of `columns` mean: "label0=6" for the value 6 of the table's first column.
    static func names(_ table: TUFiles.Table<Int>) -> [String] {
        let rows = table.width == 0 ? 0 : table.values.count / table.width
        return (0..<table.width).flatMap { column in
            Set((0..<rows).map { table.values[$0 * table.width + column] }).sorted().map { "label\(column)=\($0)" }
        }
    }

    /// Matrices of as many rows beside each other; nil for none.
    static func joined(_ parts: [DenseArray]) -> DenseArray? {
        guard let first = parts.first else { return nil }
        if parts.count == 1 { return first }
        let width = parts.reduce(0) { $0 + $1.columns }
        var result = DenseArray(zeros: [first.rows, width])
        var shift = 0
        for part in parts {
            result.withUnsafeMutableElements { out in
                part.withUnsafeElements { x in
                    for row in 0..<part.rows {
                        for column in 0..<part.columns {
                            out[row * width + shift + column] = x[row * part.columns + column]
                        }
                    }
                }
            }
            shift += part.columns
        }
        return result
    }

    /// The number of edges that leave each node, one-hot, `[nodes, largest + 1]`.
    static func degrees(_ edges: EdgeList, nodeStarts: [Int], edgeStarts: [Int]) -> CompressedRows {
        let nodes = nodeStarts.last ?? 0
        var degrees = [Int32](repeating: 0, count: nodes)
        for graph in 0..<nodeStarts.count - 1 {
            for edge in edgeStarts[graph]..<edgeStarts[graph + 1] {
                degrees[nodeStarts[graph] + Int(edges.sources[edge])] += 1
            }
        }
        return CompressedRows(
            rows: nodes, columns: Int(degrees.max() ?? 0) + 1, rowStarts: Array(0...nodes), columnIndices: degrees,
            values: [Float](repeating: 1, count: nodes))
    }
}
