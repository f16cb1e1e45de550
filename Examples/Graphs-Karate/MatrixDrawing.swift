import GraphLearning

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
            rowTitle: "node (member − 1)", columnTitle: "node")
    }
}
