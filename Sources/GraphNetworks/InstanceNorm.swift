import Autograd
import DenseArrays
import NeuralNetworks

/// Instance normalization: Y = (X - mean) / √(variance + ε) · weight + bias, mean and biased variance of each graph's nodes,
/// columnwise.
///
/// X, Y `[nodes, channels]`. Time is O(nodes · channels).
///
/// Source: Ulyanov, Vedaldi & Lempitsky, 2017, "Instance Normalization: The Missing Ingredient for Fast Stylization",
/// arXiv:1607.08022. Equal to PyG's `InstanceNorm` without running statistics.
public final class InstanceNorm: Module {
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
            "InstanceNorm: weight of shape \(weight?.shape ?? []), bias of shape \(bias?.shape ?? [])")
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
        if let weight { checkChannels("InstanceNorm", x, weight.shape[0]) }
        checkBatch("InstanceNorm", x, batch, graphCount)
        var y = x.centredByGraph(batch, graphCount).scaledByGraph(batch, graphCount, epsilon: epsilon)
        if let weight { y = y.scalingEachColumn(weight) }
        return bias.map { y.addingBias($0) } ?? y
    }

    public var title: String { "InstanceNorm(\(weight.map { "\($0.shape[0])" } ?? ""))" }

    public var parameters: [Parameter] {
        (weight.map { [Parameter("weight", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}
