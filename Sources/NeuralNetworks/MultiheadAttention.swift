import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Attention with several heads: each row of the queries becomes a mean of the values' rows, weighted by how well the
/// keys' rows fit it: softmax(Q Kᵀ / √d) V in each head, Q, K, V the three linear maps of the inputs, d a head's width.
///
/// - Queries `[items, targets, width]`, keys and values `[items, sources, width]`, Y `[items, targets, width]`, the weights
///   `[items, targets, sources]`, averaged over the heads.
///
/// Time is O(items · targets · sources · width) besides the maps. Source: Vaswani et al., 2017, arXiv:1706.03762. Equal to
/// PyTorch's `MultiheadAttention` with `batch_first`, whose names (`in_proj_weight`, which stacks q, k, v) a checkpoint uses.
public final class MultiheadAttention: Module {
    /// `[width, 3 · width]`: queries, keys, values side by side.
    public let inputWeight: Tensor
    /// `[3 · width]`, or nil.
    public let inputBias: Tensor?
    /// The map behind all heads.
    public let output: Linear
    /// How many attentions there are side by side.
    public let heads: Int
    /// The rate at which attention weights are dropped in training.
    public let dropout: Float
    /// Columns of queries and of Y.
    public var width: Int { inputWeight.shape[0] }

    /// New maps: Glorot's initialization in, as PyTorch's; biases 0.
    public init(width: Int, heads: Int, bias: Bool = true, dropout: Float = 0, key: RandomKey) {
        precondition(
            heads > 0 && width.isMultiple(of: heads),
            "MultiheadAttention: expected a width that \(heads) heads divide, found \(width)")
        inputWeight = Tensor(
            .glorotUniform(inputs: width, outputs: 3 * width, key: key.child("input")), requiresGradient: true)
        inputBias = bias ? Tensor(DenseArray(zeros: [3 * width]), requiresGradient: true) : nil
        output = Linear(inputs: width, outputs: width, bias: bias, key: key.child("output"))
        if let b = output.bias { b.value = DenseArray(zeros: [width]) }
        (self.heads, self.dropout) = (heads, dropout)
    }

    /// Y and the weights, each target over the sources, averaged over the heads.
    ///
    /// `hidden[t · sources + s]` true: target t may not look at source s.
    public func callAsFunction(
        queries: Tensor, keys: Tensor, values: Tensor, hidden: [Bool]? = nil, _ pass: ForwardPass = .evaluation
    ) -> (output: Tensor, weights: Tensor) {
        precondition(
            queries.shape.count == 3 && keys.shape.count == 3 && queries.shape[2] == width && keys.shape[2] == width
                && keys.shape[0] == queries.shape[0] && values.shape == keys.shape,
            "MultiheadAttention: expected queries [items, targets, \(width)], keys and values [items, sources, \(width)], found shapes \(queries.shape), \(keys.shape) and \(values.shape)"
        )
        let (items, targets, sources) = (queries.shape[0], queries.shape[1], keys.shape[1]), d = width / heads
        precondition(
            hidden == nil || hidden?.count == targets * sources,
            "MultiheadAttention: \(targets) targets and \(sources) sources, \(hidden?.count ?? 0) places hidden or not")
        // Q / √d, K, V     [items · heads, targets or sources, d]
        let q = perHead(queries, 0) * (1 / Float(d).squareRoot()), k = perHead(keys, 1), v = perHead(values, 2)
        // S = softmax(Q Kᵀ)     [items · heads, targets, sources]
        var scores = q.batchedProduct(k, transposed: true)
        if let hidden {
            let mask = DenseArray(hidden.map { $0 ? -Float.infinity : 0 })
            let all = (0..<items * heads).flatMap { _ in mask.elements }
            scores = scores + Tensor(DenseArray(all, shape: scores.shape))
        }
        var weights = scores.reshaped([items * heads * targets, sources]).softmax()
        if pass.isTraining, dropout > 0 { weights = weights.dropout(DropoutMask(rate: dropout, key: pass.key)) }
        // S V, heads side by side     [items · targets, width]
        let mixed = weights.reshaped([items * heads, targets, sources]).batchedProduct(v)
        let joined = mixed.reshaped([items, heads, targets, d]).permuted([0, 2, 1, 3])
        let y = output(joined.reshaped([items * targets, width])).reshaped([items, targets, width])
        // the mean over heads
        let share = Tensor(DenseArray(repeating: 1 / Float(heads), shape: [items, 1, heads]))
        let mean = share.batchedProduct(weights.reshaped([items, heads, targets * sources]))
        return (y, mean.reshaped([items, targets, sources]))
    }

    /// The map `number` of X, `[items · heads, length, d]`.
    private func perHead(_ x: Tensor, _ number: Int) -> Tensor {
        let (items, length) = (x.shape[0], x.shape[1]), range = number * width..<(number + 1) * width
        var y = x.reshaped([items * length, width]).matrixProduct(inputWeight.columns(range))
        if let inputBias { y = y.addingBias(inputBias.reshaped([1, 3 * width]).columns(range).reshaped([width])) }
        return y.reshaped([items, length, heads, width / heads]).permuted([0, 2, 1, 3])
            .reshaped([items * heads, length, width / heads])
    }

    public var children: [(name: String, module: any Module)] { [("out_proj", output)] }
    public var parameters: [Parameter] {
        [Parameter("in_proj_weight", inputWeight, isStoredTransposed: true)]
            + (inputBias.map { [Parameter("in_proj_bias", $0)] } ?? []) + output.parameters.map { $0.prefixed("out_proj") }
    }
    public var title: String { "MultiheadAttention" }
}
