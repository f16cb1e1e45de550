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
    /// Node features as layers multiply them.
    public enum Features: Sendable {
        /// `[nodes, features]`
        case dense(DenseArray)
        /// `[nodes, features]`, and what each entry is known to a dropout mask by.
        case sparse(SparseMatrix, SparseEntryIDs)
        /// The rows of an identity matrix of `count` columns: `rows` of it, or all.
        case identity(rows: [Int]?, count: Int)
    }

    /// Of the nodes that the first layer reads.
    public let features: Features
    private let layerAdjacency: [SparseMatrix?]
    /// For the input and after each layer the rows' numbers in the whole graph; nil when that is all of them.
    public let rowIDs: [[UInt32]?]
    /// The whole graph's Â and features as plain values, from which parts are cut.
    let whole: Whole
    /// What an explainer weights edges by; nil for all other inputs.
    let masked: MaskedGraph?
    /// Â of the whole graph. A network that is to be explained reads `wholePropagation`.
    public var wholeAdjacency: SparseMatrix { matrix(.normalized) }

    /// What some models read beside Â, made when first asked for.
    fileprivate struct Derived {
        var attention: CompressedEdges?
        var plain: CompressedEdges?
        var messages: MessageEdges?
        var reverses: ReverseEdges?
        /// One for each layer of a sampled neighbourhood.
        var layerMessages: [MessageEdges]?
        var matrices: [MatrixKind: SparseMatrix] = [:]
        var dense: DenseArray?
        var adjacencyRows: CompressedRows?
    }

    final class Whole: Sendable {
        let features: NodeFeatures
        let edges: EdgeList?
        /// Where a batch of graphs has its matrices from.
        let source: (any BatchMatrices)?
        fileprivate let derived: Mutex<Derived>

        fileprivate init(_ features: NodeFeatures, _ edges: EdgeList?, _ derived: Derived, source: (any BatchMatrices)? = nil) {
            self.features = features
            self.edges = edges
            self.source = source
            self.derived = Mutex(derived)
        }

        /// Â as plain values, made once.
        var adjacencyRows: CompressedRows {
            derived.withLock { derived in
                if let rows = derived.adjacencyRows { return rows }
                guard let made = derived.matrices[.normalized]?.compressedRows else {
                    preconditionFailure("NodeInput: a batch of graphs cannot be restricted to some nodes")
                }
                derived.adjacencyRows = made
                return made
            }
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
        layerAdjacency = Array(repeating: matrix, count: layers)
        rowIDs = Array(repeating: nil, count: layers + 1)
        whole = Whole(nodeFeatures, edges, Derived(matrices: [.normalized: matrix]))
        masked = nil
    }

    /// A batch of graphs: features `[nodes, features]` and edges, the matrices cut from those of the whole set when they
    /// are asked for.
    init(batch features: DenseArray, edges: EdgeList, matrices: any BatchMatrices) {
        self.features = .dense(features)
        layerAdjacency = []
        rowIDs = [nil]
        whole = Whole(.dense(features), edges, Derived(dense: features), source: matrices)
        masked = nil
    }

    init(
        features: Features, adjacency: [SparseMatrix?], rowIDs: [[UInt32]?], whole: Whole, masked: MaskedGraph? = nil
    ) {
        self.features = features
        layerAdjacency = adjacency
        self.rowIDs = rowIDs
        self.whole = whole
        self.masked = masked
    }

    /// For each layer Â `[nodes after, nodes before]`; nil for a layer whose input has been propagated already.
    public var adjacency: [SparseMatrix?] {
        masked?.noteUnmasked("Â")
        return layerAdjacency
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
        var derived = Derived(layerMessages: messages)
        if let last = adjacency.last { derived.matrices[.normalized] = last }
        self.init(
            features: part, adjacency: adjacency, rowIDs: rowIDs, whole: Whole(features, nil, derived))
    }

    /// How many convolutions it is for.
    public var layers: Int { layerAdjacency.count }

    /// Whether all rows are those of the whole graph, with nothing propagated already.
    var isWhole: Bool { rowIDs.allSatisfy { $0 == nil } && layerAdjacency.allSatisfy { $0 != nil } }

    /// The number of feature columns.
    public var width: Int { whole.features.width }

    /// Only what the given nodes (rising numbers) see; the last layer's rows are these nodes.
    public func restricted(to nodes: [Int]) -> NodeInput {
        let field = ReceptiveField(of: nodes, adjacency: whole.adjacencyRows, layers: layers)
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
        if let x = masked?.features { return (mask.map { x.dropout($0) } ?? x).matrixProduct(weight) }
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
        if let masked { return masked.features?.value ?? masked.graph.denseFeatures }
        return whole.derived.withLock { derived in
            if let dense = derived.dense { return dense }
            let made = whole.features.matrix
            derived.dense = made
            return made
        }
    }

    /// The input with ÂX in place of X: for dense features that are not dropped and a first layer that widens them, so
    /// that the product with Â is done once and not every epoch.
    public func propagatingFeatures() -> NodeInput {
        guard masked == nil, case .dense(let x) = features, let matrix = adjacency[0] else { return self }
        // X' = Â X     [nodes, features]
        return NodeInput(
            features: .dense(matrix.product(x)), adjacency: [nil] + adjacency.dropFirst(), rowIDs: rowIDs, whole: whole)
    }
}

/// What other models than the GCN read of the whole graph; made when first asked for and kept with the input.
extension NodeInput {
    /// Ways to weight edges.
    public enum MatrixKind: Hashable, Sendable {
        /// Â = D^-1/2 (A + I) D^-1/2
        case normalized
        /// D^-1/2 A D^-1/2 without added self-loops.
        case symmetric
        /// Each node's mean over what it receives.
        case mean
        /// Sums: A itself.
        case sum
        /// 2 L / λ_max - I of the symmetric Laplacian, λ_max taken as 2.
        case chebyshev
    }

    func edges(for model: String) -> EdgeList {
        guard let edges = whole.edges else {
            preconditionFailure("NodeInput: \(model) reads edges; make the input with `edges:` or from a graph")
        }
        return edges
    }

    /// The edges in compressed rows with one self-loop for each node, as attention reads them.
    public var attentionEdges: CompressedEdges {
        if let masked { return masked.attentionEdges }
        return whole.derived.withLock { derived in
            if let attention = derived.attention { return attention }
            let made = CompressedEdges(
                edges(for: "attention"), nodeCount: whole.features.nodeCount, replacingSelfLoops: true)
            derived.attention = made
            return made
        }
    }

    /// The edges in compressed rows as they are.
    public var plainEdges: CompressedEdges {
        if let masked {
            masked.noteUnmasked("plainEdges")
            return masked.graph.compressedEdges
        }
        return whole.derived.withLock { derived in
            if let plain = derived.plain { return plain }
            let made = CompressedEdges(edges(for: "edge features"), nodeCount: whole.features.nodeCount)
            derived.plain = made
            return made
        }
    }

    /// The edges as messages from node to node.
    public var messageEdges: MessageEdges {
        if let masked { return masked.messageEdges }
        return whole.derived.withLock { derived in
            if let messages = derived.messages { return messages }
            let count = whole.features.nodeCount
            let made = MessageEdges(edges(for: "message passing"), sourceCount: count, targetCount: count)
            derived.messages = made
            return made
        }
    }

    /// Which edges lead back from where an edge goes, made once.
    public var reverseEdges: ReverseEdges {
        let list = masked?.graph.edges
        return whole.derived.withLock { derived in
            if let reverses = derived.reverses { return reverses }
            let made = ReverseEdges(list ?? edges(for: "message passing along edges"))
            derived.reverses = made
            return made
        }
    }

    /// The edges that layer `layer` passes messages along: those of a sampled neighbourhood, else the graph's.
    public func messageEdges(layer: Int) -> MessageEdges {
        whole.derived.withLock { $0.layerMessages?[layer] } ?? messageEdges
    }

    /// The edges weighted in this way, `[nodes, nodes]`, row i gathering what node i receives. A network that is to be
    /// explained reads `propagation(_:)`.
    public func matrix(_ kind: MatrixKind) -> SparseMatrix {
        if let masked {
            masked.noteUnmasked(kind == .normalized ? "Â" : "\(kind)")
            return masked.graph.structure(kind).unmasked
        }
        return whole.derived.withLock { derived in
            if let matrix = derived.matrices[kind] { return matrix }
            let made =
                whole.source?.matrix(kind)
                ?? SparseMatrix(edges(for: "\(kind)").matrix(kind, nodeCount: whole.features.nodeCount))
            derived.matrices[kind] = made
            return made
        }
    }

    /// P X for the matrix of this kind. Where X are the features themselves and the input is a batch, it is copied from
    /// the product that was made once for all graphs: features are data, and no gradient goes to them.
    public func product(_ kind: MatrixKind, _ x: Tensor) -> Tensor {
        if let masked { return masked.propagation(kind)(x) }
        if let source = whole.source, !x.requiresGradient, case .dense(let features) = self.features,
            x.value.sharesMemory(with: features), let product = source.propagated(kind)
        {
            return Tensor(product)
        }
        return x.sparseProduct(matrix(kind))
    }
}

/// What a batch of graphs has its matrices from.
protocol BatchMatrices: Sendable {
    func matrix(_ kind: NodeInput.MatrixKind) -> SparseMatrix
    /// P X of the batch's nodes for their features X; nil where it is not kept.
    func propagated(_ kind: NodeInput.MatrixKind) -> DenseArray?
}

extension EdgeList {
    /// The edges weighted in this way as a matrix.
    func matrix(_ kind: NodeInput.MatrixKind, nodeCount: Int) -> CompressedRows {
        let weighted: EdgeList
        switch kind {
        case .sum: weighted = self
        case .mean: weighted = dividedByInDegree(nodeCount: nodeCount)
        // Negative weights are refused where graphs are read for training, so both are never nil here.
        case .normalized: weighted = (try? gcnNormalized(nodeCount: nodeCount)) ?? self
        case .symmetric: weighted = (try? gcnNormalized(nodeCount: nodeCount, selfLoops: false)) ?? self
        case .chebyshev: weighted = scaledLaplacian(.symmetric, nodeCount: nodeCount, largestEigenvalue: 2)
        }
        return weighted.gatheringMatrix(nodeCount: nodeCount)
    }
}
