import DenseArrays

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Mesh {
    /// The names of the columns of `invariantFeatures`.
    public static let invariantFeatureNames = [
        "degree", "side_mean", "side_deviation", "area", "gaussian_curvature", "mean_curvature",
    ]

    /// What the surface is like at each vertex, `[vertices, 6]`, whatever place, direction and size the mesh has.
    ///
    /// With s the mean length of all sides and a the mean area of all vertices:
    /// - degree: the number of sides at the vertex;
    /// - side_mean, side_deviation: mean and standard deviation of their lengths, divided by s;
    /// - area: a k-th of the area of each face of k corners there, divided by a;
    /// - gaussian_curvature: 2π less the angles of the faces there (π at a border, where a side has one face);
    /// - mean_curvature: ¼ Σ |e| β(e) over the sides e with two faces, β the angle between the faces' normals (positive
    ///   where the surface bulges towards them), divided by s.
    ///
    /// Both curvatures are integrals over the vertex's part of the surface, so that thin faces do no harm. A vertex
    /// without a face has 0 throughout. O(corners).
    ///
    /// Source: Meyer, Desbrun, Schröder & Barr, 2003, "Discrete Differential-Geometry Operators for Triangulated
    /// 2-Manifolds", DOI 10.1007/978-3-662-05105-4_2 (angle deficit); Cohen-Steiner & Morvan, 2003, "Restricted Delaunay
    /// Triangulations and Normal Cycle", DOI 10.1145/777792.777839 (mean curvature over sides).
    public var invariantFeatures: DenseArray {
        let points = positions.elements
        func point(_ vertex: Int32) -> Vector {
            let place = Int(vertex) * 3
            return Vector(Double(points[place]), Double(points[place + 1]), Double(points[place + 2]))
        }
        var area = [Double](repeating: 0, count: vertexCount), angles = area, bend = area
        var isBorder = [Bool](repeating: false, count: vertexCount)
        var hasFace = isBorder
        var sides: [Side] = []
        for face in faces {
            // n = ½ Σ p_i × p_{i+1}, about the first corner so that a far-off mesh loses no digits
            let first = point(face[0])
            var normal = Vector(0, 0, 0)
            for corner in face.indices {
                normal += (point(face[corner]) - first).cross(point(face[(corner + 1) % face.count]) - first)
            }
            let share = normal.length / 2 / Double(face.count)
            for (corner, vertex) in face.enumerated() {
                let next = face[(corner + 1) % face.count], before = face[(corner + face.count - 1) % face.count]
                let here = point(vertex)
                hasFace[Int(vertex)] = true
                area[Int(vertex)] += share
                let (forward, back) = (point(next) - here, point(before) - here)
                angles[Int(vertex)] += atan2(forward.cross(back).length, forward.dot(back))
                if vertex != next { sides.append(Side(vertex, next, normal)) }
            }
        }
        sides.sort { $0.key < $1.key }
        var count = [Double](repeating: 0, count: vertexCount), sums = count, squares = count
        var total = 0.0, lengths = 0
        var start = 0
        while start < sides.count {
            var end = start + 1
            while end < sides.count, sides[end].key == sides[start].key { end += 1 }
            let (a, b) = sides[start].ends
            let along = point(b) - point(a)
            let length = along.length
            total += length
            lengths += 1
            for vertex in [Int(a), Int(b)] {
                count[vertex] += 1
                sums[vertex] += length
                squares[vertex] += length * length
                if end - start == 1 { isBorder[vertex] = true }
            }
            if end - start == 2 {
                // The face that walks the side from a to b lies on its left.
                let (left, right) = sides[start].isForward
                    ? (sides[start].normal, sides[start + 1].normal) : (sides[start + 1].normal, sides[start].normal)
                let sine = length > 0 ? left.cross(right).dot(along) / length : 0
                let angle = atan2(sine, left.dot(right))
                for vertex in [Int(a), Int(b)] { bend[vertex] += length * angle / 4 }
            }
            start = end
        }
        let side = lengths > 0 && total > 0 ? total / Double(lengths) : 1
        let used = hasFace.count { $0 }
        let allArea = area.reduce(0, +)
        let part = used > 0 && allArea > 0 ? allArea / Double(used) : 1
        var result: [Float] = []
        result.reserveCapacity(6 * vertexCount)
        for vertex in 0..<vertexCount {
            guard hasFace[vertex] else {
                result += [0, 0, 0, 0, 0, 0]
                continue
            }
            let n = max(1, count[vertex])
            let mean = sums[vertex] / n
            let variance = max(0, squares[vertex] / n - mean * mean)
            result.append(Float(count[vertex]))
            result.append(Float(mean / side))
            result.append(Float(variance.squareRoot() / side))
            result.append(Float(area[vertex] / part))
            result.append(Float((isBorder[vertex] ? 1 : 2) * Double.pi - angles[vertex]))
            result.append(Float(bend[vertex] / side))
        }
        return DenseArray(result, shape: [vertexCount, 6])
    }
}

/// A side of one face: its ends in rising order, and the face's normal (of twice its area's length).
private struct Side {
    let key: UInt64
    let isForward: Bool
    let normal: Vector

    init(_ from: Int32, _ to: Int32, _ normal: Vector) {
        isForward = from < to
        key = UInt64(min(from, to)) << 32 | UInt64(max(from, to))
        self.normal = normal
    }

    var ends: (Int32, Int32) { (Int32(key >> 32), Int32(key & 0xFFFF_FFFF)) }
}

private struct Vector {
    var x: Double, y: Double, z: Double

    init(_ x: Double, _ y: Double, _ z: Double) { (self.x, self.y, self.z) = (x, y, z) }

    var length: Double { dot(self).squareRoot() }
    func dot(_ other: Vector) -> Double { x * other.x + y * other.y + z * other.z }
    func cross(_ other: Vector) -> Vector {
        Vector(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    }
    static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y, a.z - b.z) }
    static func += (a: inout Vector, b: Vector) { a = Vector(a.x + b.x, a.y + b.y, a.z + b.z) }
}
