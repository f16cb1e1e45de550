import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// The graph convolution of Morris et al.: a node's own vector and what it receives, each with a weight of its own,
/// Y = aggregate(w x_j) W_rel + b + X W_root.
///
/// - X `[nodes, inputs]`; W_rel, W_root `[inputs, outputs]`, b `[outputs]`, Y `[nodes, outputs]`.
/// - aggregate: over the edges (j, i) the sum, the mean (divided by the number of edges, not by their weights) or the
///   maximum (columnwise); 0 for a node that receives nothing. Edges count as often as they are there.
///
/// Sum and mean are products with a sparse matrix (`EdgeList.gatheringMatrix`, for the mean of
/// `EdgeList.dividedByInDegree`), done on the narrower side; the maximum runs over the edges with a row of features for
/// each. Time is O(edges · min(inputs, outputs) + nodes · inputs · outputs).
///
/// Source: Morris, Ritzert, Fey, Hamilton, Lenssen, Rattan & Grohe, 2019, "Weisfeiler and Leman Go Neural",
/// arXiv:1810.02244. Equal to PyG's `GraphConv`, whose names (`lin_rel`, `lin_root`) a checkpoint uses.
public final class GraphConvolution: Module {
    /// What is done with the messages.
    public let relation: Linear
    /// What is done with the node's own vector; without bias.
    public let root: Linear
    /// Sum, mean or maximum.
    public let aggregation: Aggregation

    /// Columns of what it reads.
    public var inputs: Int { relation.inputs }
    /// Columns of what it gives.
    public var outputs: Int { relation.outputs }

    /// A layer with these parameters.
    public init(relation: Linear, root: Linear, aggregation: Aggregation = .sum) {
        precondition(
            relation.inputs == root.inputs && relation.outputs == root.outputs,
            "GraphConvolution: weights [\(relation.inputs), \(relation.outputs)] and [\(root.inputs), \(root.outputs)] differ"
        )
        self.relation = relation
        self.root = root
        self.aggregation = aggregation
    }

    /// A new layer, drawn as PyTorch's `Linear`.
    public convenience init(
        inputs: Int, outputs: Int, aggregation: Aggregation = .sum, bias: Bool = true, key: RandomKey
    ) {
        self.init(
            relation: Linear(inputs: inputs, outputs: outputs, bias: bias, key: key.child("relation")),
            root: Linear(inputs: inputs, outputs: outputs, bias: false, key: key.child("root")),
            aggregation: aggregation)
    }

    /// Y for X `[nodes, inputs]`; P is A for the sum and A divided by the in-degrees for the mean.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        check(x)
        precondition(
            aggregation == .sum || aggregation == .mean,
            "GraphConvolution: \(aggregation) is no matrix product; pass edges")
        // Y = P X W_rel + X W_root + b     [nodes, outputs]
        return finish(propagation(x, times: relation.weight), x)
    }

    /// The same from P X.
    func callAsFunction(_ x: Tensor, received: Tensor) -> Tensor {
        check(x)
        return finish(received.matrixProduct(relation.weight), x)
    }

    /// The same with P as a matrix.
    public func callAsFunction(_ x: Tensor, _ matrix: SparseMatrix) -> Tensor { self(x, Propagation(matrix)) }

    /// Y by messages along edges, with any aggregation and gradients for the weights.
    ///
    /// - Parameters:
    ///   - x: X `[nodes, inputs]`.
    ///   - edges: those that messages pass along.
    ///   - weights: one an edge, `[edges]`; `edges.weights` (or 1) when nil.
    public func callAsFunction(_ x: Tensor, edges: EdgeList, weights: Tensor? = nil) -> Tensor {
        check(x)
        let n = x.shape[0]
        if aggregation == .sum { return self(x, Propagation(unchanged: edges, weights: weights, nodeCount: n)) }
        let given = weights ?? Propagation.weights(of: edges)
        if aggregation == .mean {
            let shares = EdgeList(sources: edges.sources, targets: edges.targets).dividedByInDegree(nodeCount: n)
            let mean = given * Tensor(DenseArray(shares.weights ?? []))
            return self(x, Propagation(unchanged: edges, weights: mean, nodeCount: n))
        }
        // M_i = aggregate over edges (j, i) of w_ji x_j     [nodes, inputs]
        let messages = x.gatheringRows(edges.sources.map(Int.init)).scalingRows(given)
        let m = aggregation(messages, edges.targets.map(Int.init), rows: n)
        return finish(m.matrixProduct(relation.weight), x)
    }

    private func finish(_ received: Tensor, _ x: Tensor) -> Tensor {
        let y = received + x.matrixProduct(root.weight)
        return relation.bias.map { y.addingBias($0) } ?? y
    }

    private func check(_ x: Tensor) {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "GraphConvolution: x has shape \(x.shape), weight expects [nodes, \(inputs)]")
    }

    public var title: String { "GraphConv(\(inputs), \(outputs))" }

    public var parameters: [Parameter] {
        relation.parameters.map { $0.prefixed("lin_rel") } + root.parameters.map { $0.prefixed("lin_root") }
    }
}
