import GraphLearning

/// What this notebook convolves, made here.
enum Pictures {
    /// A wave of two periods and a step, and the same with noise.
    static func signal(_ count: Int, noise: Float) -> (clean: [Float], noisy: [Float]) {
        let noises = DenseArray(normal: [count], key: RandomKey(seed: 0))
        let clean = (0..<count).map { place -> Float in
            let phase = 4 * Float.pi * Float(place) / Float(count)
            return sine(phase) + (place >= count * 3 / 4 ? 1 : 0)
        }
        return (clean, clean.indices.map { clean[$0] + noise * noises[$0] })
    }

    /// A house under the sun, `[side, side, 3]`, in 0 … 1.
    static func house(_ side: Int) -> DenseArray {
        var picture = DenseArray(zeros: [side, side, 3])
        picture.withUnsafeMutableElements { pixels in
            for row in 0..<side {
                for column in 0..<side {
                    let colour = colour(Float(column) / Float(side), Float(row) / Float(side))
                    for channel in 0..<3 { pixels[(row * side + column) * 3 + channel] = colour[channel] }
                }
            }
        }
        return picture
    }

    /// Red, green and blue at a place; x to the right, y down, both in 0 … 1.
    private static func colour(_ x: Float, _ y: Float) -> [Float] {
        if x > 0.44, x < 0.56, y > 0.62, y < 0.85 { return [0.35, 0.2, 0.1] }
        if abs(abs(x - 0.5) - 0.17) < 0.05, y > 0.55, y < 0.67 { return [0.2, 0.3, 0.5] }
        if x > 0.2, x < 0.8, y > 0.48, y < 0.85 { return [0.9, 0.85, 0.75] }
        if y > 0.2, y <= 0.48, abs(x - 0.5) < (y - 0.2) * 1.3 { return [0.8, 0.15, 0.1] }
        if (x - 0.85) * (x - 0.85) + (y - 0.15) * (y - 0.15) < 0.01 { return [1, 0.9, 0.2] }
        return y > 0.8 ? [0.25, 0.6, 0.2] : [0.45 + 0.3 * y, 0.65 + 0.2 * y, 0.95]
    }

    /// The mean of a picture's channels, `[height, width]`.
    static func grey(_ picture: DenseArray) -> DenseArray {
        let (height, width) = (picture.shape[0], picture.shape[1])
        let pixels = picture.elements
        return DenseArray(
            (0..<height * width).map { (pixels[$0 * 3] + pixels[$0 * 3 + 1] + pixels[$0 * 3 + 2]) / 3 }, shape: [height, width])
    }

    /// A bright square that moves to the right over a ground that stays, `[frames, side, side]`.
    static func clip(frames: Int, side: Int) -> DenseArray {
        var clip = DenseArray(zeros: [frames, side, side])
        clip.withUnsafeMutableElements { pixels in
            for frame in 0..<frames {
                for row in 0..<side {
                    for column in 0..<side {
                        let left = 3 + 3 * frame
                        let isSquare = row >= 9 && row < 17 && column >= left && column < left + 8
                        let isPost = column >= side - 7 && column < side - 4 || row >= side - 5
                        pixels[(frame * side + row) * side + column] = isSquare ? 1 : isPost ? 0.6 : 0.1
                    }
                }
            }
        }
        return clip
    }

    /// `[maps, height, width]` as `[height, width, maps]`, the way feature maps are drawn.
    static func mapsLast(_ maps: DenseArray) -> DenseArray {
        let (count, area) = (maps.shape[0], maps.shape[1] * maps.shape[2])
        let values = maps.elements
        return DenseArray(
            (0..<area * count).map { values[$0 % count * area + $0 / count] }, shape: [maps.shape[1], maps.shape[2], count])
    }

    /// Pictures `[height, width]` of one size, behind each other as `[height, width, maps]`.
    static func stacked(_ maps: [DenseArray]) -> DenseArray {
        mapsLast(DenseArray(maps.flatMap(\.elements), shape: [maps.count] + (maps.first?.shape ?? [0, 0])))
    }

    /// One map of `[1, height, width, channels]`, as `[height, width]`.
    static func map(_ number: Int, of output: DenseArray) -> DenseArray {
        let channels = output.shape[3], values = output.elements
        return DenseArray(
            stride(from: number, to: values.count, by: channels).map { values[$0] }, shape: [output.shape[1], output.shape[2]])
    }

    /// The sine, by its series: this program needs no other library for it.
    private static func sine(_ x: Float) -> Float {
        var y = Double(x)
        while y > .pi { y -= 2 * .pi }
        var term = y, sum = y
        for n in 1...12 {
            term *= -y * y / Double(2 * n * (2 * n + 1))
            sum += term
        }
        return Float(sum)
    }
}

/// Filters written out as lists of numbers.
enum Filters {
    /// W `[…window, inputs, outputs]` from one list a filter, each with its input channels last: `window · inputs` numbers.
    static func weight(_ filters: [[Float]], window: [Int], inputs: Int = 1) -> Tensor {
        let size = window.reduce(1, *) * inputs
        let values = (0..<size).flatMap { place in filters.map { $0[place] } }
        return Tensor(DenseArray(values, shape: window + [inputs, filters.count]))
    }
}

/// The mean of squared differences, to three decimals.
func meanSquare(_ a: [Float], _ b: [Float]) -> Float {
    let sum = zip(a, b).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (sum / Float(max(1, a.count)) * 1000).rounded() / 1000
}
