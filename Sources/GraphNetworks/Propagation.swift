import Autograd
import DenseArrays
import Graphs
import SparseMatrices

/// One step of message passing, Y = P X, on one of two routes: a sparse matrix made once by the caller (fast), or a list
/// of edges with differentiable weights, which get a gradient. Both give the same numbers.
///
/// - P `[nodes, nodes]`: row i gathers what node i receives; X, Y `[nodes, width]`.
///
/// The edge route runs over compressed rows, without a row of features for each edge. Time is O(edges · width).
public struct Propagation {
    private enum Route {
        case matrix(SparseMatrix)
        case edges(CompressedEdges, Tensor)
    }

    private let route: Route

    /// The product with P.
    public init(_ matrix: SparseMatrix) {
        precondition(
            matrix.rows == matrix.columns,
            "Propagation: expected a square matrix, found [\(matrix.rows), \(matrix.columns)]")
        route = .matrix(matrix)
    }

    /// Messages along edges that are weighted as they are: P = A.
    ///
    /// - Parameters:
    ///   - edges: those that messages pass along.
    ///   - weights: one an edge, `[edges]`; `edges.weights` (or 1) when nil.
    ///   - nodeCount: how many nodes there are.
    public init(unchanged edges: EdgeList, weights: Tensor? = nil, nodeCount: Int) {
        let weights = weights ?? Self.weights(of: edges)
        let compressed = CompressedEdges(edges, nodeCount: nodeCount)
        route = .edges(compressed, compressed.arranged(weights))
    }

    /// Messages along edges normalized as in Â; the same as the matrix of `EdgeList.gcnNormalized`, the gradient reaching
    /// the weights through both degrees.
    public init(
        normalizing edges: EdgeList, weights: Tensor? = nil, nodeCount: Int, selfLoops: Bool = true,
        improved: Bool = false
    ) {
        let normalized = NormalizedEdges(
            edges, weights: weights ?? Self.weights(of: edges), nodeCount: nodeCount, selfLoops: selfLoops,
            improved: improved && (weights != nil || edges.weights != nil))
        self.init(
            unchanged: EdgeList(
                sources: normalized.sources.map { Int32($0) }, targets: normalized.targets.map { Int32($0) }),
            weights: normalized.weights, nodeCount: nodeCount)
    }

    /// Messages along compressed edges, `weights` in compressed order.
    init(_ edges: CompressedEdges, compressedWeights weights: Tensor) { route = .edges(edges, weights) }

    static func weights(of edges: EdgeList) -> Tensor { Tensor(DenseArray((0..<edges.count).map { edges.weight($0) })) }

    /// How many nodes there are.
    public var nodeCount: Int {
        switch route {
        case .matrix(let matrix): matrix.rows
        case .edges(let edges, _): edges.nodeCount
        }
    }

    /// P X `[nodes, width]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[0] == nodeCount,
            "Propagation: x has shape \(x.shape), expected [\(nodeCount), width]")
        switch route {
        case .matrix(let matrix): return x.sparseProduct(matrix)
        case .edges(let edges, let weights): return x.weightedSum(edges, weights)
        }
    }

    /// P X W on the narrower side: P (X W) where W narrows, else (P X) W.
    public func callAsFunction(_ x: Tensor, times weight: Tensor) -> Tensor {
        weight.shape[1] < weight.shape[0] ? self(x.matrixProduct(weight)) : self(x).matrixProduct(weight)
    }
}
