import FileFormats

/// A folder in which sets are searched for.
public struct DatasetRoot: Sendable, Equatable {
    /// The folder.
    public let path: String
    /// Why it is searched: "--data-root", "GCN_DATA", "cache" or "shipped".
    public let origin: String
}

/// Finds sets on disk by name or path.
///
/// A name is searched for in the roots in turn: the one given, the environment variable GCN_DATA, the user's cache
/// (`$XDG_CACHE_HOME/gcn`, else `~/.cache/gcn`), and the data shipped with the toolkit: `Data` in the current folder,
/// and `Data` in any of the five folders above the program. In a root, `planetoid/`, the root itself, `NAME/`,
/// `NAME/raw/` and `planetoid/NAME/raw/` (PyG's layout) are looked into, upper and lower case alike. In one root
/// Planetoid's files win over LINQS's, and those over CSV; then come `NAME/` with a MUSAE set or one graph's file, and
/// `NAME.gml`, `.graphml`, `.mtx`, `.json`, `.off`, `.obj`, `.ply`. Each file may be plain or end in `.gz`.
public struct DatasetLocator: Sendable {
    /// The roots that exist, in the order of search.
    public let roots: [DatasetRoot]
    /// Where sets were searched for, in words: the roots, and the places where one could have been.
    let searched: [String]

    /// Throws `DatasetError` (missing) when the given root is no folder.
    public init(root: String? = nil) throws(DatasetError) {
        var roots: [DatasetRoot] = []
        if let root {
            guard DatasetPaths.isDirectory(root) else {
                throw .missing(
                    root, found: "no such folder", expected: "the folder that holds the data sets",
                    advice: "check --data-root")
            }
            roots.append(DatasetRoot(path: root, origin: "--data-root"))
        }
        if let path = DatasetPaths.environment("GCN_DATA") { roots.append(DatasetRoot(path: path, origin: "GCN_DATA")) }
        if let path = Self.cacheFolder { roots.append(DatasetRoot(path: path, origin: "cache")) }
        roots += Self.shippedFolders.map { DatasetRoot(path: $0, origin: "shipped") }
        var seen = Set<String>(), found: [DatasetRoot] = [], searched: [String] = [], absent: [String] = []
        for root in roots {
            guard DatasetPaths.isDirectory(root.path), let real = DatasetPaths.resolved(root.path) else {
                if root.origin == "shipped" { absent.append(root.path) } else { searched.append("\(root.path) (\(root.origin), not there)") }
                continue
            }
            guard seen.insert(real).inserted else { continue }
            found.append(root)
            searched.append("\(root.path) (\(root.origin))")
        }
        // of the places where the toolkit's own sets may lie one is enough
        if absent.count == Self.shippedFolders.count { searched.append("\(absent.joined(separator: ", ")) (shipped, none of them there)") }
        (self.roots, self.searched) = (found, searched)
    }

    /// Searches these roots only.
    public init(roots: [DatasetRoot]) {
        self.roots = roots
        searched = roots.map { "\($0.path) (\($0.origin))" }
    }

    /// The user's cache folder for data, whether or not it is there; nil without a home.
    public static var cacheFolder: String? {
        if let cache = DatasetPaths.environment("XDG_CACHE_HOME") { return DatasetPaths.join(cache, "gcn") }
        return DatasetPaths.environment("HOME").map { DatasetPaths.join($0, ".cache/gcn") }
    }

    private static var shippedFolders: [String] {
        var folders = ["Data"]
        if var path = DatasetPaths.resolved("/proc/self/exe") {
            for _ in 0..<5 where path != "/" {
                path = DatasetPaths.folder(of: path)
                folders.append(DatasetPaths.join(path, "Data"))
            }
        }
        return folders
    }

    /// Finds a set by name or path.
    ///
    /// - Parameter text: one of the known names in any case; the name of a folder in a root; or the path of a folder,
    ///   of a nodes file, or the beginning of a set's files (`dir/ind.cora`, `dir/cora`). What holds a slash is a path.
    /// - Throws: `DatasetError` (missing) with the places searched, and with the missing files of an incomplete set.
    public func locate(_ text: String) throws(DatasetError) -> DatasetLocation {
        if text.contains("/") || text == "." || text == ".." { return try DatasetPathFinder.locate(text) }
        if let location = try locate(name: text) { return location }
        if Files.exists(text) || DatasetPathFinder.isPrefix(text) { return try DatasetPathFinder.locate(text) }
        if let entry = DatasetCatalogue.entry(text) {
            throw .notFound(name: entry.name, searched: searched, canFetch: entry.canFetch)
        }
        throw .unknownName(name: text, known: DatasetCatalogue.entries.map(\.name), searched: searched)
    }

    /// Finds a set in the roots; nil where no root has anything of it.
    func locate(name text: String) throws(DatasetError) -> DatasetLocation? {
        let entry = DatasetCatalogue.entry(text)
        let name = entry?.fileName ?? text.lowercased()
        let formats = entry?.formats ?? DatasetFormat.ofSeveralFiles
        var passedOver: [String] = []
        var incomplete: DatasetError?
        for root in roots {
            let folders = Self.folders(in: root.path, for: name).compactMap { FolderContents($0) }
            for format in formats {
                for contents in folders {
                    guard let found = contents.setNames(format).first(where: { $0.lowercased() == name }) else {
                        continue
                    }
                    let (location, missing) = contents.set(format, found)
                    if var location {
                        location.passedOver = passedOver
                        return location
                    }
                    passedOver.append("\(contents.folder): \(missing.joined(separator: ", ")) missing")
                    incomplete = incomplete ?? Self.incomplete(contents.folder, format, missing, name: entry?.name)
                }
            }
            for contents in folders where DatasetPaths.lastName(contents.folder).lowercased() == name {
                if DatasetFormat.ofSeveralFiles.allSatisfy({ contents.setNames($0).isEmpty }) {
                    passedOver.append("\(contents.folder): no known format (\(contents.summary))")
                }
            }
        }
        if let incomplete { throw incomplete }
        if entry != nil { return nil }
        for root in roots {
            if let location = try DatasetPathFinder.single(in: root.path, called: name) { return location }
        }
        return nil
    }

    /// The folders in all roots that may hold a known set, in the order of search.
    func folders(for entry: DatasetEntry) -> [FolderContents] {
        roots.flatMap { Self.folders(in: $0.path, for: entry.fileName) }.compactMap { FolderContents($0) }
    }

    /// The folders of a root that may hold the set, those that exist.
    private static func folders(in root: String, for name: String) -> [String] {
        let planetoid = DatasetPaths.entries(of: root, called: "planetoid")
        let own = DatasetPaths.entries(of: root, called: name)
        let nested = planetoid.flatMap { DatasetPaths.entries(of: $0, called: name) }
        return planetoid + [root] + own + (own + nested).map { DatasetPaths.join($0, "raw") } + nested
    }

    /// The error for a set with some of its files only.
    static func incomplete(
        _ folder: String, _ format: DatasetFormat, _ missing: [String], name: String?
    ) -> DatasetError {
        .missing(
            DatasetPaths.join(folder, missing.first ?? ""), found: "no such file (nor with .gz)",
            expected: "all files of the \(format.title) form; missing: \(missing.joined(separator: ", "))",
            advice: name.map { "put them there, or run \"gcn data fetch \($0)\"" } ?? "put them there")
    }
}
