import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// Graph attention whose ranking of neighbours depends on the node that asks ("dynamic" attention).
///
///     L = X W_l + b_l, R = X W_r + b_r                         [nodes, heads · outputs]
///     s_e = att · leaky(L_j + R_i + E_e W_edge)                for edge e = (j, i), head by head
///     α = softmax of s over the edges into each node           [edges, heads]
///     Y_i = Σ α_e L_j (+ b), heads side by side or averaged    [nodes, heads · outputs] or [nodes, outputs]
///
/// - X `[nodes, inputs]`, W_l, W_r `[inputs, heads · outputs]`, att `[1, heads, outputs]`, E `[given edges, edgeInputs]`.
///
/// The edges are `CompressedEdges`, made with `replacingSelfLoops` for the layer as published; a loop's features are then
/// the mean of those that arrive at its node. A node that receives nothing gets the bias alone; repeated edges count
/// repeatedly. Time is O(nodes · inputs · heads · outputs + edges · heads · outputs); without edge features no edge-sized
/// feature matrix is made: the sums L_j + R_i are made anew for the gradient.
///
/// Source: Brody, Alon & Yahav, 2022, "How Attentive are Graph Attention Networks?", arXiv:2105.14491. Equal to PyG's
/// `GATv2Conv`, whose names a checkpoint uses.
public final class GATv2Convolution: Module {
    /// What is sent (W_l, b_l).
    public let source: Linear
    /// What asks (W_r, b_r); the same as `source` where weights are shared.
    public let target: Linear
    /// W_edge `[edgeInputs, heads · outputs]`, or nil.
    public let edgeWeight: Tensor?
    /// att `[1, heads, outputs]`
    public let attention: Tensor
    /// b `[heads · outputs]`, or `[outputs]` where heads are averaged, or nil.
    public let bias: Tensor?
    /// Whether heads stand side by side; else they are averaged.
    public let concatenates: Bool
    /// Of the leaky ReLU.
    public let slope: Float

    /// Columns of what it reads.
    public var inputs: Int { source.inputs }
    /// How many attentions there are side by side.
    public var heads: Int { attention.shape[1] }
    /// Of each head.
    public var outputs: Int { attention.shape[2] }

    /// A layer with these parameters; `target` may be `source` itself.
    public init(
        source: Linear, target: Linear, attention: Tensor, edgeWeight: Tensor? = nil, bias: Tensor?,
        concatenates: Bool = true, slope: Float = 0.2
    ) {
        let shape = attention.shape
        precondition(
            shape.count == 3 && shape[0] == 1 && shape[1] * shape[2] == source.outputs
                && target.outputs == source.outputs && target.inputs == source.inputs,
            "GATv2Convolution: weights [\(source.inputs), \(source.outputs)] and [\(target.inputs), \(target.outputs)], attention \(shape); expected twice [inputs, heads · outputs] and [1, heads, outputs]"
        )
        precondition(
            edgeWeight == nil || edgeWeight?.shape.last == source.outputs,
            "GATv2Convolution: edge weight \(edgeWeight?.shape ?? []), expected [edge inputs, \(source.outputs)]")
        let width = concatenates ? source.outputs : shape[2]
        precondition(
            bias == nil || bias?.shape == [width],
            "GATv2Convolution: \(width) outputs, bias has shape \(bias?.shape ?? [])")
        self.source = source
        self.target = target
        self.attention = attention
        self.edgeWeight = edgeWeight
        self.bias = bias
        self.concatenates = concatenates
        self.slope = slope
    }

    /// A new layer: Glorot-uniform weights and attention, zero biases. One head unless asked otherwise, slope 0.2 as
    /// published.
    public convenience init(
        inputs: Int, outputs: Int, heads: Int = 1, edgeInputs: Int? = nil, concatenates: Bool = true,
        slope: Float = 0.2,
        bias: Bool = true, sharesWeights: Bool = false, key: RandomKey
    ) {
        func linear(_ key: RandomKey) -> Linear {
            Linear(inputs: inputs, outputs: heads * outputs, bias: bias, initialization: .glorot, key: key)
        }
        let source = linear(key.child("source"))
        self.init(
            source: source, target: sharesWeights ? source : linear(key.child("target")),
            attention: Tensor(
                DenseArray.glorotUniform(inputs: heads, outputs: outputs, key: key.child("attention"))
                    .reshaped([1, heads, outputs]), requiresGradient: true),
            edgeWeight: edgeInputs.map {
                Tensor(
                    .glorotUniform(inputs: $0, outputs: heads * outputs, key: key.child("edge weight")),
                    requiresGradient: true)
            },
            bias: bias
                ? Tensor(DenseArray(zeros: [concatenates ? heads * outputs : outputs]), requiresGradient: true) : nil,
            concatenates: concatenates, slope: slope)
    }

    /// Y for X `[nodes, inputs]`; see `GATConvolution` for the arguments.
    public func callAsFunction(
        _ x: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor? = nil, dropout: DropoutMask? = nil,
        mask: EdgeMask? = nil
    ) -> Tensor {
        attend(x, edges, edgeFeatures, dropout, mask).y
    }

    /// Y, and the coefficients α `[edges, heads]` in the order of `edges.edges`.
    public func withAttention(
        _ x: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor? = nil, dropout: DropoutMask? = nil
    ) -> (y: Tensor, attention: Tensor) {
        let (y, alpha) = attend(x, edges, edgeFeatures, dropout)
        return (y, edges.listed(alpha))
    }

    /// Y, and α in compressed order.
    private func attend(
        _ x: Tensor, _ edges: CompressedEdges, _ edgeFeatures: Tensor?, _ dropout: DropoutMask?,
        _ mask: EdgeMask? = nil
    ) -> (y: Tensor, alpha: Tensor) {
        precondition(
            x.shape.count == 2 && x.shape[0] == edges.nodeCount && x.shape[1] == inputs,
            "GATv2Convolution: x has shape \(x.shape), expected [\(edges.nodeCount), \(inputs)]")
        precondition(
            (edgeFeatures == nil) == (edgeWeight == nil),
            "GATv2Convolution: the layer was made \(edgeWeight == nil ? "without" : "with") edge features, the call comes \(edgeFeatures == nil ? "without" : "with")"
        )
        // L = X W_l + b_l, R = X W_r + b_r             [nodes, heads · outputs]
        let sent = source(x)
        let asking = target === source ? sent : target(x)
        var terms: Tensor?
        if let edgeFeatures, let edgeWeight { terms = edges.arranged(edgeFeatures).matrixProduct(edgeWeight) }
        // s_e = att · leaky(R_i + L_j + t_e)           [edges, heads]
        let scores = asking.mixedScores(
            sent, edgeTerms: terms, weight: attention.reshaped([heads, outputs]), edges, slope: slope)
        var alpha = scores.edgeSoftmax(edges)
        if let dropout { alpha = alpha.dropout(dropout, rowIDs: edges.edgeNumbers.map { UInt32($0) }) }
        if let mask { alpha = mask.weighting(alpha) }
        // Y_i = Σ α_e L_j                              [nodes, heads · outputs]
        let y = sent.weightedSum(edges, alpha).joiningHeads(heads, concatenates: concatenates)
        return (bias.map { y.addingBias($0) } ?? y, alpha)
    }

    public var title: String { "GATv2Conv(\(inputs), \(outputs), heads=\(heads))" }

    public var parameters: [Parameter] {
        [Parameter("att", attention)] + (bias.map { [Parameter("bias", $0)] } ?? [])
            + source.parameters.map { $0.prefixed("lin_l") }
            + (target === source ? [] : target.parameters.map { $0.prefixed("lin_r") })
            + (edgeWeight.map { [Parameter("lin_edge.weight", $0, isStoredTransposed: true)] } ?? [])
    }
}
