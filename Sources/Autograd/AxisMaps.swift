import DenseArrays

/// Maps along axes: padding and cutting. The derivative stands right under the forward.
extension Tensor {
    /// The map of one axis; places without a source get `fill`.
    public func mapped(_ map: AxisMap, axis: Int, fill: Float = 0) -> Tensor {
        Tensor(map(value, axis: axis, fill: fill), of: "axisMap", [self]) { [self] upstream in
            // dX = Mᵀ dY     along the axis
            accumulate(map.transposed(upstream, axis: axis))
        }
    }

    /// What stands around a padded array.
    public enum Padding: Sendable, Equatable {
        /// A number.
        case constant(Float)
        /// The inside mirrored at the border's elements, which are not repeated.
        case reflect
        /// The border's elements.
        case replicate
        /// The other end.
        case circular

        /// What stands at `place` (which may lie outside 0 ..< length) in an axis of this length; -1: the number.
        fileprivate func source(_ place: Int, _ length: Int) -> Int {
            if place >= 0 && place < length { return place }
            switch self {
            case .constant: return -1
            case .replicate: return place < 0 ? 0 : length - 1
            case .circular: return ((place % length) + length) % length
            case .reflect: return place < 0 ? -place : 2 * (length - 1) - place
            }
        }
    }

    /// Each axis grown by `amounts[axis]` elements before and behind; a negative amount cuts. Fewer amounts than axes leave
    /// the last axes alone.
    ///
    /// Equal to PyTorch's `pad`, whose list names the last axis first: a picture `[items, height, width, channels]` takes
    /// `[(0, 0), (top, bottom), (left, right)]`.
    public func padded(_ amounts: [(before: Int, after: Int)], _ padding: Padding = .constant(0)) -> Tensor {
        precondition(
            amounts.count <= shape.count, "Tensor.padded: \(amounts.count) amounts for shape \(shape)")
        var y = self
        for (axis, (before, after)) in amounts.enumerated() where before != 0 || after != 0 {
            let length = shape[axis]
            let most: Int =
                switch padding {
                case .constant: Int.max
                case .replicate: length == 0 ? 0 : Int.max
                case .reflect: length - 1
                case .circular: length
                }
            precondition(
                max(before, after) <= most && length + before + after >= 0,
                "Tensor.padded: axis \(axis) of shape \(shape) cannot grow by \(before) and \(after) (\(padding))")
            var fill: Float = 0
            if case .constant(let number) = padding { fill = number }
            let map = AxisMap(from: length, places: (-before..<length + after).map { padding.source($0, length) })
            y = y.mapped(map, axis: axis, fill: fill)
        }
        return y
    }

    /// Elements `range` of an axis.
    public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
        precondition(
            shape.indices.contains(axis) && range.lowerBound >= 0 && range.upperBound <= shape[axis],
            "Tensor.sliced: \(range) of axis \(axis) of shape \(shape)")
        return mapped(AxisMap(from: shape[axis], places: Array(range)), axis: axis)
    }

    /// Arrays that agree in all axes but one, one behind the other along that: axis -1 joins channels. Equal to PyTorch's
    /// `cat`.
    public static func concatenating(_ parts: [Tensor], axis: Int) -> Tensor {
        precondition(!parts.isEmpty, "Tensor.concatenating: expected at least one array")
        let first = parts[0].shape
        let axis = axis < 0 ? axis + first.count : axis
        precondition(
            first.indices.contains(axis)
                && parts.allSatisfy {
                    $0.shape.count == first.count
                        && zip($0.shape, first).enumerated().allSatisfy { i, pair in i == axis || pair.0 == pair.1 }
                },
            "Tensor.concatenating: expected shapes that agree but for axis \(axis), found \(parts.map(\.shape))")
        let outer = first[..<axis].reduce(1, *), inner = first[(axis + 1)...].reduce(1, *)
        let joined = concatenatingColumns(parts.map { $0.reshaped([outer, $0.shape[axis] * inner]) })
        var shape = first
        shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
        return joined.reshaped(shape)
    }
}
