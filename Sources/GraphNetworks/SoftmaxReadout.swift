import Autograd
import DenseArrays
import NeuralNetworks

/// A readout that weights large elements: y = Σ softmax(t x) ∘ x, the softmax over each graph's nodes, columnwise.
///
/// t `[1]` or `[width]`, learned or fixed: 0 gives the mean, large t the maximum. Time is O(nodes · width).
///
/// Source: Li, Xiong, Thabet & Ghanem, 2020, "DeeperGCN: All You Need to Train Deeper GCNs", arXiv:2006.07739. Equal to
/// PyG's `SoftmaxAggregation`, whose name (`t`) a checkpoint uses.
public final class SoftmaxReadout: Readout {
    /// t `[1]`, or one a column.
    public let temperature: Tensor

    /// A readout with this t, which is learned if it requires a gradient.
    public init(temperature: Tensor) {
        precondition(
            temperature.shape.count == 1, "SoftmaxReadout: expected a vector t, found shape \(temperature.shape)")
        self.temperature = temperature
    }

    /// t starts as `value` for all `channels` columns together (1) or each.
    public convenience init(value: Float = 1, learned: Bool = true, channels: Int = 1) {
        self.init(temperature: Tensor(DenseArray(repeating: value, shape: [channels]), requiresGradient: learned))
    }

    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkBatch("SoftmaxReadout", x, batch, graphCount)
        let (n, width) = (x.shape[0], x.shape[1])
        precondition(
            temperature.shape == [1] || temperature.shape == [width],
            "SoftmaxReadout: x has \(width) columns, t has shape \(temperature.shape)")
        // S = t X: t as a matrix [n, width]
        let ones = Tensor(DenseArray(repeating: 1, shape: [n, 1]))
        let row = temperature.shape == [width]
            ? temperature.reshaped([1, width])
            : temperature.reshaped([1, 1]).matrixProduct(Tensor(DenseArray(repeating: 1, shape: [1, width])))
        let scores = x * ones.matrixProduct(row)
        // y = Σ softmax(S) ∘ X     [graphCount, width]
        return (scores.segmentSoftmax(batch, rows: graphCount) * x).segmentSum(batch, rows: graphCount)
    }

    public func outputs(inputs: Int) -> Int { inputs }
    public var title: String { "SoftmaxAggregation(learn=\(PythonText.bool(temperature.requiresGradient)))" }

    public var parameters: [Parameter] { temperature.requiresGradient ? [Parameter("t", temperature)] : [] }
}
