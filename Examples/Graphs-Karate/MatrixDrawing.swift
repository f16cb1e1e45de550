import GraphLearning

extension SparseMatrix {
    /// The entry of two members, 0 where none is stored; members are counted from 1.
    func entry(_ member: Int, _ other: Int) -> Float {
        let rows = compressedRows
        return rows.range(member - 1).first { Int(rows.columnIndices[$0]) == other - 1 }.map { rows.values[$0] } ?? 0
    }

    /// The sum of each row.
    var rowSums: [Float] { product(DenseArray(repeating: 1, shape: [columns, 1])).elements.map { $0 } }
}

/// A sparse matrix as a picture.
enum MatrixDrawing {
    static func chart(_ matrix: SparseMatrix, title: String) -> MatrixPicture {
        let rows = matrix.compressedRows
        let entries = (0..<rows.rows).flatMap { row in
            rows.range(row).map {
                MatrixPicture.Entry(row, Int(rows.columnIndices[$0]), Double(rows.values[$0]))
            }
        }
        return MatrixPicture(
            title: title, rows: rows.rows, columns: rows.columns, entries: entries,
            rowTitle: "member − 1", columnTitle: "member − 1")
    }
}
