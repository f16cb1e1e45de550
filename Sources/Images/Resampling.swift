/// The pixels that each new pixel of a row or column is made of, and their weights.
///
/// The filter (a triangle of half-width 1, or the cubic of a = -1/2, half-width 2) stretches by the shrink factor, so that all old
/// pixels count. As Pillow's `precompute_coeffs`; weights add up to 1.
struct Resampling {
    /// For each new pixel the first old one, and how many.
    private(set) var starts: [Int32] = []
    private(set) var counts: [Int32] = []
    /// `taps` for each new pixel, zeros behind the last.
    private(set) var weights: [Double] = []
    let taps: Int

    /// - Parameter isWidened: off where a shrunk picture is to be sampled as torch does without antialiasing.
    init(from old: Int, to new: Int, _ interpolation: ImageTransform.Interpolation, isWidened: Bool = true) {
        let scale = Double(old) / Double(new)
        let stretch = isWidened ? max(1, scale) : 1
        let support = (interpolation == .bicubic ? 2 : 1) * stretch
        taps = Int(support.rounded(.up)) * 2 + 1
        for x in 0..<new {
            let centre = (Double(x) + 0.5) * scale
            let first = max(0, Int(centre - support + 0.5))
            let count = min(old, Int(centre + support + 0.5)) - first
            var row = (0..<count).map { k in
                Self.filter((Double(k + first) - centre + 0.5) / stretch, interpolation)
            }
            let sum = row.reduce(0, +)
            if sum != 0 { for k in row.indices { row[k] /= sum } }
            starts.append(Int32(first))
            counts.append(Int32(count))
            weights += row
            weights += [Double](repeating: 0, count: taps - count)
        }
    }

    private static func filter(_ x: Double, _ interpolation: ImageTransform.Interpolation) -> Double {
        let x = abs(x)
        if interpolation != .bicubic { return max(0, 1 - x) }
        let a = -0.5
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }

    /// The weights with 22 bits behind the point, halves away from 0.
    var wholeWeights: [Int32] { weights.map { Int32(($0 * Double(1 << 22)).rounded(.toNearestOrAwayFromZero)) } }
}
