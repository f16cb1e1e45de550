import FileFormats

/// Mean and standard deviation of each channel, of numbers in 0 … 1: what `normalize` takes.
public struct ImageStatistics: Sendable, Equatable {
    /// Of each channel.
    public let mean: [Float]
    /// Of all pixels together, divided by their number.
    public let standardDeviation: [Float]

    /// The transform that gives mean 0 and deviation 1. A channel that never changes is only shifted.
    public var normalize: ImageTransform {
        .normalize(mean: mean, standardDeviation: standardDeviation.map { $0 > 0 ? $0 : 1 })
    }
}

extension ImageSource {
    /// Mean and standard deviation over all pixels of the pictures `indices` (all when nil), from whole numbers: exact.
    ///
    /// Throws where a picture cannot be read, or has another number of channels than the first.
    public func statistics(of indices: [Int]? = nil) throws(FileError) -> ImageStatistics {
        var sums: [UInt64] = [], squares: [UInt64] = [], count = 0
        for index in indices ?? Array(0..<self.count) {
            try withPixels(index) { (pixels, size) throws(FileError) in
                if sums.isEmpty {
                    sums = [UInt64](repeating: 0, count: size.channels)
                    squares = sums
                }
                guard size.channels == sums.count else {
                    throw FileError(
                        kind: .unsupported, file: name(of: index), found: "\(size.channels) channels",
                        expected: "\(sums.count) as the others have", advice: "set the number of channels")
                }
                count += size.height * size.width
                for c in 0..<size.channels {
                    // bytes squared, 2¹⁶ of them at most, fit 32 bits
                    for first in stride(from: c, to: pixels.count, by: size.channels << 16) {
                        var (sum, square): (UInt32, UInt32) = (0, 0)
                        for place in stride(from: first, to: min(pixels.count, first + size.channels << 16), by: size.channels) {
                            let value = UInt32(pixels[place])
                            sum &+= value
                            square &+= value &* value
                        }
                        sums[c] += UInt64(sum)
                        squares[c] += UInt64(square)
                    }
                }
            }
        }
        let pixels = Double(max(1, count))
        let means = sums.map { Double($0) / pixels }
        let deviations = zip(squares, means).map { max(0, Double($0) / pixels - $1 * $1).squareRoot() / 255 }
        return ImageStatistics(mean: means.map { Float($0 / 255) }, standardDeviation: deviations.map { Float($0) })
    }
}
