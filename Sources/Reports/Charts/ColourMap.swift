/// Colours for numbers from 0 to 1.
public enum ColourMap: String, Sendable, CaseIterable {
    /// From black to white.
    case grey
    /// From dark violet over green to yellow: equal steps look equal, also to the colour-blind and in print.
    /// Source: Smith & van der Walt, 2015, matplotlib's default.
    case viridis

    private static let anchors: [(Double, Double, Double)] = [
        (68, 1, 84), (72, 40, 120), (62, 74, 137), (49, 104, 142), (38, 130, 142), (31, 158, 137), (53, 183, 121), (110, 206, 88),
        (181, 222, 43), (253, 231, 37),
    ]

    /// Red, green and blue of a number; what lies outside 0 ... 1 gets the end's colour, what is no number the low end's.
    public func colour(_ value: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
        let t = value > 0 ? min(1, value) : 0
        switch self {
        case .grey:
            let level = UInt8((t * 255).rounded())
            return (level, level, level)
        case .viridis:
            let place = t * Double(Self.anchors.count - 1)
            let below = min(Self.anchors.count - 2, Int(place))
            let (a, b, part) = (Self.anchors[below], Self.anchors[below + 1], place - Double(below))
            func mixed(_ a: Double, _ b: Double) -> UInt8 { UInt8((a + (b - a) * part).rounded()) }
            return (mixed(a.0, b.0), mixed(a.1, b.1), mixed(a.2, b.2))
        }
    }
}
