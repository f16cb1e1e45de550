import FileFormats
import Graphs

/// Reads the classes of a mesh's vertices from the file beside it: `NAME.seg` or `NAME.labels`, plain or gzip'd.
///
/// One whole number a line, 0 or more, or -1 for an unknown one; `#` begins a comment. As many numbers as the mesh has
/// vertices are theirs. As many as it has faces are the faces', and each vertex takes the class that most of its faces
/// have (of equal ones the lowest); one without a face stays unlabelled. Where a mesh has as many faces as vertices,
/// `.seg` is of faces, as in the Princeton segmentation benchmark (Chen, Golovinskiy & Funkhouser, 2009,
/// DOI 10.1145/1531326.1531379), `.labels` of vertices.
enum MeshLabelReader {
    /// The labels and their file; nil where the mesh `file` has none.
    ///
    /// Throws `DatasetError` with file and line for what is no number, for another count of numbers than there are
    /// vertices or faces, and where both files are there.
    static func read(_ file: String, _ mesh: Mesh) throws(DatasetError) -> (labels: NodeLabels, file: String)? {
        guard let path = try find(beside: file) else { return nil }
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(path) }
        var reader = WordReader(bytes: bytes, comment: UInt8(ascii: "#"))
        var values: [Int] = []
        while let row = reader.next() {
            guard row.count == 1, let value = row.int(at: 0), value >= -1 else {
                throw .malformed(
                    path, line: row.line,
                    found: row.count == 1 ? DatasetError.quoted(row.string(at: 0)) : "\(row.count) words",
                    expected: "one whole number, 0 or more, or -1 for unknown")
            }
            values.append(value)
        }
        let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
        let (vertices, faces) = (mesh.vertexCount, mesh.faces.count)
        guard values.count == vertices || values.count == faces else {
            throw .malformed(
                path, found: "\(values.count) number\(values.count == 1 ? "" : "s")",
                expected: "\(vertices), one for each vertex, or \(faces), one for each face of \(file)")
        }
        let isOfFaces = values.count == faces && (faces != vertices || plain.hasSuffix(".seg"))
        if isOfFaces { values = votes(values, mesh) }
        var labels = LabelCollector()
        for value in values { labels.add(value < 0 ? "" : "\(value)") }
        let result: NodeLabels?
        do throws(GraphError) {
            result = try labels.finish()
        } catch {
            throw .graph(error, file: path, line: nil, firstLine: nil, node: nil)
        }
        guard let result else {
            throw .malformed(path, found: "no label but -1", expected: "a class for some of them")
        }
        return (result, path)
    }

    /// Each vertex's most frequent class among its faces; of equal ones the lowest, -1 where there is none.
    private static func votes(_ classes: [Int], _ mesh: Mesh) -> [Int] {
        var votes = [[Int]](repeating: [], count: mesh.vertexCount)
        for (face, corners) in mesh.faces.enumerated() where classes[face] >= 0 {
            for vertex in corners { votes[Int(vertex)].append(classes[face]) }
        }
        return votes.map { list in
            var counts: [Int: Int] = [:]
            for value in list { counts[value, default: 0] += 1 }
            return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? -1
        }
    }

    private static func find(beside file: String) throws(DatasetError) -> String? {
        let plain = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
        let stem = String(plain.dropLast(4))
        let found = [".seg", ".labels"].compactMap { ending in
            [stem + ending, stem + ending + ".gz"].first { Files.exists($0) }
        }
        if found.count > 1 {
            throw .usage(
                found: "both \(found[0]) and \(found[1])", expected: "one file of labels for \(file)",
                advice: "move one of them elsewhere")
        }
        return found.first
    }
}
