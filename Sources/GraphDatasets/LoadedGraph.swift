import Graphs

/// A graph as it came from files, and what there is to say about them.
public struct LoadedGraph: Sendable {
    /// What the set is called.
    public let name: String
    /// What was read.
    public let graph: Graph
    /// The form it had.
    public let format: DatasetFormat
    /// The folder of the files.
    public let folder: String
    /// The paths of the files that were read.
    public let files: [String]
    /// What the user should know, such as "merged 302 repeated edges" and folders passed over in the search.
    public var warnings: [String]
    /// The names of the feature columns in their order; nil where the format has none, or there are no features.
    public let featureNames: [String]?

    init(
        name: String, graph: Graph, format: DatasetFormat, folder: String, files: [String], warnings: [String],
        featureNames: [String]? = nil
    ) {
        self.name = name
        self.graph = graph
        self.format = format
        self.folder = folder
        self.files = files
        self.warnings = warnings
        self.featureNames = featureNames
    }

    /// The same with another graph of the same nodes.
    public func replacing(graph: Graph, featureNames: [String]?) -> LoadedGraph {
        LoadedGraph(
            name: name, graph: graph, format: format, folder: folder, files: files, warnings: warnings,
            featureNames: featureNames)
    }

    /// "merged 302 repeated edges"; nil when there were none.
    static func mergeWarning(_ repeated: Int, in file: String) -> String? {
        repeated == 0 ? nil : "merged \(repeated) repeated edge\(repeated == 1 ? "" : "s") of \(file)"
    }
}
