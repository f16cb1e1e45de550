import Autograd
import DenseArrays

/// How a node (or a graph) makes one vector of those that it receives, columnwise. Whoever receives nothing gets zeros.
///
/// The names are PyG's (`aggr`); variance and standard deviation are the biased ones. Time is O(items · width).
public enum Aggregation: String, Sendable, CaseIterable {
    /// Σ; 0 of nothing.
    case sum
    /// The mean; 0 of nothing.
    case mean
    /// The largest, column by column; 0 of nothing.
    case maximum = "max"
    /// The smallest, column by column; 0 of nothing.
    case minimum = "min"
    /// Σ (x - mean)² / count
    case variance = "var"
    /// √variance; 0, with gradient 0, where the variance is at most 1e-5, as PyG's.
    case standardDeviation = "std"

    /// The aggregation that PyG calls `name`; "add" is "sum".
    public init?(named name: String) {
        self.init(rawValue: name == "add" ? "sum" : name)
    }

    /// Y `[rows, width]` for X `[items, width]`, item i belonging to row `indices[i]`.
    public func callAsFunction(_ x: Tensor, _ indices: [Int], rows: Int) -> Tensor {
        switch self {
        case .sum: return x.segmentSum(indices, rows: rows)
        case .mean: return x.segmentMean(indices, rows: rows)
        case .maximum: return x.segmentMaximum(indices, rows: rows)
        case .minimum: return x.segmentMinimum(indices, rows: rows)
        case .variance:
            // v = E[(x - E[x])²]: as PyG's E[x²] - E[x]², without its cancellation
            let centred = x - x.segmentMean(indices, rows: rows).gatheringRows(indices)
            return (centred * centred).segmentMean(indices, rows: rows)
        case .standardDeviation:
            return Aggregation.variance(x, indices, rows: rows).map("standardDeviation") {
                $0 > 1e-5 ? $0.squareRoot() : 0
            } derivative: {
                $0 > 1e-5 ? 0.5 / $1 : 0
            }
        }
    }
}
