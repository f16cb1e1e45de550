import FileFormats

/// Recognises the set that a path stands for, by what lies there.
enum DatasetPathFinder {
    /// Throws `DatasetError`: missing where nothing is there or files of the set are, malformed for a folder of no
    /// known format, usage for a folder with several sets.
    static func locate(_ path: String) throws(DatasetError) -> DatasetLocation {
        if DatasetPaths.isDirectory(path) { return try inFolder(path) }
        let folder = DatasetPaths.folder(of: path)
        let last = DatasetPaths.lastName(path)
        let plain = last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
        guard let contents = FolderContents(folder) else {
            throw .missing(path, found: "no such file or folder", expected: "a data set's folder or file")
        }
        for format in [DatasetFormat.planetoid, .linqs] {
            for name in contents.setNames(format) {
                let stem = format == .planetoid ? "ind.\(name)" : name
                if plain == stem || format.fileNames(of: name).contains(plain) {
                    return try complete(contents, format, name)
                }
            }
        }
        guard Files.exists(path) else {
            throw .missing(
                path, found: "no such file or folder",
                expected: "a folder with nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.*")
        }
        guard let edges = contents.path(of: "edges.csv") else {
            throw .missing(
                DatasetPaths.join(folder, "edges.csv"), found: "no such file (nor with .gz)",
                expected: "the edges that belong to \(path)", advice: "put it there, or name the file with --edges")
        }
        return DatasetLocation(
            name: plain == "nodes.csv" ? csvName(folder) : withoutExtension(plain), format: .csv, folder: folder,
            files: [path, edges])
    }

    /// Whether files begin with this path as Planetoid's or LINQS's do.
    static func isPrefix(_ path: String) -> Bool {
        guard let contents = FolderContents(DatasetPaths.folder(of: path)) else { return false }
        let last = DatasetPaths.lastName(path)
        return contents.setNames(.planetoid).contains { "ind.\($0)" == last }
            || contents.setNames(.linqs).contains(last)
    }

    private static func inFolder(_ folder: String) throws(DatasetError) -> DatasetLocation {
        guard let contents = FolderContents(folder) else {
            throw .file(FileError(kind: .inputOutput, file: folder, found: "this folder cannot be read"))
        }
        for format in DatasetFormat.allCases {
            let names = contents.setNames(format)
            if names.count > 1 {
                let stem = format == .planetoid ? "ind." : ""
                throw .usage(
                    found: "\(names.count) sets in \(folder): \(names.joined(separator: ", "))",
                    expected: "one of them",
                    advice: "name it: \(DatasetPaths.join(folder, stem + names[0]))")
            }
            if let name = names.first { return try complete(contents, format, name) }
        }
        throw .malformed(
            folder, found: contents.summary,
            expected: "nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.* (each plain or .gz)")
    }

    private static func complete(
        _ contents: FolderContents, _ format: DatasetFormat, _ name: String
    ) throws(DatasetError) -> DatasetLocation {
        let (location, missing) = contents.set(format, name)
        guard let location else {
            let known = format == .csv ? nil : DatasetCatalogue.entry(name)
            throw DatasetLocator.incomplete(contents.folder, format, missing, name: known?.name)
        }
        guard format == .csv else { return location }
        return DatasetLocation(
            name: csvName(contents.folder), format: .csv, folder: contents.folder, files: location.files)
    }

    /// The name of a CSV set: its folder's.
    private static func csvName(_ folder: String) -> String {
        DatasetPaths.lastName(DatasetPaths.resolved(folder.isEmpty ? "." : folder) ?? folder)
    }

    private static func withoutExtension(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
