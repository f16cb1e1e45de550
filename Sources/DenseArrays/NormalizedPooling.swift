import CVectorKernels

/// What `normalizedAndPooled` keeps for the way back.
public struct PooledPlaces: Sendable {
    /// x where each maximum was found, `[items, height / 2, width / 2, channels]`.
    public let chosen: DenseArray
    /// A byte for each: which of the four it was.
    fileprivate let places: DenseArray
}

/// Normalization, ReLU and maximum of windows of 2 by 2 of pictures `[items, height, width, channels]` in one pass, so that the
/// normalized picture is never in memory.
extension DenseArray {
    /// max(0, maximum of (x - mean) factor + shift over windows of 2 by 2 that do not overlap), the four of each channel:
    /// `[items, height / 2, width / 2, channels]`, rounded down. `keeping`: what the gradient needs.
    public func normalizedAndPooled(
        mean: DenseArray, factor: DenseArray, shift: DenseArray, keeping: Bool
    ) -> (y: DenseArray, places: PooledPlaces?) {
        precondition(
            shape.count == 4 && [mean, factor, shift].allSatisfy { $0.count == shape[3] },
            "DenseArray.normalizedAndPooled: expected [items, height, width, channels] and a mean, factor and shift of each channel, found \(shape) and \([mean, factor, shift].map(\.count))")
        let (items, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        let pooled = [items, height / 2, width / 2, channels]
        let y = DenseArray(uninitialized: pooled)
        let chosen = DenseArray(uninitialized: keeping ? pooled : [0])
        let places = DenseArray(uninitialized: keeping ? [(y.count + 3) / 4] : [0])
        let lines = Swift.max(1, 8192 / Swift.max(1, width * channels))
        Threads.run(over: items * (height / 2), by: lines) { piece in
            places.storage.pointer.withMemoryRebound(to: UInt8.self, capacity: 4 * places.count) { bytes in
                cvk_norm_pool(
                    y.storage.pointer, keeping ? chosen.storage.pointer : nil, keeping ? bytes : nil, storage.pointer,
                    mean.storage.pointer, factor.storage.pointer, shift.storage.pointer, height, width, channels,
                    piece.lowerBound, piece.upperBound)
            }
        }
        return (y, keeping ? PooledPlaces(chosen: chosen, places: places) : nil)
    }

    /// factor g - constant - (x - mean) slope for self = x, g being dY at the place of each maximum that was positive.
    public func normalizedAndPooledBackward(
        _ dy: DenseArray, _ kept: PooledPlaces, mean: DenseArray, factor: DenseArray, shift: DenseArray, constant: DenseArray,
        slope: DenseArray
    ) -> DenseArray {
        let (items, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        let dx = DenseArray(uninitialized: shape)
        Threads.run(tasks: items) { item in
            kept.places.storage.pointer.withMemoryRebound(to: UInt8.self, capacity: 4 * kept.places.count) { bytes in
                cvk_norm_pool_backward(
                    dx.storage.pointer, dy.storage.pointer, kept.chosen.storage.pointer, bytes, storage.pointer,
                    mean.storage.pointer, factor.storage.pointer, shift.storage.pointer, constant.storage.pointer,
                    slope.storage.pointer, height, width, channels, item, item + 1)
            }
        }
        return dx
    }
}
