import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The graph transformer's layer: attention by queries and keys over the edges of a graph.
///
///     s_e = q(X_i) · (k(X_j) + E_e W_edge) / √outputs          for edge e = (j, i), head by head
///     α = softmax of s over the edges into each node           [edges, heads]
///     O_i = Σ α_e (v(X_j) + E_e W_edge), heads side by side or averaged
///     Y = O + r(X), or with a gate: g = sigmoid([O, r(X), O - r(X)] W_β), Y = g r(X) + (1 - g) O
///
/// - X `[nodes, inputs]`; q, k, v linear maps to heads · outputs, r to the width of O; E `[given edges, edgeInputs]`.
///
/// Self-loops are not added. A node that receives nothing has O = 0; repeated edges count repeatedly. Time is O(nodes ·
/// inputs · heads · outputs + edges · heads · outputs); without edge features no edge-sized feature matrix is made.
///
/// Source: Shi, Huang, Feng, Zhong, Wang & Sun, 2021, "Masked Label Prediction: Unified Message Passing Model for
/// Semi-Supervised Classification", arXiv:2009.03509. Equal to PyG's `TransformerConv`, whose names a checkpoint uses.
public final class TransformerConvolution: Module {
    /// The map of targets.
    public let query: Linear
    /// The map of sources that is compared with it.
    public let key: Linear
    /// The map of sources that is sent.
    public let value: Linear
    /// W_edge, or nil.
    public let edgeMap: Linear?
    /// r
    public let skip: Linear
    /// W_β `[3 · width, 1]`, or nil.
    public let gate: Linear?
    /// How many attentions there are side by side.
    public let heads: Int
    /// Whether heads stand side by side; else they are averaged.
    public let concatenates: Bool
    /// Whether r(X) is added; without it r is a parameter that does nothing, as in PyG.
    public let addsRoot: Bool

    /// Columns of what it reads.
    public var inputs: Int { query.inputs }
    /// Of each head.
    public var outputs: Int { query.outputs / heads }

    /// A layer with these parts.
    public init(
        query: Linear, key: Linear, value: Linear, edgeMap: Linear? = nil, skip: Linear, gate: Linear? = nil,
        heads: Int,
        concatenates: Bool = true, addsRoot: Bool = true
    ) {
        let width = query.outputs
        precondition(
            heads >= 1 && width % heads == 0 && key.outputs == width && value.outputs == width
                && key.inputs == query.inputs && value.inputs == query.inputs
                && (edgeMap == nil || edgeMap?.outputs == width),
            "TransformerConvolution: query, key, value and edge maps give \([query, key, value].map(\.outputs) + (edgeMap.map { [$0.outputs] } ?? [])) numbers; expected equal ones, a multiple of \(heads) heads"
        )
        let joined = concatenates ? width : width / heads
        precondition(
            skip.inputs == query.inputs && skip.outputs == joined
                && (gate == nil || gate?.inputs == 3 * joined && gate?.outputs == 1),
            "TransformerConvolution: skip map [\(skip.inputs), \(skip.outputs)], gate [\(gate?.inputs ?? 0), \(gate?.outputs ?? 0)]; expected [\(query.inputs), \(joined)] and [\(3 * joined), 1]"
        )
        self.query = query
        self.key = key
        self.value = value
        self.edgeMap = edgeMap
        self.skip = skip
        self.gate = gate
        self.heads = heads
        self.concatenates = concatenates
        self.addsRoot = addsRoot
    }

    /// A new layer, drawn as PyTorch's `Linear`; one head and no gate unless asked otherwise, as PyG's.
    public convenience init(
        inputs: Int, outputs: Int, heads: Int = 1, edgeInputs: Int? = nil, concatenates: Bool = true,
        gated: Bool = false,
        bias: Bool = true, addsRoot: Bool = true, key: RandomKey
    ) {
        let width = heads * outputs
        let joined = concatenates ? width : outputs
        self.init(
            query: Linear(inputs: inputs, outputs: width, bias: bias, key: key.child("query")),
            key: Linear(inputs: inputs, outputs: width, bias: bias, key: key.child("key")),
            value: Linear(inputs: inputs, outputs: width, bias: bias, key: key.child("value")),
            edgeMap: edgeInputs.map { Linear(inputs: $0, outputs: width, bias: false, key: key.child("edge")) },
            skip: Linear(inputs: inputs, outputs: joined, bias: bias, key: key.child("skip")),
            gate: gated && addsRoot ? Linear(inputs: 3 * joined, outputs: 1, bias: false, key: key.child("gate")) : nil,
            heads: heads, concatenates: concatenates, addsRoot: addsRoot)
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
            "TransformerConvolution: x has shape \(x.shape), expected [\(edges.nodeCount), \(inputs)]")
        precondition(
            (edgeFeatures == nil) == (edgeMap == nil),
            "TransformerConvolution: the layer was made \(edgeMap == nil ? "without" : "with") edge features, the call comes \(edgeFeatures == nil ? "without" : "with")"
        )
        var terms: Tensor?
        if let edgeFeatures, let edgeMap { terms = edgeMap(edges.arranged(edgeFeatures)) }
        // s_e = q_i · (k_j + t_e) / √outputs           [edges, heads]
        let scores = query(x).edgeDot(
            key(x), edgeTerms: terms, edges, heads: heads, scale: 1 / Float(outputs).squareRoot())
        var alpha = scores.edgeSoftmax(edges)
        if let dropout { alpha = alpha.dropout(dropout, rowIDs: edges.edgeNumbers.map { UInt32($0) }) }
        if let mask { alpha = mask.weighting(alpha) }
        // O_i = Σ α_e (v_j + t_e)                      [nodes, heads · outputs]
        var sum = value(x).weightedSum(edges, alpha)
        if let terms { sum = sum + terms.weightedEdgeSum(edges, alpha) }
        var y = sum.joiningHeads(heads, concatenates: concatenates)
        if addsRoot {
            let root = skip(x)
            if let gate {
                // g = sigmoid([O, r, O - r] W_β),  Y = O + g (r - O)
                let g = gate(.concatenatingColumns([y, root, y - root])).sigmoid()
                y = y + (root - y).scalingRows(g)
            } else {
                y = y + root
            }
        }
        return (y, alpha)
    }

    public var title: String { "TransformerConv(\(inputs), \(outputs), heads=\(heads))" }

    public var parameters: [Parameter] {
        key.parameters.map { $0.prefixed("lin_key") } + query.parameters.map { $0.prefixed("lin_query") }
            + value.parameters.map { $0.prefixed("lin_value") }
            + (edgeMap?.parameters.map { $0.prefixed("lin_edge") } ?? [])
            + skip.parameters.map { $0.prefixed("lin_skip") } + (gate?.parameters.map { $0.prefixed("lin_beta") } ?? [])
    }
}
