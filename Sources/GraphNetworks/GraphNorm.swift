import Autograd
import DenseArrays
import NeuralNetworks

/// Graph normalization: Y = (X - α mean) / √(variance + ε) · weight + bias, mean and variance of each graph's nodes,
/// columnwise.
///
/// X, Y `[nodes, channels]`; α (`mean_scale`), weight, bias `[channels]`; the variance is that of X - α mean, biased.
/// Time is O(nodes · channels).
///
/// Source: Cai, Luo, Xu, He, Liu & Wang, 2021, "GraphNorm: A Principled Approach to Accelerating Graph Neural Network
/// Training", arXiv:2009.03294. Equal to PyG's `GraphNorm`, whose names a checkpoint uses.
public final class GraphNorm: Module {
    /// γ `[channels]`.
    public let weight: Tensor
    /// β `[channels]`.
    public let bias: Tensor
    /// α: how much of the mean is taken away.
    public let meanScale: Tensor
    /// Keeps the division from 0.
    public let epsilon: Float

    /// A layer with these parameters, each `[channels]`.
    public init(weight: Tensor, bias: Tensor, meanScale: Tensor, epsilon: Float = 1e-5) {
        precondition(
            weight.shape.count == 1 && weight.shape == bias.shape && weight.shape == meanScale.shape,
            "GraphNorm: expected three vectors of one length, found shapes \(weight.shape), \(bias.shape), \(meanScale.shape)")
        (self.weight, self.bias, self.meanScale, self.epsilon) = (weight, bias, meanScale, epsilon)
    }

    /// A new layer: weight and mean scale 1, bias 0.
    public convenience init(channels: Int, epsilon: Float = 1e-5) {
        func new(_ value: Float) -> Tensor {
            Tensor(DenseArray(repeating: value, shape: [channels]), requiresGradient: true)
        }
        self.init(weight: new(1), bias: new(0), meanScale: new(1), epsilon: epsilon)
    }

    /// Y for X `[nodes, channels]`; `batch` has each node's graph.
    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkChannels("GraphNorm", x, weight.shape[0])
        checkBatch("GraphNorm", x, batch, graphCount)
        return x.centredByGraph(batch, graphCount, meanScale: meanScale)
            .scaledByGraph(batch, graphCount, epsilon: epsilon).scalingEachColumn(weight).addingBias(bias)
    }

    public var title: String { "GraphNorm(\(weight.shape[0]))" }

    public var parameters: [Parameter] {
        [Parameter("weight", weight), Parameter("bias", bias), Parameter("mean_scale", meanScale)]
    }
}
