import Autograd
import DenseArrays

/// A learned row for each of a number of things: Y[i] = W[index i].
///
/// - W `[count, width]`; indices of any shape, Y that shape and `width` behind.
///
/// With `padding` that row is given back as it is and gets no gradient (a new layer starts it as zeros). Time is
/// O(indices · width) forward, O(count · width) back. Equal to PyTorch's `Embedding`, whose name (`weight`) a checkpoint uses.
public final class Embedding: Module {
    /// W `[count, width]`
    public let weight: Tensor
    /// The row that is not learned.
    public let padding: Int?
    /// How many rows there are to choose from.
    public var count: Int { weight.shape[0] }
    /// Columns of each row.
    public var width: Int { weight.shape[1] }

    /// With these rows.
    public init(weight: Tensor, padding: Int? = nil) {
        precondition(
            weight.shape.count == 2, "Embedding: expected a weight [count, width], found shape \(weight.shape)")
        precondition(
            padding.map { $0 >= 0 && $0 < weight.shape[0] } ?? true,
            "Embedding: padding \(padding ?? 0) outside 0..<\(weight.shape[0])")
        (self.weight, self.padding) = (weight, padding)
    }

    /// New rows of standard normal numbers, as PyTorch's.
    public convenience init(count: Int, width: Int, padding: Int? = nil, key: RandomKey) {
        var rows = DenseArray(normal: [count, width], key: key)
        if let padding { for c in 0..<width { rows[padding, c] = 0 } }
        self.init(weight: Tensor(rows, requiresGradient: true), padding: padding)
    }

    /// Y `[…, width]` for indices of this shape; `[indices, width]` without one.
    public func callAsFunction(_ indices: [Int], shape: [Int]? = nil) -> Tensor {
        let shape = shape ?? [indices.count]
        precondition(
            shape.reduce(1, *) == indices.count, "Embedding: \(indices.count) indices do not fill shape \(shape)")
        for index in indices {
            precondition(index >= 0 && index < count, "Embedding: index \(index) outside 0..<\(count)")
        }
        let (rows, padding) = (count, padding)
        // Y[i] = W[index i]
        let y = weight.value.gatheringRows(indices).reshaped(shape + [width])
        return .custom("embedding", inputs: [weight], value: y) { [width] upstream in
            // dW[index i] += dY[i]
            var gradient = upstream.reshaped([indices.count, width]).segmentSum(indices, rows: rows)
            if let padding { for c in 0..<width { gradient[padding, c] = 0 } }
            return [gradient]
        }
    }

    public var parameters: [Parameter] { [Parameter("weight", weight)] }
    public var title: String { "Embedding(\(count), \(width)\(padding.map { ", padding_idx=\($0)" } ?? ""))" }
}
