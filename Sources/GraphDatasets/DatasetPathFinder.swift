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
        if Files.exists(path), let format = DatasetFormat.ofFile(path) {
            return DatasetLocation(
                name: withoutExtension(plain), format: format, folder: folder, files: [path])
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
        for format in DatasetFormat.ofSeveralFiles {
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
        if let location = try single(in: contents) { return location }
        throw .malformed(
            folder, found: contents.summary,
            expected: "nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.* (each plain or .gz)")
    }

    /// A root's folder `name` with a MUSAE set or one graph's file, or its file `name.*`.
    static func single(in root: String, called name: String) throws(DatasetError) -> DatasetLocation? {
        for folder in DatasetPaths.entries(of: root, called: name) + DatasetPaths.entries(of: root, called: "musae_" + name) {
            if let contents = FolderContents(folder), let found = try single(in: contents) { return found }
        }
        for file in (try? DatasetPaths.list(root)) ?? [] {
            guard let format = DatasetFormat.ofFile(file) else { continue }
            let plain = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
            if withoutExtension(plain).lowercased() == name || plain.lowercased() == name {
                return DatasetLocation(
                    name: withoutExtension(plain), format: format, folder: root,
                    files: [DatasetPaths.join(root, file)])
            }
        }
        return nil
    }

    /// A MUSAE set, or the only graph's file of a folder. Throws `usage` where there are several.
    private static func single(in contents: FolderContents) throws(DatasetError) -> DatasetLocation? {
        let sets = contents.setNames(.musae)
        if sets.count == 1 { return contents.set(.musae, sets[0]).location }
        let formats = DatasetFormat.allCases.filter { !DatasetFormat.ofSeveralFiles.contains($0) && $0 != .musae }
        let files = formats.flatMap { format in contents.setNames(format).map { (format, $0) } }
        let names = sets.isEmpty ? files.map(\.1) : sets.map { $0 + "_edges.csv" }
        if names.count > 1 {
            let shown = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
            throw .usage(
                found: "\(names.count) sets in \(contents.folder): \(shown)", expected: "one of them",
                advice: "name it: \(DatasetPaths.join(contents.folder, names[0]))")
        }
        guard let (format, name) = files.first, let path = contents.path(of: name) else { return nil }
        return DatasetLocation(
            name: withoutExtension(name), format: format, folder: contents.folder, files: [path])
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
