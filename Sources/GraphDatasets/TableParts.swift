import FileFormats
import Graphs
import SparseMatrices

/// The nodes of a table by id.
struct NodeIds {
    private(set) var names: [String] = []
    private var lines: [Int32] = []
    private var numbers: [String: Int32] = [:]

    /// Adds a node. Throws for an empty id and, with both lines, for one that is there already.
    mutating func add(_ id: String, file: String, line: Int) throws(DatasetError) {
        if id.isEmpty { throw .malformed(file, line: line, found: "an empty id", expected: "the node's id", advice: "fill it in, or remove the line") }
        guard names.count < Int(Int32.max) else {
            throw .malformed(file, line: line, found: "more than \(Int32.max) nodes", expected: "fewer")
        }
        let next = Int32(names.count)
        if let number = numbers.updateValue(next, forKey: id) {
            throw .malformed(
                file, line: line, found: "node \(DatasetError.quoted(id)), as on line \(lines[Int(number)])",
                expected: "each id once", advice: "remove or rename one of the two")
        }
        names.append(id)
        lines.append(Int32(clamping: line))
    }

    /// The line on which a node stands.
    func line(_ node: Int) -> Int { Int(lines[node]) }

    /// A node's number. Throws, naming it, where no line of the file `nodes` has the id.
    func number(_ id: String, file: String, line: Int, nodes: String) throws(DatasetError) -> Int32 {
        if let number = numbers[id] { return number }
        throw .malformed(
            file, line: line, found: "an edge of node \(DatasetError.quoted(id)), which does not exist",
            expected: "an id of \(nodes)", advice: "add the node there or remove this line")
    }
}

/// The labels of a table, gathered row by row.
struct LabelCollector {
    private var values: [Int32] = []
    private var names: [String] = []
    private var numbers: [String: Int32] = [:]

    /// Adds the next node's label; an empty one means that it is not known.
    mutating func add(_ label: String) {
        if label.isEmpty {
            values.append(-1)
        } else if let number = numbers[label] {
            values.append(number)
        } else {
            let number = Int32(names.count)
            names.append(label)
            numbers[label] = number
            values.append(number)
        }
    }

    /// The labels, classes sorted: as numbers when all are whole numbers, else by their bytes. nil when there are none.
    func finish() throws(GraphError) -> NodeLabels? {
        if names.isEmpty { return nil }
        let byBytes = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        let integers = names.compactMap { Int($0) }
        let order = integers.count == names.count
            ? byBytes.enumerated().sorted {
                (integers[$0.element], $0.offset) < (integers[$1.element], $1.offset)
            }.map(\.element) : byBytes
        var places = [Int32](repeating: 0, count: names.count)
        for (place, number) in order.enumerated() { places[number] = Int32(place) }
        return try NodeLabels(
            values: values.map { $0 < 0 ? -1 : places[Int($0)] }, classNames: order.map { names[$0] })
    }
}

/// The features of a table, gathered row by row; zeros take no memory.
struct FeatureCollector {
    private var starts = [0]
    private var columns: [Int32] = []
    private var values: [Float] = []
    private var width = 0

    /// Adds a number of the row that is being read, columns rising. Throws for text, NaN and infinity.
    @inline(__always)
    mutating func add(
        _ row: CSVRow, field: Int, column: Int, file: String, named: () -> NumberColumn
    ) throws(DatasetError) {
        guard let value = row.float(at: field), value.isFinite else {
            throw named().refusal(of: row, field: field, file: file)
        }
        width = max(width, column + 1)
        if value != 0 {
            columns.append(Int32(column))
            values.append(value)
        }
    }

    mutating func endRow() { starts.append(values.count) }

    func finish() -> CompressedRows {
        CompressedRows(
            rows: starts.count - 1, columns: width, rowStarts: starts, columnIndices: columns, values: values)
    }
}

extension CSVRow {
    /// The field as text without blanks at its ends.
    func text(at field: Int) -> String { textWithoutBlanks(at: field) }
}
