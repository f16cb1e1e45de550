import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// Graph attention: each node takes a weighted mean of what it receives, the weights from both ends of an edge.
///
///     H = X W                                                  [nodes, heads · outputs]
///     s_e = leaky(att_src · H_j + att_dst · H_i + att_edge · (E_e W_edge))    for edge e = (j, i), head by head
///     α = softmax of s over the edges into each node           [edges, heads]
///     Y_i = Σ α_e H_j (+ b), heads side by side or averaged    [nodes, heads · outputs] or [nodes, outputs]
///
/// - X `[nodes, inputs]`, W `[inputs, heads · outputs]`, att_… `[1, heads, outputs]`, E `[given edges, edgeInputs]`.
///
/// The edges are `CompressedEdges`, made with `replacingSelfLoops` for the layer as published; a loop's features are then
/// the mean of those that arrive at its node. A node that receives nothing gets the bias alone; repeated edges count
/// repeatedly. Time is O(nodes · inputs · heads · outputs + edges · heads · outputs); of the edges only `[edges, heads]`
/// coefficients are kept.
///
/// Source: Veličković, Cucurull, Casanova, Romero, Liò & Bengio, 2018, "Graph Attention Networks", arXiv:1710.10903.
/// Equal to PyG's `GATConv`, whose names a checkpoint uses.
public final class GATConvolution: Module {
    /// W `[inputs, heads · outputs]`
    public let weight: Tensor
    /// `[1, heads, outputs]` each.
    public let sourceAttention: Tensor
    /// a of targets `[1, heads, outputs]`.
    public let targetAttention: Tensor
    /// W_edge `[edgeInputs, heads · outputs]` and `[1, heads, outputs]`, or nil.
    public let edgeWeight: Tensor?
    /// a of edge features `[1, heads, outputs]`, or nil.
    public let edgeAttention: Tensor?
    /// b `[heads · outputs]`, or `[outputs]` where heads are averaged, or nil.
    public let bias: Tensor?
    /// Whether heads stand side by side; else they are averaged.
    public let concatenates: Bool
    /// Of the leaky ReLU of the scores.
    public let slope: Float

    /// Columns of what it reads.
    public var inputs: Int { weight.shape[0] }
    /// How many attentions there are side by side.
    public var heads: Int { sourceAttention.shape[1] }
    /// Of each head.
    public var outputs: Int { sourceAttention.shape[2] }

    /// A layer with these parameters.
    public init(
        weight: Tensor, sourceAttention: Tensor, targetAttention: Tensor, edgeWeight: Tensor? = nil,
        edgeAttention: Tensor? = nil, bias: Tensor?, concatenates: Bool = true, slope: Float = 0.2
    ) {
        let shape = sourceAttention.shape
        precondition(
            weight.shape.count == 2 && shape.count == 3 && shape[0] == 1 && shape[1] * shape[2] == weight.shape[1]
                && targetAttention.shape == shape,
            "GATConvolution: weight \(weight.shape), attention \(shape) and \(targetAttention.shape); expected [inputs, heads · outputs] and twice [1, heads, outputs]"
        )
        precondition(
            (edgeWeight == nil) == (edgeAttention == nil)
                && (edgeAttention == nil || edgeAttention?.shape == shape && edgeWeight?.shape.last == weight.shape[1]),
            "GATConvolution: edge weight \(edgeWeight?.shape ?? []), edge attention \(edgeAttention?.shape ?? []); expected [edge inputs, \(weight.shape[1])] and \(shape)"
        )
        let width = concatenates ? weight.shape[1] : shape[2]
        precondition(
            bias == nil || bias?.shape == [width],
            "GATConvolution: \(width) outputs, bias has shape \(bias?.shape ?? [])")
        self.weight = weight
        self.sourceAttention = sourceAttention
        self.targetAttention = targetAttention
        self.edgeWeight = edgeWeight
        self.edgeAttention = edgeAttention
        self.bias = bias
        self.concatenates = concatenates
        self.slope = slope
    }

    /// A new layer: Glorot-uniform weights and attention, zero bias. One head unless asked otherwise, slope 0.2 as
    /// published.
    public convenience init(
        inputs: Int, outputs: Int, heads: Int = 1, edgeInputs: Int? = nil, concatenates: Bool = true,
        slope: Float = 0.2,
        bias: Bool = true, key: RandomKey
    ) {
        func parameter(_ inputs: Int, _ key: RandomKey) -> Tensor {
            Tensor(.glorotUniform(inputs: inputs, outputs: heads * outputs, key: key), requiresGradient: true)
        }
        func attention(_ key: RandomKey) -> Tensor {
            Tensor(
                DenseArray.glorotUniform(inputs: heads, outputs: outputs, key: key).reshaped([1, heads, outputs]),
                requiresGradient: true)
        }
        self.init(
            weight: parameter(inputs, key.child("weight")), sourceAttention: attention(key.child("source")),
            targetAttention: attention(key.child("target")),
            edgeWeight: edgeInputs.map { parameter($0, key.child("edge weight")) },
            edgeAttention: edgeInputs.map { _ in attention(key.child("edge")) },
            bias: bias
                ? Tensor(DenseArray(zeros: [concatenates ? heads * outputs : outputs]), requiresGradient: true) : nil,
            concatenates: concatenates, slope: slope)
    }

    /// Y for X `[nodes, inputs]`.
    ///
    /// - Parameters:
    ///   - x: X `[nodes, inputs]`.
    ///   - edges: those that messages pass along, self-loops among them where wanted.
    ///   - edgeFeatures: `[given edges, edgeInputs]`, in the order of the list that `edges` was made from.
    ///   - dropout: of the coefficients, each known by its edge's number.
    ///   - mask: an explainer's weights of the messages, after the softmax.
    ///   - activation: what follows the bias, in the same pass.
    public func callAsFunction(
        _ x: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor? = nil, dropout: DropoutMask? = nil,
        mask: EdgeMask? = nil, activation: Activation = .none
    ) -> Tensor {
        self(
            projected: project(x), edges, edgeFeatures: edgeFeatures, dropout: dropout, mask: mask, activation: activation)
    }

    /// The same for H = X W `[nodes, heads · outputs]` made by the caller: for X that is sparse or an identity, such as
    /// `NodeInput.product(with:)` multiplies.
    public func callAsFunction(
        projected h: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor? = nil, dropout: DropoutMask? = nil,
        mask: EdgeMask? = nil, activation: Activation = .none
    ) -> Tensor {
        let y: Tensor
        if edgeFeatures == nil, edgeWeight == nil, mask == nil, heads <= EdgeAttention.mostHeads {
            check(h, edges)
            // the same in one pass over the edges
            y = h.attention(
                edges, target: targetAttention, source: sourceAttention, heads: heads, slope: slope, dropout: dropout
            ).joiningHeads(heads, concatenates: concatenates)
        } else {
            y = attend(h, edges, edgeFeatures, dropout, mask).y
        }
        return y.activatedInPlace(bias: bias, activation)
    }

    /// Y, and the coefficients α `[edges, heads]` in the order of `edges.edges`.
    public func withAttention(
        _ x: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor? = nil, dropout: DropoutMask? = nil
    ) -> (y: Tensor, attention: Tensor) {
        let (y, alpha) = attend(project(x), edges, edgeFeatures, dropout)
        return (bias.map { y.addingBias($0) } ?? y, edges.listed(alpha))
    }

    private func project(_ x: Tensor) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "GATConvolution: x has shape \(x.shape), weight expects [nodes, \(inputs)]")
        // H = X W                                      [nodes, heads · outputs]
        return x.matrixProduct(weight)
    }

    private func check(_ h: Tensor, _ edges: CompressedEdges) {
        precondition(
            h.shape == [edges.nodeCount, weight.shape[1]],
            "GATConvolution: x W has shape \(h.shape), expected [\(edges.nodeCount), \(weight.shape[1])]")
    }

    /// Y before the bias, and α in compressed order.
    private func attend(
        _ h: Tensor, _ edges: CompressedEdges, _ edgeFeatures: Tensor?, _ dropout: DropoutMask?,
        _ mask: EdgeMask? = nil
    ) -> (y: Tensor, alpha: Tensor) {
        check(h, edges)
        precondition(
            (edgeFeatures == nil) == (edgeWeight == nil),
            "GATConvolution: the layer was made \(edgeWeight == nil ? "without" : "with") edge features, the call comes \(edgeFeatures == nil ? "without" : "with")"
        )
        // s = leaky(att_dst · H_i + att_src · H_j + t_e)     [edges, heads]
        var terms: Tensor?
        if let edgeFeatures, let edgeWeight, let edgeAttention {
            terms = edges.arranged(edgeFeatures).matrixProduct(edgeWeight).headProducts(edgeAttention)
        }
        let scores = h.headProducts(targetAttention)
            .additiveScores(h.headProducts(sourceAttention), edgeTerms: terms, edges, slope: slope)
        var alpha = scores.edgeSoftmax(edges)
        if let dropout { alpha = alpha.dropout(dropout, rowIDs: edges.edgeNumbers.map { UInt32($0) }) }
        if let mask { alpha = mask.weighting(alpha) }
        // Y_i = Σ α_e H_j                              [nodes, heads · outputs]
        let y = h.weightedSum(edges, alpha).joiningHeads(heads, concatenates: concatenates)
        return (y, alpha)
    }

    public var title: String { "GATConv(\(inputs), \(outputs), heads=\(heads))" }

    public var parameters: [Parameter] {
        [Parameter("att_src", sourceAttention), Parameter("att_dst", targetAttention)]
            + (edgeAttention.map { [Parameter("att_edge", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
            + [Parameter("lin.weight", weight, isStoredTransposed: true)]
            + (edgeWeight.map { [Parameter("lin_edge.weight", $0, isStoredTransposed: true)] } ?? [])
    }
}
