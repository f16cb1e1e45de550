import DenseArrays
import FileFormats
import Graphs

/// Reads meshes: OFF, OBJ, and PLY (ascii and binary), plain or gzip'd.
///
/// Of OBJ the vertices and faces are read (`f 1/2/3`, negative numbers count back from the last vertex), of OFF and PLY
/// colours and further properties are passed over; PLY's `nx ny nz` are taken as normals.
///
/// Sources: Phillips, 1992, Geomview's OFF; Wavefront, 1995, OBJ, appendix B1; Turk, 1994, "The PLY Polygon File Format".
public enum MeshReader {
    /// A mesh as a graph, with the classes of its vertices where a file beside it has them; see `Mesh.graph` and
    /// `MeshLabelReader`. Throws as both readers do.
    public static func read(_ location: DatasetLocation) throws(DatasetError) -> LoadedGraph {
        let file = location.files[0]
        let mesh = try readMesh(file)
        let classes = try MeshLabelReader.read(file, mesh)
        let files = location.files + [classes?.file].compactMap { $0 }
        do throws(GraphError) {
            return LoadedGraph(
                name: location.name,
                graph: try mesh.graph(
                    labels: classes?.labels, provenance: "\(location.name), from \(files.joined(separator: " and "))"),
                format: .mesh, folder: location.folder, files: files, warnings: [],
                featureNames: ["x", "y", "z", "nx", "ny", "nz"])
        } catch {
            throw .graph(error, file: file, line: nil, firstLine: nil, node: nil)
        }
    }

    /// Throws `DatasetError` with file and line (or byte) for counts that the file cannot hold, vertices that do not
    /// exist, text where a number should be.
    public static func readMesh(_ file: String) throws(DatasetError) -> Mesh {
        let bytes = try reading { () throws(FileError) in try Files.readMaybeCompressed(file) }
        let plain = (file.hasSuffix(".gz") ? String(file.dropLast(3)) : file).lowercased()
        if plain.hasSuffix(".ply") { return try PLYReader.read(bytes, file) }
        return plain.hasSuffix(".obj") ? try readOBJ(bytes, file) : try readOFF(bytes, file)
    }

    private static func number(_ row: CSVRow, _ field: Int, _ file: String) throws(DatasetError) -> Float {
        if field < row.count, let value = row.float(at: field), value.isFinite { return value }
        throw .malformed(
            file, line: row.line, found: field < row.count ? DatasetError.quoted(row.string(at: field)) : "no number",
            expected: "a finite number")
    }

    private static func vertex(
        _ row: CSVRow, _ number: Int, first: Int, count: Int, _ file: String
    ) throws(DatasetError) -> Int32 {
        if number >= first, number < count + first { return Int32(number - first) }
        throw .malformed(
            file, line: row.line, found: "vertex \(number)", expected: "\(first) to \(count + first - 1)")
    }

    private static func mesh(_ values: [Float], _ faces: [[Int32]], _ file: String) throws(DatasetError) -> Mesh {
        if values.isEmpty { throw .malformed(file, found: "no vertices", expected: "one at least") }
        return Mesh(positions: DenseArray(values, shape: [values.count / 3, 3]), faces: faces)
    }

    private static func readOBJ(_ bytes: [UInt8], _ file: String) throws(DatasetError) -> Mesh {
        var reader = WordReader(bytes: bytes, comment: UInt8(ascii: "#"))
        var values: [Float] = [], faces: [[Int32]] = []
        var lines: [(face: Int, row: CSVRow, corners: [Int])] = []
        while let row = reader.next() {
            switch row.string(at: 0) {
            case "v": for axis in 1...3 { values.append(try number(row, axis, file)) }
            case "f":
                var corners: [Int] = []
                for field in 1..<row.count {
                    let text = row.string(at: field)
                    guard let word = text.split(separator: "/", omittingEmptySubsequences: false).first,
                        let number = Int(word)
                    else {
                        throw .malformed(
                            file, line: row.line, found: DatasetError.quoted(text), expected: "a vertex's number")
                    }
                    corners.append(number < 0 ? values.count / 3 + number + 1 : number)
                }
                guard corners.count >= 3 else {
                    throw .malformed(
                        file, line: row.line, found: "a face of \(corners.count) corners", expected: "three or more")
                }
                lines.append((lines.count, row, corners))
            default: break
            }
        }
        for (_, row, corners) in lines {
            var face: [Int32] = []
            for corner in corners {
                face.append(try vertex(row, corner, first: 1, count: values.count / 3, file))
            }
            faces.append(face)
        }
        return try mesh(values, faces, file)
    }

    private static func readOFF(_ bytes: [UInt8], _ file: String) throws(DatasetError) -> Mesh {
        var reader = WordReader(bytes: bytes, comment: UInt8(ascii: "#"))
        guard let first = reader.next(), first.string(at: 0) == "OFF" else {
            throw .malformed(file, line: 1, found: "another kind of file", expected: "OFF")
        }
        // The counts may stand on the first line.
        guard let counts = first.count > 1 ? first : reader.next(), counts.count >= (first.count > 1 ? 3 : 2),
            let vertices = counts.int(at: first.count > 1 ? 1 : 0), let faceCount = counts.int(at: first.count > 1 ? 2 : 1),
            vertices >= 0, faceCount >= 0
        else {
            throw .malformed(
                file, line: reader.lastLine, found: "no counts", expected: "the numbers of vertices, faces and edges")
        }
        guard vertices <= reader.remaining / 5, faceCount <= reader.remaining / 3 else {
            throw .malformed(
                file, line: counts.line, found: "\(vertices) vertices and \(faceCount) faces",
                expected: "as many as \(reader.remaining) bytes can hold", advice: "copy or download the file again")
        }
        var values: [Float] = [], faces: [[Int32]] = []
        for place in 0..<vertices + faceCount {
            guard let row = reader.next() else {
                throw .malformed(
                    file, line: reader.lastLine,
                    found: "the end of the file after \(min(place, vertices)) vertices and \(max(0, place - vertices)) faces",
                    expected: "\(vertices) and \(faceCount)", advice: "copy or download the file again")
            }
            if place < vertices {
                for axis in 0..<3 { values.append(try number(row, axis, file)) }
                continue
            }
            guard let corners = row.int(at: 0), corners >= 3, corners < row.count else {
                throw .malformed(
                    file, line: row.line, found: "a face of \(row.string(at: 0)) corners on a line of \(row.count) words",
                    expected: "three or more, and their vertices")
            }
            var face: [Int32] = []
            for field in 1...corners {
                guard let corner = row.int(at: field) else {
                    throw .malformed(
                        file, line: row.line, found: DatasetError.quoted(row.string(at: field)),
                        expected: "a vertex's number")
                }
                face.append(try vertex(row, corner, first: 0, count: vertices, file))
            }
            faces.append(face)
        }
        return try mesh(values, faces, file)
    }
}
