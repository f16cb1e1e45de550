import DenseArrays

/// A sparse matrix as plain values: compressed sparse rows (CSR).
///
/// Row r's entries are `rowStarts[r] ..< rowStarts[r + 1]`, their columns rising. This is what readers and graph
/// transforms make; `SparseMatrix` is what multiplies.
public struct CompressedRows: Sendable, Equatable {
    /// How many there are.
    public let rows: Int
    /// How many there are.
    public let columns: Int
    /// `rows + 1` rising offsets into the two arrays below.
    public let rowStarts: [Int]
    /// Of each entry, row after row.
    public let columnIndices: [Int32]
    /// Of each entry, row after row.
    public let values: [Float]

    /// The number of stored entries.
    public var count: Int { values.count }

    /// Takes arrays that already obey the form. Traps where they do not; readers check outside data first.
    public init(rows: Int, columns: Int, rowStarts: [Int], columnIndices: [Int32], values: [Float]) {
        precondition(
            rowStarts.count == rows + 1 && rowStarts.first == 0 && rowStarts.last == values.count
                && columnIndices.count == values.count,
            "CompressedRows: \(rows) rows need \(rows + 1) offsets from 0 to the number of entries; found \(rowStarts.count) offsets, \(columnIndices.count) columns, \(values.count) values")
        precondition(columns <= Int(Int32.max), "CompressedRows: at most 2³¹ - 1 columns, found \(columns)")
        for row in 0..<rows {
            precondition(
                rowStarts[row] <= rowStarts[row + 1] && rowStarts[row + 1] <= values.count,
                "CompressedRows: offsets fall at row \(row)")
        }
        for row in 0..<rows {
            var last: Int32 = -1
            for entry in rowStarts[row]..<rowStarts[row + 1] {
                let column = columnIndices[entry]
                precondition(
                    column >= 0 && column < columns, "CompressedRows: column \(column) outside 0..<\(columns)")
                precondition(
                    column > last, "CompressedRows: the columns of row \(row) do not rise: \(column) after \(last)")
                last = column
            }
        }
        self.rows = rows
        self.columns = columns
        self.rowStarts = rowStarts
        self.columnIndices = columnIndices
        self.values = values
    }

    /// From entries in any order; entries at the same place are summed.
    ///
    /// Time is linear in rows, columns and entries: two counting sorts.
    public init(rows: Int, columns: Int, rowIndices: [Int32], columnIndices: [Int32], values: [Float]) {
        precondition(
            rowIndices.count == columnIndices.count && values.count == rowIndices.count,
            "CompressedRows: expected as many rows as columns and values, found \(rowIndices.count), \(columnIndices.count), \(values.count)")
        let byColumn = Self.order(columnIndices, Array(0..<Int32(columnIndices.count)), bound: columns)
        let order = Self.order(rowIndices, byColumn, bound: rows)
        var starts = [Int](repeating: 0, count: rows + 1)
        var mergedColumns: [Int32] = []
        var mergedValues: [Float] = []
        mergedColumns.reserveCapacity(values.count)
        mergedValues.reserveCapacity(values.count)
        var lastRow: Int32 = -1
        for entry in order {
            let row = rowIndices[Int(entry)], column = columnIndices[Int(entry)]
            if row == lastRow, mergedColumns[mergedColumns.count - 1] == column {
                mergedValues[mergedValues.count - 1] += values[Int(entry)]
            } else {
                mergedColumns.append(column)
                mergedValues.append(values[Int(entry)])
                starts[Int(row) + 1] += 1
                lastRow = row
            }
        }
        for row in 0..<rows { starts[row + 1] += starts[row] }
        self.init(rows: rows, columns: columns, rowStarts: starts, columnIndices: mergedColumns, values: mergedValues)
    }

    /// `entries` reordered by rising key, equal keys in their given order.
    private static func order(_ keys: [Int32], _ entries: [Int32], bound: Int) -> [Int32] {
        var next = [Int](repeating: 0, count: bound + 1)
        for key in keys {
            precondition(key >= 0 && key < bound, "CompressedRows: index \(key) outside 0..<\(bound)")
            next[Int(key) + 1] += 1
        }
        for key in 0..<bound { next[key + 1] += next[key] }
        var result = [Int32](repeating: 0, count: entries.count)
        for entry in entries {
            let key = Int(keys[Int(entry)])
            result[next[key]] = entry
            next[key] += 1
        }
        return result
    }

    /// The entries of row `row`.
    public func range(_ row: Int) -> Range<Int> { rowStarts[row]..<rowStarts[row + 1] }

    /// The transposed matrix, and for each of its entries its place in this one.
    public func transposed() -> (matrix: CompressedRows, source: [Int32]) {
        var starts = [Int](repeating: 0, count: columns + 1)
        for column in columnIndices { starts[Int(column) + 1] += 1 }
        for column in 0..<columns { starts[column + 1] += starts[column] }
        var next = starts
        var rowsOfEntries = [Int32](repeating: 0, count: count)
        var source = [Int32](repeating: 0, count: count)
        var transposedValues = [Float](repeating: 0, count: count)
        for row in 0..<rows {
            for entry in range(row) {
                let place = next[Int(columnIndices[entry])]
                next[Int(columnIndices[entry])] += 1
                rowsOfEntries[place] = Int32(row)
                source[place] = Int32(entry)
                transposedValues[place] = values[entry]
            }
        }
        let matrix = CompressedRows(
            rows: columns, columns: rows, rowStarts: starts, columnIndices: rowsOfEntries, values: transposedValues)
        return (matrix, source)
    }

    /// The chosen rows in the given order, and of them the chosen columns, renumbered by their place in
    /// `columnSelection` (all columns when nil; none twice); with each kept entry's place in this matrix.
    public func selecting(
        rows rowSelection: [Int], columns columnSelection: [Int]? = nil
    ) -> (matrix: CompressedRows, source: [Int32]) {
        var renumbered: [Int32]?
        if let columnSelection {
            var map = [Int32](repeating: -1, count: columns)
            for (place, column) in columnSelection.enumerated() {
                precondition(
                    column >= 0 && column < columns && map[column] < 0,
                    "CompressedRows.selecting: column \(column) outside 0..<\(columns), or chosen twice")
                map[column] = Int32(place)
            }
            renumbered = map
        }
        // a selection out of order exchanges columns: each row is sorted again
        let sorts = columnSelection.map { zip($0, $0.dropFirst()).contains { $0 > $1 } } ?? false
        var starts = [0]
        var keptColumns: [Int32] = [], keptValues: [Float] = [], source: [Int32] = []
        for row in rowSelection {
            precondition(row >= 0 && row < rows, "CompressedRows.selecting: row \(row) outside 0..<\(rows)")
            let first = source.count
            for entry in range(row) {
                let column = renumbered.map { $0[Int(columnIndices[entry])] } ?? columnIndices[entry]
                if column < 0 { continue }
                keptColumns.append(column)
                keptValues.append(values[entry])
                source.append(Int32(entry))
            }
            if sorts {
                let order = (first..<source.count).sorted { keptColumns[$0] < keptColumns[$1] }
                keptColumns.replaceSubrange(first..., with: order.map { keptColumns[$0] })
                keptValues.replaceSubrange(first..., with: order.map { keptValues[$0] })
                source.replaceSubrange(first..., with: order.map { source[$0] })
            }
            starts.append(keptValues.count)
        }
        let matrix = CompressedRows(
            rows: rowSelection.count, columns: columnSelection?.count ?? columns, rowStarts: starts,
            columnIndices: keptColumns, values: keptValues)
        return (matrix, source)
    }

    /// The same places with other values.
    public func replacingValues(_ values: [Float]) -> CompressedRows {
        CompressedRows(rows: rows, columns: columns, rowStarts: rowStarts, columnIndices: columnIndices, values: values)
    }

    /// Each row divided by the sum of its absolute values; a row of zeros stays.
    public func normalizingRows() -> CompressedRows {
        var result = values
        for row in 0..<rows {
            var total = 0.0
            for entry in range(row) { total += Double(abs(values[entry])) }
            if total > 0 { for entry in range(row) { result[entry] = Float(Double(values[entry]) / total) } }
        }
        return replacingValues(result)
    }
}
