/// The forms in which a set of one graph lies on disk.
public enum DatasetFormat: String, Sendable, CaseIterable {
    /// `ind.NAME.{x,y,tx,ty,allx,ally,graph,test.index}`: Python pickles (Yang, Cohen & Salakhutdinov 2016,
    /// arXiv 1603.08861).
    case planetoid
    /// `NAME.content` and `NAME.cites`: the text form of the LINQS group (Sen et al. 2008,
    /// DOI 10.1609/aimag.v29i3.2157).
    case linqs
    /// `nodes.csv` and `edges.csv`.
    case csv
    /// `NAME_edges.csv`, `NAME_target.csv` and `NAME.json`: social graphs (Rozemberczki, Allen & Sarkar 2021,
    /// DOI 10.1093/comnet/cnab014).
    case musae
    /// One file `NAME.gml`: Graph Modelling Language (Himsolt 1997).
    case gml
    /// One file `NAME.graphml` (Brandes et al. 2002, DOI 10.1007/3-540-45848-4_59).
    case graphML
    /// One file `NAME.mtx`: an adjacency matrix (Boisvert, Pozo & Remington 1996, NISTIR 5935).
    case matrixMarket
    /// One file `NAME.json` as NetworkX's `node_link_data` makes it.
    case nodeLink
    /// One file `NAME.off`, `NAME.obj` or `NAME.ply`: the vertices and sides of a mesh.
    case mesh

    /// The forms that consist of several files with fixed names.
    static let ofSeveralFiles: [DatasetFormat] = [.planetoid, .linqs, .csv]

    /// The form of a single file, by its ending; `.gz` after it is allowed.
    static func ofFile(_ path: String) -> DatasetFormat? {
        let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
        let endings: [(String, DatasetFormat)] = [
            (".gml", .gml), (".graphml", .graphML), (".mtx", .matrixMarket), (".json", .nodeLink), (".off", .mesh),
            (".obj", .mesh), (".ply", .mesh),
        ]
        return endings.first { plain.lowercased().hasSuffix($0.0) }?.1
    }

    /// What it is called in messages and tables.
    public var title: String {
        switch self {
        case .planetoid: "Planetoid"
        case .linqs: "LINQS"
        case .csv: "CSV"
        case .musae: "MUSAE"
        case .gml: "GML"
        case .graphML: "GraphML"
        case .matrixMarket: "Matrix Market"
        case .nodeLink: "node-link JSON"
        case .mesh: "mesh"
        }
    }

    /// The files of a set called `name`.
    public func fileNames(of name: String) -> [String] {
        switch self {
        case .planetoid: Self.planetoidParts.map { "ind.\(name).\($0)" }
        case .linqs: ["\(name).content", "\(name).cites"]
        case .csv: ["nodes.csv", "edges.csv"]
        case .musae: ["\(name)_edges.csv", "\(name)_target.csv", "\(name).json"]
        case .gml: ["\(name).gml"]
        case .graphML: ["\(name).graphml"]
        case .matrixMarket: ["\(name).mtx"]
        case .nodeLink: ["\(name).json"]
        case .mesh: ["\(name).off"]
        }
    }

    /// What follows `ind.NAME.` in Planetoid's eight files.
    static let planetoidParts = ["x", "y", "tx", "ty", "allx", "ally", "graph", "test.index"]
}

/// A set that was found on disk.
public struct DatasetLocation: Sendable, Equatable {
    /// What it is called: the name in its files, or the folder's name for CSV.
    public let name: String
    /// The form of its files.
    public let format: DatasetFormat
    /// The folder that holds the files.
    public let folder: String
    /// The paths of its files in the order of `DatasetFormat.fileNames(of:)`; some may end in `.gz`.
    public let files: [String]
    /// Folders of that name whose content is of no known format, and incomplete sets, in words.
    public var passedOver: [String] = []
}

/// The names in a folder, and which sets they make up.
struct FolderContents {
    let folder: String
    private let names: Set<String>

    /// nil where there is no such folder, or it cannot be read.
    init?(_ folder: String) {
        guard DatasetPaths.isDirectory(folder), let list = try? DatasetPaths.list(folder) else { return nil }
        self.folder = folder
        names = Set(list)
    }

    /// A file's path, plain rather than packed; nil where it is not there.
    func path(of file: String) -> String? {
        if names.contains(file) { return DatasetPaths.join(folder, file) }
        return names.contains(file + ".gz") ? DatasetPaths.join(folder, file + ".gz") : nil
    }

    /// A complete set of the format; the missing files' names otherwise. A set of which nothing is there has all its
    /// files missing.
    func set(_ format: DatasetFormat, _ name: String) -> (location: DatasetLocation?, missing: [String]) {
        let wanted = format.fileNames(of: name)
        let paths = wanted.map { path(of: $0) }
        let missing = zip(wanted, paths).filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else { return (nil, missing) }
        return (DatasetLocation(name: name, format: format, folder: folder, files: paths.compactMap { $0 }), [])
    }

    /// The names of the sets of which at least one telling file is here, sorted: `ind.NAME.graph`, `NAME.content`.
    func setNames(_ format: DatasetFormat) -> [String] {
        let plain = Set(names.map { $0.hasSuffix(".gz") ? String($0.dropLast(3)) : $0 })
        switch format {
        case .planetoid:
            var found = Set<String>()
            for name in plain where name.hasPrefix("ind.") {
                for part in DatasetFormat.planetoidParts where name.hasSuffix("." + part) {
                    let middle = name.dropFirst(4).dropLast(part.count + 1)
                    // "ind.cora.x" ends in ".x"; a set called "cora.test" is not to be made of "ind.cora.test.index".
                    if !middle.isEmpty { found.insert(String(middle)) }
                }
            }
            return found.sorted()
        case .linqs:
            return plain.filter { $0.hasSuffix(".content") && $0.count > 8 }.map { String($0.dropLast(8)) }.sorted()
        case .csv:
            return plain.contains("nodes.csv") ? [DatasetPaths.lastName(folder)] : []
        case .musae:
            return plain.filter { $0.hasSuffix("_target.csv") }.map { String($0.dropLast(11)) }.filter {
                plain.contains("\($0)_edges.csv") && plain.contains("\($0).json")
            }.sorted()
        case .gml, .graphML, .matrixMarket, .nodeLink, .mesh:
            return plain.filter { DatasetFormat.ofFile($0) == format }.sorted()
        }
    }

    /// The first names in the folder, for messages.
    var summary: String {
        let shown = names.sorted().prefix(6)
        return names.isEmpty ? "nothing" : shown.joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
    }
}
