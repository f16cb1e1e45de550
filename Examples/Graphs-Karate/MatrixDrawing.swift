import GraphLearning

/// A sparse matrix as a picture.
enum MatrixDrawing {
    static func svg(_ matrix: SparseMatrix, title: String) -> String {
        let rows = matrix.compressedRows
        let entries = (0..<rows.rows).flatMap { row in
            rows.range(row).map { MatrixPicture.Entry(row, Int(rows.columnIndices[$0]), Double(rows.values[$0])) }
        }
        return MatrixPicture(title: title, rows: rows.rows, columns: rows.columns, entries: entries, rowTitle: "member", columnTitle: "member")
            .svg(width: 460)
    }
}
