import Autograd
import DenseArrays
import Graphs
import SparseMatrices

/// What a stack of graph convolutions reads: node features and, for each layer, the matrix that passes messages.
///
/// Made once from a graph and kept; either for the whole graph or for what some nodes see (`restricted`). Rows are known
/// to dropout by their number in the whole graph, so both give the same numbers.
public struct NodeInput: Sendable {
    public enum Features: Sendable {
        /// `[nodes, features]`
        case dense(DenseArray)
        /// `[nodes, features]`, and what each entry is known to a dropout mask by.
        case sparse(SparseMatrix, SparseEntryIDs)
        /// The rows of an identity matrix of `count` columns: `rows` of it, or all.
        case identity(rows: [Int]?, count: Int)
    }

    public let features: Features
    /// For each layer Â `[nodes after, nodes before]`; nil for a layer whose input has been propagated already.
    public let adjacency: [SparseMatrix?]
    /// For the input and after each layer the rows' numbers in the whole graph; nil when that is all of them.
    public let rowIDs: [[UInt32]?]
    /// The whole graph's Â and features as plain values, from which parts are cut.
    private let whole: Whole

    private final class Whole: Sendable {
        let features: NodeFeatures
        let adjacency: CompressedRows
        init(_ features: NodeFeatures, _ adjacency: CompressedRows) {
            self.features = features
            self.adjacency = adjacency
        }
    }

    /// The whole graph, for `layers` convolutions with the same Â.
    public init(_ graph: Graph, adjacency: SparseMatrix, layers: Int) {
        self.init(features: graph.features, adjacency: adjacency, layers: layers)
    }

    /// Features and Â `[nodes, nodes]` for `layers` convolutions.
    public init(features nodeFeatures: NodeFeatures, adjacency matrix: SparseMatrix, layers: Int) {
        precondition(
            nodeFeatures.nodeCount == matrix.rows && matrix.rows == matrix.columns,
            "NodeInput: \(nodeFeatures.nodeCount) nodes, Â is [\(matrix.rows), \(matrix.columns)]")
        switch nodeFeatures {
        case .dense(let array): features = .dense(array)
        case .sparse(let rows): features = .sparse(SparseMatrix(rows), SparseEntryIDs(count: rows.count))
        case .identity(let count): features = .identity(rows: nil, count: count)
        }
        adjacency = Array(repeating: matrix, count: layers)
        rowIDs = Array(repeating: nil, count: layers + 1)
        whole = Whole(nodeFeatures, matrix.compressedRows)
    }

    private init(features: Features, adjacency: [SparseMatrix?], rowIDs: [[UInt32]?], whole: Whole) {
        self.features = features
        self.adjacency = adjacency
        self.rowIDs = rowIDs
        self.whole = whole
    }

    /// How many convolutions it is for.
    public var layers: Int { adjacency.count }

    /// The number of feature columns.
    public var width: Int { whole.features.width }

    /// Only what the given nodes (rising numbers) see; the last layer's rows are these nodes.
    public func restricted(to nodes: [Int]) -> NodeInput {
        let field = ReceptiveField(of: nodes, adjacency: whole.adjacency, layers: layers)
        let part: Features
        switch whole.features {
        case .dense(let array): part = .dense(array.gatheringRows(field.nodes[0]))
        case .sparse(let rows):
            let (matrix, source) = rows.selecting(rows: field.nodes[0])
            part = .sparse(SparseMatrix(matrix), SparseEntryIDs(source.map { UInt32($0) }))
        case .identity(let count): part = .identity(rows: field.nodes[0], count: count)
        }
        return NodeInput(
            features: part, adjacency: field.propagation, rowIDs: field.nodes.map { $0.map { UInt32($0) } },
            whole: whole)
    }

    /// X W for W `[features, width]`, X's entries dropped first: of a sparse X the nonzeros, of an identity X the ones. A
    /// dense X is multiplied as dense, a sparse one as sparse, an identity not at all.
    public func product(with weight: Tensor, dropout mask: DropoutMask? = nil) -> Tensor {
        switch features {
        case .dense(let array):
            var x = Tensor(array)
            if let mask { x = x.dropout(mask, rowIDs: rowIDs[0]) }
            return x.matrixProduct(weight)
        case .sparse(let matrix, let ids):
            return weight.productOfSparse(matrix, dropout: mask.map { ($0, ids) })
        case .identity(let rows, _):
            return weight.productOfIdentity(rows: rows, dropout: mask)
        }
    }

    /// The input with ÂX in place of X: for dense features that are not dropped and a first layer that widens them, so
    /// that the product with Â is done once and not every epoch.
    public func propagatingFeatures() -> NodeInput {
        guard case .dense(let x) = features, let matrix = adjacency[0] else { return self }
        // X' = Â X     [nodes, features]
        return NodeInput(
            features: .dense(matrix.product(x)), adjacency: [nil] + adjacency.dropFirst(), rowIDs: rowIDs, whole: whole)
    }
}
