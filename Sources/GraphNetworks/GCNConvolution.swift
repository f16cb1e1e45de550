import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// The graph convolution of Kipf & Welling: Y = Â X W + b.
///
/// - Â `[nodes, nodes]`: the normalized Laplacian D^-1/2 (A + I) D^-1/2, made once by `Graph.normalizedAdjacency` and
///   passed in; row i gathers what node i receives.
/// - X `[nodes, inputs]`, W `[inputs, outputs]`, b `[outputs]`, Y `[nodes, outputs]`.
///
/// The product with Â is done on the narrower side: Â(XW) where outputs < inputs, else (ÂX)W. Sparse X is multiplied as
/// sparse, an identity X not at all. An isolated node keeps its own message; repeated edges count repeatedly. Time is
/// O(entries of Â · min(inputs, outputs) + nodes · inputs · outputs), with entries of X instead of nodes · inputs where
/// it is sparse.
///
/// Source: Kipf & Welling, 2017, "Semi-Supervised Classification with Graph Convolutional Networks", arXiv:1609.02907.
/// Equal to PyG's `GCNConv`, whose names (`lin.weight`, `bias`) a checkpoint uses.
public final class GCNConvolution: Module {
    /// W `[inputs, outputs]`
    public let weight: Tensor
    /// b `[outputs]`, or nil.
    public let bias: Tensor?

    /// Columns of what it reads.
    public var inputs: Int { weight.shape[0] }
    /// Columns of what it gives.
    public var outputs: Int { weight.shape[1] }

    /// A layer with these parameters.
    public init(weight: Tensor, bias: Tensor?) {
        precondition(
            weight.shape.count == 2, "GCNConvolution: expected a weight [inputs, outputs], found shape \(weight.shape)")
        precondition(
            bias == nil || bias?.shape == [weight.shape[1]],
            "GCNConvolution: weight has \(weight.shape[1]) outputs, bias has shape \(bias?.shape ?? [])")
        self.weight = weight
        self.bias = bias
    }

    /// A new layer: Glorot-uniform weight, zero bias.
    public convenience init(inputs: Int, outputs: Int, bias: Bool = true, key: RandomKey) {
        self.init(
            weight: Tensor(.glorotUniform(inputs: inputs, outputs: outputs, key: key), requiresGradient: true),
            bias: bias ? Tensor(DenseArray(zeros: [outputs]), requiresGradient: true) : nil)
    }

    /// Y for node vectors X `[nodes, inputs]`, then `activation` in the same pass; Â may be nil where X is ÂX already.
    public func callAsFunction(
        _ x: Tensor, _ adjacency: SparseMatrix?, activation: Activation = .none
    ) -> Tensor {
        check(columns: x.shape.last ?? 0)
        guard let adjacency else {
            // Y = X' W + b     [nodes, outputs]
            return x.matrixProduct(weight).activatedInPlace(bias: bias, activation)
        }
        if outputs < inputs {
            // H = X W         [nodes, outputs]
            // Y = Â H + b     [nodes, outputs]
            return propagate(x.matrixProduct(weight), adjacency, activation, releasing: true)
        }
        // H = Â X             [nodes, inputs]
        // Y = H W + b         [nodes, outputs]
        return x.sparseProduct(adjacency).matrixProduct(weight).activatedInPlace(bias: bias, activation)
    }

    /// The same along edges with differentiable weights, such as those of an explainer's mask.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation, activation: Activation = .none) -> Tensor {
        check(columns: x.shape.last ?? 0)
        // Y = P X W + b     [nodes, outputs]
        return propagation(x, times: weight).activatedInPlace(bias: bias, activation)
    }

    /// Y for the features a graph comes with, dropped by `dropout` first: of a sparse X the nonzeros, of an identity X the
    /// ones.
    public func callAsFunction(
        _ input: NodeInput, dropout mask: DropoutMask? = nil, activation: Activation = .none
    ) -> Tensor {
        check(columns: input.width)
        if let masked = input.maskedPropagation {
            return masked(input.product(with: weight, dropout: mask)).activatedInPlace(bias: bias, activation)
        }
        if case .dense(let array) = input.features {
            var x = Tensor(array)
            if let mask { x = x.dropout(mask, rowIDs: input.rowIDs[0]) }
            return self(x, input.adjacency[0], activation: activation)
        }
        // H = X W         [nodes, outputs]
        let h = input.product(with: weight, dropout: mask)
        return propagate(h, input.adjacency[0], activation, releasing: h !== weight)
    }

    /// Y for node vectors of a batch of graphs; where they are the features themselves ÂX comes from the whole set's.
    public func callAsFunction(_ x: Tensor, _ batch: NodeInput, activation: Activation = .none) -> Tensor {
        check(columns: x.shape.last ?? 0)
        if let masked = batch.maskedPropagation { return self(x, masked, activation: activation) }
        if outputs < inputs, x.requiresGradient {
            return propagate(x.matrixProduct(weight), batch.wholeAdjacency, activation, releasing: true)
        }
        // Y = (Â X) W + b     [nodes, outputs]
        return batch.product(.normalized, x).matrixProduct(weight).activatedInPlace(bias: bias, activation)
    }

    /// Y by passing messages along a list of edges, each normalized as in Â: the route that gives gradients to edge
    /// weights. Slower than the product with Â, equal in value.
    ///
    /// - Parameters:
    ///   - x: X `[nodes, inputs]`.
    ///   - edges: those that messages pass along.
    ///   - weights: one an edge, `[edges]`; `edges.weights` (or 1) when nil.
    ///   - normalizing: whether weights are divided by the roots of both ends' degrees.
    ///   - selfLoops: whether nodes without a loop get one.
    ///   - improved: loops of weight 2; as in PyG only where the edges have weights.
    public func callAsFunction(
        _ x: Tensor, edges: EdgeList, weights: Tensor? = nil, normalizing: Bool = true, selfLoops: Bool = true,
        improved: Bool = false
    ) -> Tensor {
        check(columns: x.shape.last ?? 0)
        let given = weights ?? Tensor(DenseArray((0..<edges.count).map { edges.weight($0) }))
        precondition(
            given.shape == [edges.count], "GCNConvolution: \(edges.count) edges, weights of shape \(given.shape)")
        let hasWeights = weights != nil || edges.weights != nil
        let messages =
            normalizing
            ? NormalizedEdges(
                edges, weights: given, nodeCount: x.shape[0], selfLoops: selfLoops, improved: improved && hasWeights)
            : NormalizedEdges(unchanged: edges, weights: given)
        // y_i = Σ over edges (j, i) of w_ji (x_j W) + b
        let h = x.matrixProduct(weight)
        let y = h.gatheringRows(messages.sources).scalingRows(messages.weights)
            .segmentSum(messages.targets, rows: x.shape[0])
        return bias.map { y.addingBias($0) } ?? y
    }

    public var title: String { "GCNConv(\(inputs), \(outputs))" }

    public var parameters: [Parameter] {
        [Parameter("lin.weight", weight, isStoredTransposed: true)] + (bias.map { [Parameter("bias", $0)] } ?? [])
    }

    private func propagate(
        _ h: Tensor, _ adjacency: SparseMatrix?, _ activation: Activation, releasing: Bool
    ) -> Tensor {
        guard let adjacency else {
            return (releasing ? h : h.clone()).activatedInPlace(bias: bias, activation)
        }
        // Y = Â H + b     [nodes, outputs]: the product adds into rows that hold the bias already
        return h.sparseProduct(adjacency, bias: bias, releasing: releasing).activatedInPlace(activation)
    }

    private func check(columns: Int) {
        precondition(columns == inputs, "GCNConvolution: x has \(columns) features, weight expects \(inputs)")
    }
}
