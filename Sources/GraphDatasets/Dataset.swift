import FileFormats

/// The entry point: sets by name or path.
public enum Dataset {
    /// Loads a set of one graph.
    ///
    /// - Parameters:
    ///   - nameOrPath: a known name (cora, citeseer, pubmed, cora-linqs, karate, papers; any case), a folder's name in
    ///     a root, or a path; see `DatasetLocator`.
    ///   - root: the first folder to search in, from `--data-root`.
    ///   - csv: how to read CSV files. Where it names a nodes file, that is read, and `nameOrPath` is only a name.
    /// - Throws: `DatasetError` where nothing is found, or the files are malformed.
    public static func load(
        _ nameOrPath: String, root: String? = nil, csv: CSVGraphOptions? = nil
    ) throws(DatasetError) -> LoadedGraph {
        let options = csv ?? CSVGraphOptions()
        if let nodes = options.nodesFile {
            let folder = DatasetPaths.folder(of: nodes)
            let edges = options.edgesFile ?? FolderContents(folder)?.path(of: "edges.csv")
                ?? DatasetPaths.join(folder, "edges.csv")
            return try CSVGraphReader.read(
                nodes: nodes, edges: edges, options: options, name: DatasetPaths.lastName(nameOrPath))
        }
        let location = try locate(nameOrPath, root: root, csv: options)
        var loaded: LoadedGraph
        switch location.format {
        case .planetoid: loaded = try PlanetoidReader.read(location)
        case .linqs: loaded = try LINQSReader.read(location)
        case .csv:
            loaded = try CSVGraphReader.read(
                nodes: location.files[0], edges: options.edgesFile ?? location.files[1], options: options,
                name: location.name)
        case .musae: loaded = try MUSAEReader.read(location, options: options)
        case .gml: loaded = try GMLReader.read(location, options: options)
        case .graphML: loaded = try GraphMLReader.read(location, options: options)
        case .matrixMarket: loaded = try MatrixMarketReader.read(location, options: options)
        case .nodeLink: loaded = try NodeLinkReader.read(location, options: options)
        case .mesh: loaded = try MeshReader.read(location)
        }
        loaded.warnings = location.passedOver.map { "passed over \($0)" } + loaded.warnings
        return loaded
    }

    /// Finds a set; a nodes file needs no edges file beside it when the options name one.
    private static func locate(
        _ nameOrPath: String, root: String?, csv: CSVGraphOptions
    ) throws(DatasetError) -> DatasetLocation {
        if let edges = csv.edgesFile, Files.exists(nameOrPath), !Files.isDirectory(nameOrPath) {
            let folder = DatasetPaths.folder(of: nameOrPath)
            return DatasetLocation(
                name: DatasetPaths.lastName(nameOrPath), format: .csv, folder: folder, files: [nameOrPath, edges])
        }
        return try DatasetLocator(root: root).locate(nameOrPath)
    }

    /// A known set and where it was found.
    public struct Listing: Sendable, Equatable {
        /// What is known of the set.
        public let entry: DatasetEntry
        /// nil where it was not found.
        public let location: DatasetLocation?
        /// The root it was found in.
        public let root: DatasetRoot?
        /// Why it was not found, where there is more to say than that: files that are missing.
        public let problem: String?
    }

    /// All known sets, found or not. Throws `DatasetError` (missing) when the given root is no folder.
    public static func list(root: String? = nil) throws(DatasetError) -> [Listing] {
        let locator = try DatasetLocator(root: root)
        return DatasetCatalogue.entries.map { entry in
            do throws(DatasetError) {
                let location = try locator.locate(name: entry.name)
                let root = location.flatMap { found in
                    locator.roots.first {
                        found.folder == $0.path || found.folder.hasPrefix(DatasetPaths.join($0.path, ""))
                    }
                }
                return Listing(entry: entry, location: location, root: root, problem: nil)
            } catch {
                return Listing(entry: entry, location: nil, root: nil, problem: error.description)
            }
        }
    }
}
