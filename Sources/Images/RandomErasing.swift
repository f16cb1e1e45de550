import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// scale[c] byte + bias[c] for each channel: division by 255 and all normalizations in one step.
struct PixelNumbers: Sendable, Equatable {
    var scale = SIMD4<Float>(repeating: 1 / 255)
    var bias = SIMD4<Float>.zero
    /// How many channels the normalizations expect; nil where any number will do.
    var channels: Int?

    func write(_ view: PictureView, _ output: UnsafeMutablePointer<Float>) {
        check(view.channels)
        withUnsafeBytes(of: scale) { scale in
            withUnsafeBytes(of: bias) { bias in
                guard let scale = scale.bindMemory(to: Float.self).baseAddress,
                    let bias = bias.bindMemory(to: Float.self).baseAddress
                else { return }
                view.writeFloats(scale, bias, output)
            }
        }
    }

    private func check(_ found: Int) {
        guard let channels else { return }
        precondition(
            channels == found, "ImagePipeline: normalize has \(channels) means, the picture \(found) channels")
    }

    /// What follows by (x - mean) / deviation.
    mutating func normalize(_ mean: [Float], _ deviation: [Float]) {
        if mean.count > 1 {
            precondition(
                channels == nil || channels == mean.count,
                "ImagePipeline: one normalize has \(channels ?? 0) means, another \(mean.count)")
            channels = mean.count
        }
        for c in 0..<4 {
            let place = mean.count == 1 ? 0 : c
            guard place < mean.count else { break }
            scale[c] /= deviation[place]
            bias[c] = (bias[c] - mean[place]) / deviation[place]
        }
    }
}

/// One random erasing of a pipeline, and the normalizations behind it.
struct RandomErasing: Sendable, Equatable {
    let step: Int
    let probability: Double
    let scale: ClosedRange<Double>
    let ratio: ClosedRange<Double>
    let erased: ImageTransform.Erased
    /// What the steps behind this one make of a number.
    var later: PixelNumbers

    /// The numbers of a pipeline's pixels, and its erasings, from the steps that work on numbers.
    static func plan(_ steps: [ImageTransform], from first: Int) -> (PixelNumbers, [RandomErasing]) {
        var numbers = PixelNumbers()
        var erasings: [RandomErasing] = []
        for index in first..<steps.count {
            if case .normalize(let mean, let deviation) = steps[index] {
                numbers.normalize(mean, deviation)
                for i in erasings.indices { erasings[i].later.normalize(mean, deviation) }
            }
            if case .erasing(let probability, let scale, let ratio, let erased) = steps[index] {
                var unchanged = PixelNumbers()
                unchanged.scale = .one
                erasings.append(
                    RandomErasing(
                        step: index, probability: probability, scale: scale, ratio: ratio, erased: erased, later: unchanged))
            }
        }
        return (numbers, erasings)
    }

    /// The rectangle of a sample as torchvision draws it: ten tries of an area and a ratio; nil where none fits, or by chance.
    func rectangle(_ height: Int, _ width: Int, _ key: RandomKey) -> (rows: Range<Int>, columns: Range<Int>)? {
        guard key.uniform(0) < probability else { return nil }
        let (low, high) = (log(ratio.lowerBound), log(ratio.upperBound))
        for attempt in 0..<10 {
            let draw = 1 + 4 * attempt
            let area = Double(height * width) * (scale.lowerBound + (scale.upperBound - scale.lowerBound) * key.uniform(draw))
            let aspect = exp(low + (high - low) * key.uniform(draw + 1))
            let h = Int((area * aspect).squareRoot().rounded(.toNearestOrEven))
            let w = Int((area / aspect).squareRoot().rounded(.toNearestOrEven))
            guard h < height, w < width else { continue }
            let top = key.integer(draw + 2, below: height - h + 1), left = key.integer(draw + 3, below: width - w + 1)
            return (top..<top + h, left..<left + w)
        }
        return nil
    }

    func apply(_ output: UnsafeMutablePointer<Float>, _ size: ImageSize, _ key: RandomKey) {
        guard let (rows, columns) = rectangle(size.height, size.width, key) else { return }
        let noise = key.child("noise")
        for y in rows {
            for x in columns {
                for c in 0..<size.channels {
                    let place = (y * size.width + x) * size.channels + c
                    let value: Float
                    switch erased {
                    case .value(let constant): value = constant
                    case .noise:
                        // Box & Muller, 1958
                        let radius = (-2 * log(1 - noise.uniform(2 * place))).squareRoot()
                        value = Float(radius * cos(2 * .pi * noise.uniform(2 * place + 1)))
                    }
                    output[place] = later.scale[c] * value + later.bias[c]
                }
            }
        }
    }
}
