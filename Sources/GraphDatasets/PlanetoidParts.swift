import FileFormats
import SparseMatrices

/// The single files of a Planetoid set as plain, checked values.
enum PlanetoidParts {
    /// More columns than any set has; a file that claims more is refused, since models reserve memory by it.
    static let mostColumns = 1 << 24

    private static let damaged = "the file is damaged or of another kind: fetch it again"

    /// A feature matrix: a scipy CSR matrix `[rows, columns]`, columns rising in each row, values finite.
    struct Features {
        let rows: Int
        let columns: Int
        let rowStarts: [Int]
        let columnIndices: [Int32]
        let values: [Float]

        init(_ file: String) throws(DatasetError) {
            let matrix = try reading(damaged: damaged) { () throws(FileError) in
                try PickleArrays.csr(PickleArrays.read(try Files.readMaybeCompressed(file), file: file), file: file)
            }
            guard matrix.columns <= mostColumns else {
                throw .malformed(file, found: "\(matrix.columns) columns", expected: "at most \(mostColumns)")
            }
            rows = matrix.rows
            columns = matrix.columns
            if let place = matrix.values.firstIndex(where: { !$0.isFinite }) {
                let row = (0..<rows).first { matrix.rowStarts[$0 + 1] > place } ?? 0
                throw .file(
                    FileError(
                        kind: .malformed, file: file,
                        place: .entry("row \(row), column \(matrix.columnIndices[place])"),
                        found: "the feature \(matrix.values[place])", expected: "a finite number"))
            }
            let isSorted = (0..<rows).allSatisfy { row in
                let range = matrix.rowStarts[row]..<matrix.rowStarts[row + 1]
                return range.dropFirst().allSatisfy { matrix.columnIndices[$0 - 1] < matrix.columnIndices[$0] }
            }
            if isSorted {
                rowStarts = matrix.rowStarts
                columnIndices = matrix.columnIndices.map { Int32($0) }
                values = matrix.values
                return
            }
            // scipy allows unsorted and repeated columns, which it adds.
            var rowIndices: [Int32] = []
            rowIndices.reserveCapacity(matrix.values.count)
            for row in 0..<rows {
                let count = matrix.rowStarts[row + 1] - matrix.rowStarts[row]
                rowIndices.append(contentsOf: repeatElement(Int32(row), count: count))
            }
            let sorted = CompressedRows(
                rows: rows, columns: columns, rowIndices: rowIndices,
                columnIndices: matrix.columnIndices.map { Int32($0) }, values: matrix.values)
            (rowStarts, columnIndices, values) = (sorted.rowStarts, sorted.columnIndices, sorted.values)
        }
    }

    /// One row of features for each node: row `rowOf[node]` of the first matrix followed by the second, none for -1.
    static func assemble(_ first: Features, _ second: Features, rowOf: [Int]) -> CompressedRows {
        var starts = [0], columns: [Int32] = [], values: [Float] = []
        starts.reserveCapacity(rowOf.count + 1)
        columns.reserveCapacity(first.values.count + second.values.count)
        values.reserveCapacity(first.values.count + second.values.count)
        func add(_ part: Features, _ row: Int) {
            let range = part.rowStarts[row]..<part.rowStarts[row + 1]
            columns.append(contentsOf: part.columnIndices[range])
            values.append(contentsOf: part.values[range])
        }
        for row in rowOf {
            if row >= first.rows { add(second, row - first.rows) } else if row >= 0 { add(first, row) }
            starts.append(values.count)
        }
        return CompressedRows(
            rows: rowOf.count, columns: first.columns, rowStarts: starts, columnIndices: columns, values: values)
    }

    /// Labels out of one-hot rows `[rows, classes]`; -1 for a row of zeros.
    static func labels(_ file: String) throws(DatasetError) -> (values: [Int32], classes: Int) {
        let array = try reading(damaged: damaged) { () throws(FileError) in
            try PickleArrays.ndarray(PickleArrays.read(try Files.readMaybeCompressed(file), file: file), file: file)
        }
        guard array.shape.count == 2, array.shape[1] > 0, array.shape[1] <= mostColumns else {
            throw .malformed(
                file, found: "an array of shape \(array.shape)", expected: "one row a node, one column a class")
        }
        let classes = array.shape[1]
        let entries = array.floats
        var values = [Int32](repeating: -1, count: array.shape[0])
        for row in values.indices {
            for column in 0..<classes where entries[row * classes + column] != 0 {
                guard values[row] < 0, entries[row * classes + column] == 1 else {
                    throw .file(
                        FileError(
                            kind: .malformed, file: file, place: .entry("row \(row)"),
                            found: values[row] < 0 ? "the entry \(entries[row * classes + column])" : "two classes",
                            expected: "a single 1, the others 0"))
                }
                values[row] = Int32(column)
            }
        }
        return (values, classes)
    }

    /// Each node's neighbours. Nodes must be numbered without gaps.
    static func neighbours(_ file: String) throws(DatasetError) -> [[Int32]] {
        let adjacency = try reading(damaged: damaged) { () throws(FileError) in
            try PickleArrays.adjacency(PickleArrays.read(try Files.readMaybeCompressed(file), file: file), file: file)
        }
        if adjacency.isEmpty {
            throw .malformed(file, found: "no nodes", expected: "a list of neighbours for each node")
        }
        guard adjacency.count <= Int(Int32.max) else {
            throw .malformed(file, found: "\(adjacency.count) nodes", expected: "at most \(Int32.max)")
        }
        var result = [[Int32]](repeating: [], count: adjacency.count)
        for (node, neighbours) in adjacency {
            guard node >= 0, node < adjacency.count else {
                throw .file(
                    FileError(
                        kind: .malformed, file: file, place: .entry("node \(node)"),
                        found: "node \(node) among \(adjacency.count) nodes",
                        expected: "nodes numbered from 0 to \(adjacency.count - 1)"))
            }
            // A number beyond Int32 stays beyond every node, and is refused with the others that do not exist.
            result[node] = neighbours.map { Int32(clamping: $0) }
        }
        return result
    }

    /// The test nodes, one a line, in the order of the rows of `tx`; none twice.
    static func testIndex(_ file: String) throws(DatasetError) -> [Int] {
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(file) }
        var nodes: [Int] = []
        var lines: [Int: Int] = [:]
        var rest = bytes[...]
        var line = 0
        while !rest.isEmpty {
            line += 1
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let text = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[min(end + 1, rest.endIndex)...]
            let word = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            if word.isEmpty, rest.isEmpty { break }
            guard word.count == 1, let node = Int(word[0]), node >= 0 else {
                throw .malformed(
                    file, line: line, found: DatasetError.quoted(text), expected: "the number of a test node")
            }
            if let first = lines.updateValue(line, forKey: node) {
                throw .malformed(
                    file, line: line, found: "the test node \(node), as on line \(first)",
                    expected: "each test node once")
            }
            nodes.append(node)
        }
        return nodes
    }
}
