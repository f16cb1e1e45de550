import Autograd
import DenseArrays
import NeuralNetworks

/// A readout by one columnwise reduction: mean (the default, as the textbooks have it), sum, maximum, minimum, variance or
/// standard deviation of each graph's node vectors.
///
/// Without parameters. Time is O(nodes · width). Equal to PyG's `global_mean_pool`, `global_add_pool`, `global_max_pool`
/// and its `MinAggregation`, `VarAggregation`, `StdAggregation`.
public final class ReductionReadout: Readout {
    /// How messages are brought together.
    public let aggregation: Aggregation

    /// The mean unless asked otherwise.
    public init(_ aggregation: Aggregation = .mean) { self.aggregation = aggregation }

    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkBatch("ReductionReadout", x, batch, graphCount)
        return aggregation(x, batch, rows: graphCount)
    }

    public func outputs(inputs: Int) -> Int { inputs }
    public var title: String {
        "\(aggregation.rawValue.prefix(1).uppercased())\(aggregation.rawValue.dropFirst())Aggregation()"
    }

    public var parameters: [Parameter] { [] }
}
