import Convolutions
import DenseArrays

extension Tensor {
    /// The maximum of each window of X `[items, …lengths, channels]`, each channel by itself: Y
    /// `[items, …outputLengths, channels]`.
    ///
    /// `relu`: the maximum of each window of max(0, X), in the same pass. The gradient goes to the first of equal maxima.
    public func maxPooled(_ geometry: PoolingGeometry, relu: Bool = false) -> Tensor {
        check("Tensor.maxPooled", geometry)
        let wantsPlaces = requiresGradient && Gradients.areRecorded
        let (y, places) = geometry.maximum(value, relu: relu, places: wantsPlaces)
        return Tensor(y, of: "maxPooled", [self]) { [self] upstream in
            if let places { accumulate(geometry.maximumGradient(upstream, places)) }
        }
    }

    /// The mean of each window of X `[items, …lengths, channels]`, each channel by itself.
    public func meanPooled(_ geometry: PoolingGeometry) -> Tensor {
        check("Tensor.meanPooled", geometry)
        return Tensor(geometry.mean(value), of: "meanPooled", [self]) { [self] upstream in
            accumulate(geometry.meanGradient(upstream))
        }
    }

    private func check(_ name: StaticString, _ geometry: PoolingGeometry) {
        precondition(
            shape.count == geometry.lengths.count + 2 && Array(shape.dropFirst().dropLast()) == geometry.lengths,
            "\(name): x has shape \(shape), expected [items, \(geometry.lengths.map(String.init).joined(separator: ", ")), channels]")
    }
}
