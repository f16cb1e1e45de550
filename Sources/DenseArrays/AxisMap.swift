import CVectorKernels

/// A linear map along one axis, each place of the result a weighted sum of a few places of the source: what padding,
/// cutting and interpolation have in common.
///
/// Time is O(entries · elements behind the axis).
public struct AxisMap: Sendable {
    /// The length of the source's axis.
    public let from: Int
    /// The length of the result's axis.
    public let to: Int
    private let starts: [Int32]
    private let indices: [Int32]
    private let weights: [Float]

    /// `taps[j]` lists the places of the source that place j of the result is made of, and their weights; none where the
    /// result is a filling value.
    public init(from: Int, taps: [[(place: Int, weight: Float)]]) {
        (self.from, to) = (from, taps.count)
        var starts: [Int32] = [0], indices: [Int32] = [], weights: [Float] = []
        for taps in taps {
            for (place, weight) in taps {
                precondition(place >= 0 && place < from, "AxisMap: place \(place) outside 0..<\(from)")
                indices.append(Int32(place))
                weights.append(weight)
            }
            starts.append(Int32(indices.count))
        }
        (self.starts, self.indices, self.weights) = (starts, indices, weights)
    }

    /// Each place of the result is a place of the source; -1 where it is a filling value.
    public init(from: Int, places: [Int]) {
        let one: Float = 1
        var taps: [[(place: Int, weight: Float)]] = []
        for place in places {
            if place < 0 { taps.append([]) } else { taps.append([(place: place, weight: one)]) }
        }
        self.init(from: from, taps: taps)
    }

    /// The map that sends gradients back.
    public var transposed: AxisMap {
        var taps = [[(place: Int, weight: Float)]](repeating: [], count: from)
        for place in 0..<to {
            for k in Int(starts[place])..<Int(starts[place + 1]) { taps[Int(indices[k])].append((place: place, weight: weights[k])) }
        }
        return AxisMap(from: to, taps: taps)
    }

    /// The map of `axis` of an array; places without a source get `fill`.
    public func callAsFunction(_ x: DenseArray, axis: Int, fill: Float = 0) -> DenseArray {
        precondition(
            x.shape.indices.contains(axis) && x.shape[axis] == from,
            "AxisMap: axis \(axis) of shape \(x.shape), expected length \(from)")
        var shape = x.shape
        shape[axis] = to
        let outer = shape[..<axis].reduce(1, *), inner = shape[(axis + 1)...].reduce(1, *)
        let out = DenseArray(uninitialized: shape)
        let target = out.storage.pointer, source = x.storage.pointer
        Threads.run(over: outer * to, by: max(1, DenseArray.piece / max(1, inner))) { range in
            cvk_axis_map(
                target, source, starts, indices, weights, from, to, inner, fill, range.lowerBound, range.upperBound)
        }
        return out
    }
}
