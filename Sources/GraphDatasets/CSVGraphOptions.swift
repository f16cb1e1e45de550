/// What the columns of a user's own CSV files are called, and how to read them.
///
/// Names left nil stand for the usual ones (id, label, split, source, target, weight); of these label, split and
/// weight may be absent from the file. A name that is given must be there.
public struct CSVGraphOptions: Sendable, Equatable {
    /// The path of the nodes file; nil for the one found in the folder.
    public var nodesFile: String?
    /// The path of the edges file; nil for the `edges.csv` beside the nodes file.
    public var edgesFile: String?
    /// The column with the node's id, any text; "id" when nil.
    public var id: String?
    /// The column with the class; "label" when nil. A blank means that it is not known.
    public var label: String?
    /// The column with train, val, validation, test or a blank; "split" when nil.
    public var split: String?
    /// The feature columns in their order; nil for all that are left, which must then be numbers.
    public var features: [String]?
    /// Columns of the nodes file that are not looked at.
    public var excluded: [String]
    /// The column of the edges file with the sending node's id; "source" when nil.
    public var source: String?
    /// The column with the receiving node's id; "target" when nil.
    public var target: String?
    /// The column with the edge's weight, zero or more; "weight" when nil.
    public var weight: String?
    /// Whether an edge sends in its own direction only; false by default, as in the citation sets.
    public var directed: Bool

    /// Columns by their usual names unless told otherwise.
    public init(
        nodesFile: String? = nil, edgesFile: String? = nil, id: String? = nil, label: String? = nil,
        split: String? = nil, features: [String]? = nil, excluded: [String] = [], source: String? = nil,
        target: String? = nil, weight: String? = nil, directed: Bool = false
    ) {
        self.nodesFile = nodesFile
        self.edgesFile = edgesFile
        self.id = id
        self.label = label
        self.split = split
        self.features = features
        self.excluded = excluded
        self.source = source
        self.target = target
        self.weight = weight
        self.directed = directed
    }
}
