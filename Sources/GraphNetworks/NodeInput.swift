import Autograd
import DenseArrays
import Graphs
import SparseMatrices
import Synchronization

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
    /// Â of the whole graph.
    public let wholeAdjacency: SparseMatrix

    /// What some models read beside Â, made when first asked for.
    private struct Derived {
        var attention: CompressedEdges?
        var messages: MessageEdges?
        /// One for each layer of a sampled neighbourhood.
        var layerMessages: [MessageEdges]?
        var matrices: [MatrixKind: SparseMatrix] = [:]
        var dense: DenseArray?
    }

    private final class Whole: Sendable {
        let features: NodeFeatures
        let adjacency: CompressedRows
        let edges: EdgeList?
        let derived = Mutex(Derived())
        init(_ features: NodeFeatures, _ adjacency: CompressedRows, _ edges: EdgeList?) {
            self.features = features
            self.adjacency = adjacency
            self.edges = edges
        }
    }

    /// The whole graph, for `layers` convolutions with the same Â.
    public init(_ graph: Graph, adjacency: SparseMatrix, layers: Int) {
        self.init(features: graph.features, adjacency: adjacency, layers: layers, edges: graph.edges)
    }

    /// Features and Â `[nodes, nodes]` for `layers` convolutions; models that read more than Â need the edges too.
    public init(
        features nodeFeatures: NodeFeatures, adjacency matrix: SparseMatrix, layers: Int, edges: EdgeList? = nil
    ) {
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
        whole = Whole(nodeFeatures, matrix.compressedRows, edges)
        wholeAdjacency = matrix
    }

    private init(
        features: Features, adjacency: [SparseMatrix?], rowIDs: [[UInt32]?], whole: Whole, wholeAdjacency: SparseMatrix
    ) {
        self.features = features
        self.adjacency = adjacency
        self.rowIDs = rowIDs
        self.whole = whole
        self.wholeAdjacency = wholeAdjacency
    }

    /// A sampled neighbourhood: each layer has edges and nodes of its own.
    ///
    /// - Parameters:
    ///   - features: of the nodes that the first layer reads.
    ///   - entryIDs: what each entry of sparse features is known by to a dropout mask; its place when nil.
    ///   - adjacency: for each layer the matrix `[nodes after, nodes before]`.
    ///   - messages: for each layer its edges, for models that read edges.
    ///   - rowIDs: before the first layer and after each: the nodes' numbers in the whole graph.
    public init(
        blocks features: NodeFeatures, entryIDs: SparseEntryIDs? = nil, adjacency: [SparseMatrix],
        messages: [MessageEdges]? = nil, rowIDs: [[UInt32]]
    ) {
        precondition(
            rowIDs.count == adjacency.count + 1 && features.nodeCount == rowIDs[0].count,
            "NodeInput: \(adjacency.count) layers, \(rowIDs.count) lists of nodes, \(features.nodeCount) rows of features")
        let part: Features
        switch features {
        case .dense(let array): part = .dense(array)
        case .sparse(let rows): part = .sparse(SparseMatrix(rows), entryIDs ?? SparseEntryIDs(count: rows.count))
        case .identity(let count): part = .identity(rows: rowIDs[0].map { Int($0) }, count: count)
        }
        let whole = Whole(
            features, CompressedRows(rows: 0, columns: 0, rowStarts: [0], columnIndices: [], values: []), nil)
        whole.derived.withLock { $0.layerMessages = messages }
        self.init(
            features: part, adjacency: adjacency, rowIDs: rowIDs, whole: whole,
            wholeAdjacency: adjacency.last ?? SparseMatrix(whole.adjacency))
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
            whole: whole, wholeAdjacency: wholeAdjacency)
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

    /// X of the whole graph as a dense matrix `[nodes, features]`, made once.
    public var denseFeatures: DenseArray {
        whole.derived.withLock { derived in
            if let dense = derived.dense { return dense }
            let made = whole.features.matrix
            derived.dense = made
            return made
        }
    }

    /// The input with ÂX in place of X: for dense features that are not dropped and a first layer that widens them, so
    /// that the product with Â is done once and not every epoch.
    public func propagatingFeatures() -> NodeInput {
        guard case .dense(let x) = features, let matrix = adjacency[0] else { return self }
        // X' = Â X     [nodes, features]
        return NodeInput(
            features: .dense(matrix.product(x)), adjacency: [nil] + adjacency.dropFirst(), rowIDs: rowIDs, whole: whole,
            wholeAdjacency: wholeAdjacency)
    }
}

/// What other models than the GCN read of the whole graph; made when first asked for and kept with the input.
extension NodeInput {
    /// Ways to weight edges.
    public enum MatrixKind: Hashable, Sendable {
        /// D^-1/2 A D^-1/2 without added self-loops.
        case symmetric
        /// Each node's mean over what it receives.
        case mean
        /// Sums: A itself.
        case sum
        /// 2 L / λ_max - I of the symmetric Laplacian, λ_max taken as 2.
        case chebyshev
    }

    private func edges(for model: String) -> EdgeList {
        guard let edges = whole.edges else {
            preconditionFailure("NodeInput: \(model) reads edges; make the input with `edges:` or from a graph")
        }
        return edges
    }

    /// The edges in compressed rows with one self-loop for each node, as attention reads them.
    public var attentionEdges: CompressedEdges {
        whole.derived.withLock { derived in
            if let attention = derived.attention { return attention }
            let made = CompressedEdges(
                edges(for: "attention"), nodeCount: whole.features.nodeCount, replacingSelfLoops: true)
            derived.attention = made
            return made
        }
    }

    /// The edges as messages from node to node.
    public var messageEdges: MessageEdges {
        whole.derived.withLock { derived in
            if let messages = derived.messages { return messages }
            let count = whole.features.nodeCount
            let made = MessageEdges(edges(for: "message passing"), sourceCount: count, targetCount: count)
            derived.messages = made
            return made
        }
    }

    /// The edges that layer `layer` passes messages along: those of a sampled neighbourhood, else the graph's.
    public func messageEdges(layer: Int) -> MessageEdges {
        whole.derived.withLock { $0.layerMessages?[layer] } ?? messageEdges
    }

    /// The edges weighted in this way, `[nodes, nodes]`, row i gathering what node i receives.
    public func matrix(_ kind: MatrixKind) -> SparseMatrix {
        whole.derived.withLock { derived in
            if let matrix = derived.matrices[kind] { return matrix }
            let count = whole.features.nodeCount, given = edges(for: "\(kind)")
            let weighted: EdgeList
            switch kind {
            case .sum: weighted = given
            case .mean: weighted = given.dividedByInDegree(nodeCount: count)
            // Â's checks have passed already, so no weight is negative.
            case .symmetric: weighted = (try? given.gcnNormalized(nodeCount: count, selfLoops: false)) ?? given
            case .chebyshev: weighted = given.scaledLaplacian(.symmetric, nodeCount: count, largestEigenvalue: 2)
            }
            let made = SparseMatrix(weighted.gatheringMatrix(nodeCount: count))
            derived.matrices[kind] = made
            return made
        }
    }
}
