import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices
import Synchronization

/// Edges in the forms in which layers pass messages along them; made once from a list of edges and kept by whoever uses
/// it.
///
/// Edge e sends from `sources[e]` in `0 ..< sourceCount` to `targets[e]` in `0 ..< targetCount`; where the two counts differ
/// (a sampled block), the first `targetCount` sources are the targets themselves. Repeated edges stay. Weights of the
/// list are left to the layers that take weights.
public final class MessageEdges: Sendable {
    /// Where each edge's message comes from.
    public let sources: [Int]
    /// Where it goes to.
    public let targets: [Int]
    /// How many nodes may send.
    public let sourceCount: Int
    /// How many nodes may receive.
    public let targetCount: Int
    private let matrices = Mutex<[Aggregation: SparseMatrix]>([:])
    /// An explainer's weights of the messages; nil for all other edges.
    private let masking: MessageMask?

    /// How many edges there are.
    public var count: Int { sources.count }

    /// Whether an explainer weights the messages.
    var isMasked: Bool { masking != nil }

    /// The edges of a graph of `nodeCount` nodes.
    public convenience init(_ edges: EdgeList, nodeCount: Int) {
        self.init(edges, sourceCount: nodeCount, targetCount: nodeCount)
    }

    /// Edges of a block: the targets are the first `targetCount` of the sources.
    public init(_ edges: EdgeList, sourceCount: Int, targetCount: Int) {
        precondition(
            targetCount <= sourceCount, "MessageEdges: \(targetCount) targets among \(sourceCount) sources")
        sources = edges.sources.map(Int.init)
        targets = edges.targets.map(Int.init)
        for edge in 0..<sources.count {
            precondition(
                sources[edge] >= 0 && sources[edge] < sourceCount && targets[edge] >= 0 && targets[edge] < targetCount,
                "MessageEdges: edge \(edge) joins \(sources[edge]) and \(targets[edge]), expected numbers below \(sourceCount) and \(targetCount)"
            )
        }
        self.sourceCount = sourceCount
        self.targetCount = targetCount
        masking = nil
    }

    /// The same edges, each message weighted by an explainer's mask `[edges]`.
    init(_ edges: MessageEdges, mask: MessageMask) {
        sources = edges.sources
        targets = edges.targets
        sourceCount = edges.sourceCount
        targetCount = edges.targetCount
        masking = mask
    }

    /// Edges whose mean is a matrix `[targets, sources]` made already, such as a sampled neighbourhood's; its entries are the
    /// edges. Other aggregations are those of these edges.
    public init(mean matrix: SparseMatrix, targets: [Int], sources: [Int]) {
        precondition(
            matrix.rows <= matrix.columns && targets.count == sources.count,
            "MessageEdges: [\(matrix.rows), \(matrix.columns)], \(targets.count) targets, \(sources.count) sources")
        self.sources = sources
        self.targets = targets
        sourceCount = matrix.columns
        targetCount = matrix.rows
        masking = nil
        matrices.withLock { $0[.mean] = matrix }
    }

    /// How many edges arrive at each target.
    public var inDegrees: [Int] {
        var result = [Int](repeating: 0, count: targetCount)
        for target in targets { result[target] += 1 }
        return result
    }

    /// The matrix `[targets, sources]` whose product is the sum (or mean) of what arrives; made when first asked for.
    public func matrix(_ aggregation: Aggregation) -> SparseMatrix {
        precondition(
            aggregation == .sum || aggregation == .mean, "MessageEdges.matrix: \(aggregation) is no matrix product")
        return matrices.withLock { matrices in
            if let made = matrices[aggregation] { return made }
            let degrees = inDegrees
            let values = targets.map { aggregation == .sum ? 1 : 1 / Float(degrees[$0]) }
            let made = SparseMatrix(
                CompressedRows(
                    rows: targetCount, columns: sourceCount, rowIndices: targets.map { Int32($0) },
                    columnIndices: sources.map { Int32($0) }, values: values))
            matrices[aggregation] = made
            return made
        }
    }

    /// What arrives of the rows of X `[sources, width]`: `[targets, width]`; sum and mean as a sparse product.
    func gather(_ x: Tensor, _ aggregation: Aggregation) -> Tensor {
        if let masking {
            guard aggregation == .sum || aggregation == .mean else {
                return aggregate(x.gatheringRows(sources), aggregation)
            }
            return masking.gather(x, shares: aggregation == .mean ? shares : nil)
        }
        if aggregation == .sum || aggregation == .mean {
            // Y = A X     [targets, width]
            return x.sparseProduct(matrix(aggregation))
        }
        return aggregation(x.gatheringRows(sources), targets, rows: targetCount)
    }

    /// Messages `[edges, width]` aggregated at their targets.
    func aggregate(_ messages: Tensor, _ aggregation: Aggregation) -> Tensor {
        aggregation(masking.map { messages.scalingRows($0.values) } ?? messages, targets, rows: targetCount)
    }

    /// For each edge 1 / the number of those that arrive with it.
    private var shares: DenseArray {
        let degrees = inDegrees
        return DenseArray(targets.map { 1 / Float(degrees[$0]) })
    }

    /// The rows of the targets.
    func ofTargets(_ x: Tensor) -> Tensor {
        sourceCount == targetCount ? x : x.firstRows(targetCount)
    }

    func check(_ operation: StaticString, _ x: Tensor, inputs: Int) {
        precondition(
            x.shape == [sourceCount, inputs],
            "\(operation): x has shape \(x.shape), expected [\(sourceCount) nodes, \(inputs) features]")
    }

    func check(_ operation: StaticString, edgeFeatures: Tensor?, width: Int) {
        precondition(
            (edgeFeatures == nil && width == 0) || edgeFeatures?.shape == [count, width],
            "\(operation): edge features have shape \(edgeFeatures?.shape ?? []), expected [\(count) edges, \(width) features]"
        )
    }
}

/// A graph layer that reads node vectors `[nodes, inputs]` and edges alone.
public protocol MessageLayer: Module {
    /// New node vectors from X `[nodes, inputs]` by messages along the edges.
    func callAsFunction(_ x: Tensor, _ edges: MessageEdges) -> Tensor
}

extension Linear {
    /// X W_part, without bias, W_part the rows of the weight that multiply the inputs `range`: a linear map of
    /// concatenated vectors is the sum of such maps, each done before vectors are gathered.
    func part(_ x: Tensor, _ range: Range<Int>) -> Tensor {
        x.matrixProduct(weightRows(range))
    }

    /// Those rows of the weight.
    func weightRows(_ range: Range<Int>) -> Tensor {
        range == 0..<inputs ? weight : weight.gatheringRows(Array(range))
    }
}
