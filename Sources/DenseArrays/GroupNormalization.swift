import CVectorKernels

/// Normalization of each item's groups of channels, channels last: arrays seen as `[items, places, channels]`. Sums run in
/// double precision; one thread an item.
public struct GroupNormalization: Sendable {
    /// The result, of x's shape.
    public let y: DenseArray
    private let x: DenseArray
    private let groups: Int
    private let weight: DenseArray?
    /// Of each item's channels: mean and 1 / √(variance + ε), the same within a group.     [items, channels]
    private let mean: DenseArray
    private let scale: DenseArray

    private static func layout(_ shape: [Int]) -> (items: Int, places: Int, channels: Int) {
        (shape[0], shape.dropFirst().dropLast().reduce(1, *), shape[shape.count - 1])
    }

    /// (x - mean) / √(variance + ε) · weight + bias for x `[items, …, channels]`; weight and bias `[channels]` or nil.
    public init(_ x: DenseArray, groups: Int, epsilon: Float, weight: DenseArray?, bias: DenseArray?) {
        precondition(
            x.shape.count >= 2 && groups > 0 && x.shape[x.shape.count - 1].isMultiple(of: groups),
            "GroupNormalization: x has shape \(x.shape), expected [items, …, channels] with channels that \(groups) groups divide")
        let (items, places, channels) = Self.layout(x.shape), width = channels / groups
        let mean = DenseArray(uninitialized: [items, channels]), scale = DenseArray(uninitialized: [items, channels])
        let y = DenseArray(uninitialized: x.shape)
        let shift = bias ?? DenseArray(zeros: [channels])
        let to = y.storage.pointer, from = x.storage.pointer
        Threads.run(tasks: places * channels == 0 ? 0 : items) { item in
            let start = item * places * channels, own = item * channels
            var sum = [Double](repeating: 0, count: channels), square = sum
            // Distances from the item's first place: nothing cancels where a channel hardly varies.
            cvk_column_moments(&sum, &square, from + start, from + start, places, channels)
            var factor = [Float](repeating: 1, count: channels), added = factor
            for group in 0..<groups {
                let range = group * width..<(group + 1) * width, n = Double(places)
                var centre = 0.0
                for c in range { centre += Double(from[start + c]) + sum[c] / n }
                centre /= Double(width)
                var variance = 0.0
                for c in range {
                    let d = sum[c] / n, apart = Double(from[start + c]) + d - centre
                    variance += max(0, square[c] / n - d * d) + apart * apart
                }
                let s = 1 / (Float(variance / Double(width)) + epsilon).squareRoot()
                for c in range {
                    mean.storage.pointer[own + c] = Float(centre)
                    scale.storage.pointer[own + c] = s
                    factor[c] = s * (weight.map { $0.storage.pointer[c] } ?? 1)
                    // with what the mean lost when it was rounded
                    added[c] = shift.storage.pointer[c] - Float(centre - Double(Float(centre))) * factor[c]
                }
            }
            cvk_normalize_rows(
                to + start, from + start, mean.storage.pointer + own, factor, added, false, places, channels)
        }
        (self.x, self.groups, self.weight) = (x, groups, weight)
        (self.y, self.mean, self.scale) = (y, mean, scale)
    }

    /// The gradients of x, weight and bias from that of y.
    public func backward(_ upstream: DenseArray) -> (x: DenseArray, weight: DenseArray, bias: DenseArray) {
        precondition(
            upstream.shape == x.shape, "GroupNormalization.backward: \(upstream.shape), expected \(x.shape)")
        let (items, places, channels) = Self.layout(x.shape), width = channels / groups
        let dWeights = DenseArray(zeros: [items, channels]), dBiases = DenseArray(zeros: [items, channels])
        let dx = DenseArray(uninitialized: x.shape)
        Threads.run(tasks: places * channels == 0 ? 0 : items) { item in
            let start = item * places * channels, own = item * channels
            let up = upstream.storage.pointer + start, from = x.storage.pointer + start
            let centres = mean.storage.pointer + own, scales = scale.storage.pointer + own
            var sum = [Double](repeating: 0, count: channels), product = sum
            cvk_normalize_sums(&sum, &product, up, from, centres, centres, centres, false, places, channels)
            var factor = [Float](repeating: 0, count: channels), constant = factor, slope = factor
            for group in 0..<groups {
                let range = group * width..<(group + 1) * width, n = Double(places * width)
                // a = mean of γ dY,  b = mean of γ dY ∘ X̂
                var (a, b) = (0.0, 0.0)
                for c in range {
                    let gamma = weight.map { Double($0.storage.pointer[c]) } ?? 1
                    a += gamma * sum[c] / n
                    b += gamma * product[c] * Double(scales[c]) / n
                }
                for c in range {
                    // dX = s (γ dY - a - X̂ b)
                    let s = scales[c]
                    factor[c] = s * (weight.map { $0.storage.pointer[c] } ?? 1)
                    constant[c] = s * Float(a)
                    slope[c] = s * s * Float(b)
                    dWeights.storage.pointer[own + c] = Float(product[c]) * s
                    dBiases.storage.pointer[own + c] = Float(sum[c])
                }
            }
            cvk_normalize_backward(
                dx.storage.pointer + start, up, from, centres, factor, factor, false, constant, slope, places, channels)
        }
        return (dx, dWeights.columnSums(), dBiases.columnSums())
    }
}
