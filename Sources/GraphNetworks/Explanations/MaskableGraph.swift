import Autograd
import DenseArrays
import Graphs
import SparseMatrices
import Synchronization

/// The part of a graph that an explanation is about, in the forms that networks read, ready to be weighted by a mask: one
/// number for each edge, in the order of the graph's edges. Made once; each pass of an explainer makes an input of it.
///
/// Numbers stay those of the whole graph: an edge's coefficient in Â, in the mean or in a Laplacian is taken from the whole
/// graph's matrix, so that the part's answer is the whole graph's although nodes at its rim have lost neighbours. A mask
/// weights messages after this normalization, as PyG's explain mode does; loops that a layer adds keep weight 1.
///
/// Time and memory are O(nodes + edges) of the whole graph, once, then of the part.
public final class MaskableGraph: Sendable {
    /// The nodes' numbers in the whole graph, rising.
    public let nodes: [Int]
    /// Nodes numbered by their places in `nodes`; weights are the whole graph's.
    public let edges: EdgeList
    /// The edges' numbers in the whole graph, rising.
    public let edgeNumbers: [Int]
    private let input: NodeInput
    /// For each node whether what it receives has a part in the answer.
    private let isInner: [Bool]
    private let derived = Mutex(Derived())

    private struct Derived {
        var structures: [NodeInput.MatrixKind: MaskedStructure] = [:]
        var attention: MaskedStructure?
        var messages: MessageEdges?
        var compressed: CompressedEdges?
        var dense: DenseArray?
        var features: NodeInput.Features?
        var adjacency: SparseMatrix?
    }

    /// Nodes of the part that is looked at.
    public var nodeCount: Int { nodes.count }
    /// How many nodes the whole graph has.
    public var wholeNodeCount: Int { input.whole.features.nodeCount }
    /// The number of feature columns.
    public var featureWidth: Int { input.width }

    /// The whole of an input's graph, such as a single molecule.
    public convenience init(_ input: NodeInput) {
        let count = input.whole.features.nodeCount, edges = input.edges(for: "an explanation")
        self.init(
            input, nodes: Array(0..<count), edgeNumbers: Array(0..<edges.count),
            isInner: [Bool](repeating: true, count: count))
    }

    /// What `node` sees within `hops` edges: the nodes that far away and the edges along which messages come. Without
    /// `hops` all from which a message can ever come.
    public convenience init(_ input: NodeInput, seenBy node: Int, hops: Int?) {
        let count = input.whole.features.nodeCount, edges = input.edges(for: "an explanation")
        precondition(node >= 0 && node < count, "MaskableGraph: node \(node) outside 0..<\(count)")
        var distance = [Int](repeating: -1, count: count)
        distance[node] = 0
        var step = 0
        while step < hops ?? count {
            var isNew = false
            for edge in 0..<edges.count
            where distance[Int(edges.targets[edge])] == step && distance[Int(edges.sources[edge])] < 0 {
                distance[Int(edges.sources[edge])] = step + 1
                isNew = true
            }
            step += 1
            if !isNew { break }
        }
        let limit = hops ?? count
        self.init(
            input, nodes: distance.indices.filter { distance[$0] >= 0 },
            edgeNumbers: (0..<edges.count).filter {
                let reached = distance[Int(edges.targets[$0])]
                return reached >= 0 && reached < limit
            }, isInner: distance.map { $0 >= 0 && $0 < limit })
    }

    private init(_ input: NodeInput, nodes: [Int], edgeNumbers: [Int], isInner: [Bool]) {
        precondition(
            input.isWhole && input.masked == nil,
            "MaskableGraph: expected an input of a whole graph, found one that is restricted, propagated or masked")
        let whole = input.edges(for: "an explanation")
        var places = [Int32](repeating: -1, count: input.whole.features.nodeCount)
        for (place, node) in nodes.enumerated() { places[node] = Int32(place) }
        self.input = input
        self.nodes = nodes
        self.edgeNumbers = edgeNumbers
        edges = EdgeList(
            sources: edgeNumbers.map { places[Int(whole.sources[$0])] },
            targets: edgeNumbers.map { places[Int(whole.targets[$0])] },
            weights: whole.weights.map { weights in edgeNumbers.map { weights[$0] } })
        self.isInner = nodes.map { isInner[$0] }
    }

    /// The place of a node of the whole graph; nil where it is not in this part.
    public func place(of node: Int) -> Int? {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle] < node { low = middle + 1 } else { high = middle }
        }
        return low < nodes.count && nodes[low] == node ? low : nil
    }

    /// X of the part `[nodes, features]`, written out.
    public var denseFeatures: DenseArray {
        derived.withLock { derived in
            if let dense = derived.dense { return dense }
            let made: DenseArray
            switch input.whole.features {
            case .dense(let x): made = x.gatheringRows(nodes)
            case .sparse(let x): made = NodeFeatures.sparse(x.selecting(rows: nodes).matrix).matrix
            case .identity(let count):
                var rows = DenseArray(zeros: [nodes.count, count])
                for (place, node) in nodes.enumerated() { rows[place, node] = 1 }
                made = rows
            }
            derived.dense = made
            return made
        }
    }

    /// Whether nothing is known of nodes but themselves.
    public var isFeatureless: Bool { if case .identity = input.whole.features { true } else { false } }

    /// What a network reads: this part with these features (the graph's own when nil, sparse where they are sparse), each
    /// edge weighted by `edgeMask` `[edges]`. Both may want gradients; the input belongs to the thread of the tensors.
    public func input(features: Tensor? = nil, edgeMask: Tensor) -> NodeInput {
        maskedInput(features: features, edgeMask: edgeMask).input
    }

    func maskedInput(features: Tensor?, edgeMask: Tensor) -> (input: NodeInput, masked: MaskedGraph) {
        let masked = MaskedGraph(self, features: features, mask: edgeMask)
        let part = features.map { NodeInput.Features.dense($0.value) } ?? ownFeatures
        // Layers that do not ask for masked products get matrices without a mask, and are told apart by it.
        let adjacency = (0..<input.layers).map { _ in plainAdjacency }
        return (
            NodeInput(
                features: part, adjacency: adjacency, rowIDs: Array(repeating: nil, count: input.layers + 1),
                whole: input.whole, masked: masked), masked
        )
    }

    private var ownFeatures: NodeInput.Features {
        if let made = derived.withLock({ $0.features }) { return made }
        let made: NodeInput.Features
        switch input.whole.features {
        case .dense: made = .dense(denseFeatures)
        case .sparse(let x):
            let rows = x.selecting(rows: nodes).matrix
            made = .sparse(SparseMatrix(rows), SparseEntryIDs(count: rows.count))
        case .identity(let count): made = .identity(rows: nodes, count: count)
        }
        derived.withLock { $0.features = made }
        return made
    }

    /// Â of the part without a mask.
    private var plainAdjacency: SparseMatrix {
        if let made = derived.withLock({ $0.adjacency }) { return made }
        let made = structure(.normalized).unmasked
        derived.withLock { $0.adjacency = made }
        return made
    }

    /// The part of a matrix of the whole graph.
    func structure(_ kind: NodeInput.MatrixKind) -> MaskedStructure {
        derived.withLock { derived in
            if let made = derived.structures[kind] { return made }
            let isKept = kind == .normalized && input.whole.source == nil
            let matrix = isKept ? input.whole.adjacencyRows : input.matrix(kind).compressedRows
            // Self-loops of the graph are messages in sums, means and D^-1/2 A D^-1/2; in Â and the Laplacian they are
            // part of a diagonal that every node has.
            let made = MaskedStructure(
                matrix, nodes: nodes, isInner: isInner, edges: edges, loopsAreMessages: kind != .normalized && kind != .chebyshev)
            derived.structures[kind] = made
            return made
        }
    }

    /// The edges with one loop for each node, as attention reads them.
    var attention: MaskedStructure {
        derived.withLock { derived in
            if let made = derived.attention { return made }
            let made = MaskedStructure(attention: edges, nodeCount: nodeCount)
            derived.attention = made
            return made
        }
    }

    var messageEdges: MessageEdges {
        derived.withLock { derived in
            if let made = derived.messages { return made }
            let made = MessageEdges(edges, nodeCount: nodeCount)
            derived.messages = made
            return made
        }
    }

    var compressedEdges: CompressedEdges {
        derived.withLock { derived in
            if let made = derived.compressed { return made }
            let made = CompressedEdges(edges, nodeCount: nodeCount)
            derived.compressed = made
            return made
        }
    }
}
