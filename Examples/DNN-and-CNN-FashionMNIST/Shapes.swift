import GraphLearning

/// Gray pictures of simple shapes, 28 by 28: what this notebook learns from where Fashion-MNIST is absent.
enum Shapes {
    static let names = ["disc", "ring", "ellipse", "square", "rectangle", "triangle", "pentagon", "star", "cross", "crescent"]

    /// As many pictures of each shape: each of its own size, place, turn, brightness and ground, under noise.
    static func set(_ name: String, count: Int, key: RandomKey) -> ImageDataset {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(count * side * side)
        for number in 0..<count { pixels += picture(number % names.count, key.child(number)) }
        return ImageDataset(
            name: name, size: ImageSize(height: side, width: side, channels: 1), pixels: pixels,
            labels: (0..<count).map { Int32($0 % names.count) }, classNames: names)
    }

    private static let side = 28

    private static func picture(_ shape: Int, _ key: RandomKey) -> [UInt8] {
        func between(_ low: Double, _ high: Double, _ number: Int) -> Double { low + (high - low) * key.uniform(number) }
        let radius = between(6, 10, 0), (x, y) = (between(-2, 2, 1), between(-2, 2, 2))
        let turn = direction(key)
        let ground = between(0, 90, 3), ink = ground + between(60, 150, 4), noise = Float(between(5, 20, 5))
        let noises = DenseArray(normal: [side * side], key: key.child("noise"))
        return (0..<side * side).map { place in
            // the share of nine points of the pixel that lie inside
            var inside = 0
            for part in 0..<9 {
                let u = (Double(place % side) + (Double(part % 3) + 0.5) / 3 - 14 - x) / radius
                let v = (Double(place / side) + (Double(part / 3) + 0.5) / 3 - 14 - y) / radius
                if contains(shape, u * turn.x + v * turn.y, v * turn.x - u * turn.y) { inside += 1 }
            }
            let value = Float(ground + (ink - ground) * Double(inside) / 9) + noise * noises[place]
            return UInt8(max(0, min(255, value)))
        }
    }

    /// A direction in the plane, evenly drawn: a point of the unit disc, moved to its edge.
    private static func direction(_ key: RandomKey) -> (x: Double, y: Double) {
        for number in 10..<60 {
            let (x, y) = (2 * key.uniform(2 * number) - 1, 2 * key.uniform(2 * number + 1) - 1)
            let length = (x * x + y * y).squareRoot()
            if length > 0.1, length < 1 { return (x / length, y / length) }
        }
        return (1, 0)
    }

    /// Whether a shape of radius 1 around 0 covers a point.
    private static func contains(_ shape: Int, _ x: Double, _ y: Double) -> Bool {
        let square = x * x + y * y
        switch names[shape] {
        case "disc": return square < 0.85
        case "ring": return square < 1 && square > 0.36
        case "ellipse": return x * x + 3.2 * y * y < 1
        case "square": return max(abs(x), abs(y)) < 0.78
        case "rectangle": return abs(x) < 0.95 && abs(y) < 0.52
        case "triangle": return isInside(polygon(3), x, y)
        case "pentagon": return isInside(polygon(5), x, y)
        case "star": return isStar(x, y)
        case "cross": return max(abs(x), abs(y)) < 0.95 && min(abs(x), abs(y)) < 0.3
        default: return square < 1 && (x - 0.45) * (x - 0.45) + y * y > 0.55
        }
    }

    /// The outward directions of the sides of a regular polygon, and how far they lie from its middle.
    private static func polygon(_ corners: Int) -> (directions: [(x: Double, y: Double)], distance: Double) {
        corners == 3
            ? ([(0, 1), (0.8660254, -0.5), (-0.8660254, -0.5)], 0.5)
            : ([(0, 1), (0.9510565, 0.3090170), (0.5877853, -0.8090170), (-0.5877853, -0.8090170), (-0.9510565, 0.3090170)], 0.82)
    }

    private static func isInside(_ polygon: (directions: [(x: Double, y: Double)], distance: Double), _ x: Double, _ y: Double) -> Bool {
        polygon.directions.allSatisfy { x * $0.x + y * $0.y < polygon.distance }
    }

    /// Five points: where at most one of the five lines is crossed.
    private static func isStar(_ x: Double, _ y: Double) -> Bool {
        polygon(5).directions.count { x * $0.x + y * $0.y > 0.36 } <= 1 && x * x + y * y < 1.4
    }
}
