import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// GraphSAGE: Y = aggregate(x_j) W_l + b + X W_r.
///
/// - X `[nodes, inputs]`; W_l, W_r `[inputs, outputs]`, b `[outputs]`, Y `[targets, outputs]`.
/// - aggregate: over the edges (j, i) into i; mean, maximum, sum or another. With a `projection` P, x_j becomes
///   relu(x_j P + p) first. With `normalizes`, rows of Y are divided by their length (a row of zeros stays).
///
/// A node that receives nothing has the aggregate 0; repeated edges count repeatedly; edge weights are not used. Sum and
/// mean are sparse products done on the narrower side: O(edges · min(inputs, outputs) + nodes · inputs · outputs).
///
/// Source: Hamilton, Ying & Leskovec, 2017, "Inductive Representation Learning on Large Graphs", arXiv:1706.02216.
/// Equal to PyG's `SAGEConv`, whose names (`lin`, `lin_l`, `lin_r`) a checkpoint uses.
public final class SAGEConvolution: MessageLayer {
    /// What is done with the aggregate.
    public let neighbours: Linear
    /// What is done with the node's own vector; nil: nothing.
    public let root: Linear?
    /// What is done with the messages first.
    public let projection: Linear?
    /// How messages are brought together.
    public let aggregation: Aggregation
    /// Whether each row of Y is divided by its norm.
    public let normalizes: Bool

    /// Columns of what it reads.
    public var inputs: Int { neighbours.inputs }
    /// Columns of what it gives.
    public var outputs: Int { neighbours.outputs }

    /// A layer with these parameters.
    public init(
        neighbours: Linear, root: Linear?, projection: Linear? = nil, aggregation: Aggregation = .mean,
        normalizes: Bool = false
    ) {
        precondition(
            root == nil || (root?.inputs == neighbours.inputs && root?.outputs == neighbours.outputs),
            "SAGEConvolution: weights [\(neighbours.inputs), \(neighbours.outputs)] and \(root?.weight.shape ?? []) differ")
        precondition(
            projection == nil || projection?.weight.shape == [neighbours.inputs, neighbours.inputs],
            "SAGEConvolution: expected a projection [\(neighbours.inputs), \(neighbours.inputs)], found \(projection?.weight.shape ?? [])"
        )
        (self.neighbours, self.root, self.projection) = (neighbours, root, projection)
        (self.aggregation, self.normalizes) = (aggregation, normalizes)
    }

    /// A new layer, drawn as PyTorch's `Linear`.
    public convenience init(
        inputs: Int, outputs: Int, aggregation: Aggregation = .mean, normalizes: Bool = false, rootWeight: Bool = true,
        projects: Bool = false, bias: Bool = true, key: RandomKey
    ) {
        self.init(
            neighbours: Linear(inputs: inputs, outputs: outputs, bias: bias, key: key.child("neighbours")),
            root: rootWeight ? Linear(inputs: inputs, outputs: outputs, bias: false, key: key.child("root")) : nil,
            projection: projects ? Linear(inputs: inputs, outputs: inputs, key: key.child("projection")) : nil,
            aggregation: aggregation, normalizes: normalizes)
    }

    /// Y for X `[sources, inputs]`.
    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges) -> Tensor {
        edges.check("SAGEConvolution", x, inputs: inputs)
        let sent = projection.map { $0(x).relu() } ?? x
        var y: Tensor
        if outputs < inputs, aggregation == .sum || aggregation == .mean {
            // Y = A (X W_l)       [targets, outputs]
            y = edges.gather(sent.matrixProduct(neighbours.weight), aggregation)
        } else {
            // Y = (A X) W_l       [targets, outputs]
            y = edges.gather(sent, aggregation).matrixProduct(neighbours.weight)
        }
        // Y += X W_r + b
        if let root { y = y + root(edges.ofTargets(x)) }
        if let bias = neighbours.bias { y = y.addingBias(bias) }
        return normalizes ? y.withUnitRows() : y
    }

    public var title: String { "SAGEConv(\(inputs), \(outputs), aggr=\(aggregation.rawValue))" }

    public var parameters: [Parameter] {
        (projection?.parameters.map { $0.prefixed("lin") } ?? [])
            + neighbours.parameters.map { $0.prefixed("lin_l") } + (root?.parameters.map { $0.prefixed("lin_r") } ?? [])
    }
}

extension Tensor {
    /// Each row divided by its Euclidean length, or by 1e-12 where that is more: PyTorch's `normalize`.
    func withUnitRows() -> Tensor {
        let ones = Tensor(DenseArray(repeating: 1, shape: [shape[1], 1]))
        let factors = (self * self).matrixProduct(ones).map("inverseLength") {
            1 / max($0.squareRoot(), 1e-12)
        } derivative: {
            $0.squareRoot() > 1e-12 ? -0.5 * $1 * $1 * $1 : 0
        }
        return scalingRows(factors)
    }
}
