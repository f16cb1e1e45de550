import FileFormats

/// A set of graphs that was found on disk.
public struct GraphSetLocation: Sendable, Equatable {
    /// What it is called, as in its files.
    public let name: String
    /// The folder with `NAME_*.txt` or with meshes, or the archive `NAME.zip`.
    public let path: String
    /// Whether it is a zip file.
    public let isArchive: Bool
    /// What its files are.
    public var form: GraphSetForm = .tu
}

/// The forms in which a set of graphs lies on disk.
public enum GraphSetForm: String, Sendable {
    /// `NAME_A.txt` and its companions; see `TUReader`.
    case tu
    /// A folder of two meshes or more; see `MeshSetReader`.
    case meshes

    /// What it is called in messages and tables.
    public var title: String {
        switch self {
        case .tu: "TU"
        case .meshes: "meshes"
        }
    }
}

extension DatasetLocator {
    /// Finds a set of graphs by name or path.
    ///
    /// A name, in any case, is searched for in the roots in turn: `NAME/NAME_A.txt` (or `NAME/raw/`, PyG's layout) and
    /// `NAME.zip`, below `tu/`, `TUDataset/` and the root itself; then folders of two meshes or more below `meshes/` and
    /// the root. What holds a slash is a path: of a folder with `NAME_A.txt` or with meshes, of such a file, or of an
    /// archive. Throws `DatasetError` (missing) with the places searched.
    public func locateSet(_ text: String) throws(DatasetError) -> GraphSetLocation {
        if text.contains("/") || text == "." || text == ".." { return try Self.setAt(path: text) }
        for root in roots {
            if let found = Self.sets(in: root.path).first(where: { $0.name.lowercased() == text.lowercased() }) {
                return found
            }
        }
        if Files.exists(text) { return try Self.setAt(path: text) }
        let known = Set(roots.flatMap { Self.sets(in: $0.path).map(\.name) }).sorted()
        throw .missing(
            text, found: "no set of graphs of this name",
            expected: "\(text)/\(text)_A.txt or \(text).zip, there or in tu/, in "
                + (searched.isEmpty ? "a folder given by --data-root or GCN_DATA" : searched.joined(separator: ", ")),
            advice: known.isEmpty ? "say where it is with --data-root or GCN_DATA" : "there are \(known.joined(separator: ", "))")
    }

    /// The sets of graphs in all roots, by name; the first root's where two have one.
    public func graphSets() -> [GraphSetLocation] {
        var seen = Set<String>()
        return roots.flatMap { Self.sets(in: $0.path) }.filter { seen.insert($0.name).inserted }
            .sorted { $0.name < $1.name }
    }

    /// The sets in a root; a folder before the archive of the same name.
    private static func sets(in root: String) -> [GraphSetLocation] {
        var found: [GraphSetLocation] = []
        var seen = Set<String>()
        let folders = DatasetPaths.entries(of: root, called: "tu")
            + DatasetPaths.entries(of: root, called: "TUDataset") + [root]
        for folder in folders {
            guard let names = try? DatasetPaths.list(folder) else { continue }
            for name in names {
                let path = DatasetPaths.join(folder, name)
                for inside in [path, DatasetPaths.join(path, "raw")]
                where Files.exists(DatasetPaths.join(inside, "\(name)_graph_indicator.txt"))
                    || Files.exists(DatasetPaths.join(inside, "\(name)_A.txt")) {
                    if seen.insert(name).inserted { found.append(.init(name: name, path: inside, isArchive: false)) }
                }
            }
            for name in names where name.hasSuffix(".zip") && name.count > 4 {
                let stem = String(name.dropLast(4))
                let path = DatasetPaths.join(folder, name)
                // In a root itself any archive may lie: only those that hold such a set count.
                if !seen.contains(stem), folder != root || holdsSet(path, stem) {
                    seen.insert(stem)
                    found.append(.init(name: stem, path: path, isArchive: true))
                }
            }
        }
        return found + meshSets(in: root).filter { seen.insert($0.name).inserted }
    }

    /// The folders of meshes in a root.
    private static func meshSets(in root: String) -> [GraphSetLocation] {
        (DatasetPaths.entries(of: root, called: "meshes") + [root]).flatMap { folder in
            ((try? DatasetPaths.list(folder)) ?? []).compactMap { name in
                let path = DatasetPaths.join(folder, name)
                guard DatasetPaths.isDirectory(path), MeshSetReader.meshes(in: path).count > 1 else { return nil }
                return GraphSetLocation(name: name, path: path, isArchive: false, form: .meshes)
            }
        }
    }

    private static func holdsSet(_ path: String, _ name: String) -> Bool {
        (try? ZipArchive(path: path))?.entries.contains { $0.name.hasSuffix("\(name)_A.txt") } ?? false
    }

    private static func setAt(path: String) throws(DatasetError) -> GraphSetLocation {
        let last = DatasetPaths.lastName(path)
        if !DatasetPaths.isDirectory(path) {
            guard Files.exists(path) else {
                throw .missing(path, found: "no such file or folder", expected: "a folder with NAME_A.txt, or NAME.zip")
            }
            if last.hasSuffix(".zip") { return .init(name: String(last.dropLast(4)), path: path, isArchive: true) }
            if last.hasSuffix("_A.txt") {
                return .init(name: String(last.dropLast(6)), path: DatasetPaths.folder(of: path), isArchive: false)
            }
            throw .malformed(path, found: "a file of another kind", expected: "NAME.zip or NAME_A.txt")
        }
        for folder in [path, DatasetPaths.join(path, "raw")] {
            guard let names = try? DatasetPaths.list(folder) else { continue }
            let ending = "_A.txt"
            let sets = Set(names.compactMap { name -> String? in
                let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
                return plain.hasSuffix(ending) ? String(plain.dropLast(ending.count)) : nil
            }).sorted()
            if sets.count > 1 {
                throw .usage(
                    found: "\(sets.count) sets in \(folder): \(sets.joined(separator: ", "))", expected: "one of them",
                    advice: "name it: \(DatasetPaths.join(folder, sets[0] + ending))")
            }
            if let name = sets.first { return .init(name: name, path: folder, isArchive: false) }
        }
        if MeshSetReader.meshes(in: path).count > 1 {
            let name = DatasetPaths.lastName(DatasetPaths.resolved(path) ?? path)
            return .init(name: name, path: path, isArchive: false, form: .meshes)
        }
        throw .malformed(
            path, found: FolderContents(path)?.summary ?? "nothing",
            expected: "NAME_A.txt and its companions, or two meshes or more (.off, .obj, .ply)")
    }
}

extension Dataset {
    /// Loads a set of many graphs.
    ///
    /// - Parameters:
    ///   - nameOrPath: such as MUTAG or a folder of meshes, by name or path; see `DatasetLocator.locateSet`.
    ///   - root: the first folder to search in, from `--data-root`.
    ///   - options: how the files are to be read.
    /// - Throws: `DatasetError` where nothing is found, or the files are malformed.
    public static func loadSet(
        _ nameOrPath: String, root: String? = nil, options: GraphSetOptions = GraphSetOptions()
    ) throws(DatasetError) -> LoadedGraphSet {
        let location = try DatasetLocator(root: root).locateSet(nameOrPath)
        switch location.form {
        case .tu: return try TUReader.read(location, options: options)
        case .meshes: return try MeshSetReader.read(location)
        }
    }

    /// The sets of graphs that are found. Throws `DatasetError` (missing) when the given root is no folder.
    public static func listSets(root: String? = nil) throws(DatasetError) -> [GraphSetLocation] {
        try DatasetLocator(root: root).graphSets()
    }
}
