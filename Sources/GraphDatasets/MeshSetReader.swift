import DenseArrays
import FileFormats
import Graphs

/// Reads a folder of meshes (OFF, OBJ, PLY, plain or gzip'd) as a set of graphs, one a file, in the order of their names.
///
/// A graph's nodes are the vertices with `Mesh.invariantFeatures`, which do not change when the mesh is moved, turned or
/// scaled (normals and coordinates would); its edges the sides of the faces in both directions, each with its length
/// divided by the mesh's mean as edge feature. Its class is what `labels.csv` (file,label) in the folder says; without
/// that file, the beginning of the file's name up to its first digit: `cat10.off.gz` is a cat.
public enum MeshSetReader {
    /// Throws `DatasetError` with file and line for a mesh that cannot be read, a file without a class, a line of
    /// `labels.csv` for a file that is not there.
    public static func read(_ location: GraphSetLocation) throws(DatasetError) -> LoadedGraphSet {
        let names = meshes(in: location.path)
        if names.isEmpty {
            throw .malformed(location.path, found: "no meshes", expected: "files that end in .off, .obj or .ply")
        }
        let table = labelFile(in: location.path)
        var labels = LabelCollector()
        if let table {
            for label in try classes(table, of: names) { labels.add(label) }
        } else {
            for name in names {
                let label = className(name)
                if label.isEmpty {
                    throw .malformed(
                        DatasetPaths.join(location.path, name), found: "a name that begins with no letters",
                        expected: "a class before the number, such as cat in cat10.off",
                        advice: "write labels.csv (file,label) beside it")
                }
                labels.add(label)
            }
        }
        let files = names.map { DatasetPaths.join(location.path, $0) }
        var graphs: [Graph] = []
        for file in files { graphs.append(try graph(file)) }
        do throws(GraphError) {
            let classes = try labels.finish()
            let set = try GraphSet(
                name: location.name, graphs: graphs, labels: classes?.values, classNames: classes?.classNames ?? [])
            let warning = (classes?.classCount ?? 0) > 1 || table != nil ? [] : [
                "all meshes are of one class, \"\(classes?.classNames.first ?? "")\": classes come from the files' names, or from labels.csv (file,label)"
            ]
            return LoadedGraphSet(
                name: location.name, set: set, path: location.path, files: files + [table].compactMap { $0 },
                warnings: warning, form: .meshes)
        } catch {
            throw .graph(error, file: location.path, line: nil, firstLine: nil, node: nil)
        }
    }

    /// One mesh as a graph of the set.
    static func graph(_ file: String) throws(DatasetError) -> Graph {
        let mesh = try MeshReader.readMesh(file)
        do throws(GraphError) {
            let graph = try mesh.graph(provenance: file)
            var lengths = graph.edgeFeatures ?? DenseArray(zeros: [graph.edges.count, 1])
            let mean = lengths.elements.reduce(0) { $0 + Double($1) } / Double(max(1, lengths.rows))
            if mean > 0 { lengths = lengths * Float(1 / mean) }
            return try graph.replacing(features: .dense(mesh.invariantFeatures), edgeFeatures: lengths)
        } catch {
            throw .graph(error, file: file, line: nil, firstLine: nil, node: nil)
        }
    }

    /// The names of the meshes in a folder, sorted; of a mesh that is there plain and packed the plain file.
    static func meshes(in folder: String) -> [String] {
        let names = ((try? DatasetPaths.list(folder)) ?? []).filter { DatasetFormat.ofFile($0) == .mesh }
        let all = Set(names)
        return names.filter { !$0.hasSuffix(".gz") || !all.contains(String($0.dropLast(3))) }.sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    /// The name up to its first digit, without dots, lines and blanks at its end.
    static func className(_ name: String) -> String {
        var stem = name
        for ending in [".gz", ".off", ".obj", ".ply"] where stem.lowercased().hasSuffix(ending) {
            stem = String(stem.dropLast(ending.count))
        }
        var result = stem.prefix { !("0"..."9").contains($0) }
        while let last = result.last, "._- ".contains(last) { result.removeLast() }
        return String(result)
    }

    private static func labelFile(in folder: String) -> String? {
        FolderContents(folder)?.path(of: "labels.csv")
    }

    /// What `labels.csv` says of each mesh. A file may be named with or without its endings.
    private static func classes(_ path: String, of names: [String]) throws(DatasetError) -> [String] {
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() {
            let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
            // The stem alone may stand for two files, cat.off and cat.obj: the first has it, the other is then missing.
            for key in [name, plain, String(plain.dropLast(4))] where places[key] == nil { places[key] = place }
        }
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(path), file: path)
        }
        let columns = try CSVColumns(reader.header, file: path)
        let file = try columns.required(nil, usual: "file", option: "the name file")
        let label = try columns.required(nil, usual: "label", option: "the name label")
        var found = [(label: String, line: Int)?](repeating: nil, count: names.count)
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            let name = row.text(at: file), text = row.text(at: label)
            guard let place = places[name] else {
                throw .malformed(
                    path, line: row.line, found: "the file \(DatasetError.quoted(name)), which is no mesh of this folder",
                    expected: "one of \(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? ", ..." : "")",
                    advice: "correct the name or remove this line")
            }
            if let first = found[place] {
                throw .malformed(
                    path, line: row.line, found: "the file \(DatasetError.quoted(name)), as on line \(first.line)",
                    expected: "each file once", advice: "remove one of the two lines")
            }
            if text.isEmpty {
                throw .malformed(
                    path, line: row.line, found: "no label for \(DatasetError.quoted(name))", expected: "its class")
            }
            found[place] = (text, row.line)
        }
        if let place = found.firstIndex(where: { $0 == nil }) {
            throw .malformed(
                path, found: "no line for \(names[place])", expected: "a class for each of \(names.count) meshes",
                advice: "add a line \(names[place]),CLASS, or move the file elsewhere")
        }
        return found.map { $0?.label ?? "" }
    }
}
