import Autograd
import DenseArrays
import NeuralNetworks

/// Layer normalization of whole graphs: Y = (X - mean) / √(variance + ε) · weight + bias, one mean and one biased variance
/// for all nodes and columns of a graph.
///
/// X, Y `[nodes, channels]`, weight and bias `[channels]`. Time is O(nodes · channels).
///
/// Source: Ba, Kiros & Hinton, 2016, "Layer Normalization", arXiv:1607.06450. Equal to PyG's `LayerNorm` in `graph` mode;
/// its `node` mode is `NeuralNetworks.LayerNorm`.
public final class GraphLayerNorm: Module {
    /// `[channels]`, or nil for 1.
    public let weight: Tensor?
    /// `[channels]`, or nil for 0.
    public let bias: Tensor?
    /// Keeps the division from 0.
    public let epsilon: Float

    /// A layer with these parameters.
    public init(weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5) {
        precondition(
            weight == nil || bias == nil || weight?.shape == bias?.shape,
            "GraphLayerNorm: weight of shape \(weight?.shape ?? []), bias of shape \(bias?.shape ?? [])")
        (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
    }

    /// A new layer with weight 1 and bias 0, both learned.
    public convenience init(channels: Int, epsilon: Float = 1e-5) {
        self.init(
            weight: Tensor(DenseArray(repeating: 1, shape: [channels]), requiresGradient: true),
            bias: Tensor(DenseArray(zeros: [channels]), requiresGradient: true), epsilon: epsilon)
    }

    /// Y for X `[nodes, channels]`; `batch` has each node's graph.
    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        if let weight { checkChannels("GraphLayerNorm", x, weight.shape[0]) }
        checkBatch("GraphLayerNorm", x, batch, graphCount)
        // means over nodes and columns: of the row means, all rows being equally long     [nodes, 1]
        let share = Tensor(DenseArray(repeating: 1 / Float(max(1, x.shape[1])), shape: [x.shape[1], 1]))
        let across = Tensor(DenseArray(repeating: 1, shape: [1, x.shape[1]]))
        let mean = x.matrixProduct(share).segmentMean(batch, rows: graphCount)
        let centred = x - mean.gatheringRows(batch).matrixProduct(across)
        let variance = (centred * centred).matrixProduct(share).segmentMean(batch, rows: graphCount)
        var y = centred.scalingRows(variance.inverseRoot(adding: epsilon).gatheringRows(batch))
        if let weight { y = y.scalingEachColumn(weight) }
        return bias.map { y.addingBias($0) } ?? y
    }

    public var title: String {
        "LayerNorm(\(weight.map { "\($0.shape[0]), " } ?? "")affine=\(PythonText.bool(weight != nil)), mode=graph)"
    }

    public var parameters: [Parameter] {
        (weight.map { [Parameter("weight", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}
