#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A place in the plane of a drawing, y up.
typealias Point = SIMD2<Double>

/// What drawings ask of the plane.
enum Plane {
    static func length(_ v: Point) -> Double { (v.x * v.x + v.y * v.y).squareRoot() }
    static func distance(_ a: Point, _ b: Point) -> Double { length(a - b) }
    static func cross(_ a: Point, _ b: Point) -> Double { a.x * b.y - a.y * b.x }
    static func dot(_ a: Point, _ b: Point) -> Double { a.x * b.x + a.y * b.y }
    /// Turned left by a right angle.
    static func left(_ v: Point) -> Point { [-v.y, v.x] }
    static func angle(_ v: Point) -> Double { atan2(v.y, v.x) }
    static func direction(_ angle: Double) -> Point { [cos(angle), sin(angle)] }

    /// Of length 1; to the right where there is no direction.
    static func unit(_ v: Point) -> Point {
        let size = length(v)
        return size > 1e-9 ? v / size : [1, 0]
    }

    /// Turned by the angle of `turn`, a vector of length 1.
    static func rotated(_ v: Point, by turn: Point) -> Point { [v.x * turn.x - v.y * turn.y, v.x * turn.y + v.y * turn.x] }

    /// Mirrored at the line through `origin` along the unit vector `axis`.
    static func mirrored(_ p: Point, origin: Point, axis: Point) -> Point {
        let v = p - origin
        return origin + axis * (2 * dot(v, axis)) - v
    }

    /// Whether the inner parts of two segments cross.
    static func cross(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
        if max(a.x, b.x) < min(c.x, d.x) || max(c.x, d.x) < min(a.x, b.x) { return false }
        if max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y) { return false }
        let first = cross(b - a, c - a) * cross(b - a, d - a)
        let second = cross(d - c, a - c) * cross(d - c, b - c)
        return first < -1e-9 && second < -1e-9
    }

    /// How far a point lies from a segment.
    static func distance(_ p: Point, fromSegment a: Point, _ b: Point) -> Double {
        let v = b - a
        let square = dot(v, v)
        guard square > 1e-12 else { return distance(p, a) }
        let t = min(max(dot(p - a, v) / square, 0), 1)
        return distance(p, a + v * t)
    }

    /// `count` points on an arc from `p` to `q`, on the side `isLeft` of the way from p to q, each one bond from the next;
    /// on the straight line where the ends are too far apart.
    static func arc(_ p: Point, _ q: Point, count: Int, isLeft: Bool) -> [Point] {
        guard count > 0 else { return [] }
        let chord = distance(p, q)
        let steps = Double(count + 1)
        guard chord < steps * 0.999 else {
            return (1...count).map { p + (q - p) * (Double($0) / steps) }
        }
        // sin(N θ/2) / sin(θ/2) falls from N to 0 as θ grows from 0 to 2π/N.
        var (low, high) = (1e-6, 2 * Double.pi / steps)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if sin(steps * middle / 2) / sin(middle / 2) > chord { low = middle } else { high = middle }
        }
        let theta = (low + high) / 2
        let radius = 1 / (2 * sin(theta / 2))
        let along = chord > 1e-9 ? (q - p) / chord : [1, 0]
        let side = isLeft ? left(along) : -left(along)
        let centre = (p + q) / 2 - side * (radius * cos(steps * theta / 2))
        let turn = direction(isLeft ? -theta : theta)
        var arm = p - centre
        return (0..<count).map { _ in
            arm = rotated(arm, by: turn)
            return centre + arm
        }
    }
}
