import DenseArrays
import Graphs

/// A surface made of vertices and faces.
public struct Mesh: Sendable, Equatable {
    /// `[vertices, 3]`, in the file's unit.
    public let positions: DenseArray
    /// The vertices of each face in turn; faces have three corners or more.
    public let faces: [[Int32]]
    /// A unit vector for each vertex, `[vertices, 3]`: as the file has it, else the mean of its faces' normals weighted
    /// by their areas; 0 for a vertex without a face.
    public let normals: DenseArray

    /// A mesh of one's own; readers of files check first that faces name vertices that exist.
    ///
    /// - Parameters:
    ///   - positions: `[vertices, 3]`.
    ///   - faces: the corners of each in turn, counterclockwise seen from outside, at least three.
    ///   - normals: `[vertices, 3]`; made from the faces where nil.
    public init(positions: DenseArray, faces: [[Int32]], normals: DenseArray? = nil) {
        precondition(
            positions.shape.count == 2 && positions.columns == 3, "Mesh: positions have shape \(positions.shape), expected [vertices, 3]")
        precondition(
            faces.allSatisfy { $0.count >= 3 && $0.allSatisfy { $0 >= 0 && $0 < positions.rows } },
            "Mesh: a face has fewer than three corners, or one outside 0..<\(positions.rows)")
        precondition(
            normals.map { $0.shape == positions.shape } ?? true, "Mesh: normals have shape \(normals?.shape ?? []), positions \(positions.shape)")
        self.positions = positions
        self.faces = faces
        self.normals = normals ?? Self.normals(positions, faces)
    }

    /// How many vertices there are.
    public var vertexCount: Int { positions.rows }

    /// The mesh as a graph: an edge, in both directions, for each side of a face, with its length as edge feature
    /// `[edges, 1]`; positions and normals side by side as node features `[vertices, 6]`; positions;
    /// the vertices' classes where they are known.
    public func graph(labels: NodeLabels? = nil, provenance: String = "a mesh") throws(GraphError) -> Graph {
        var list = EdgeList(sources: [], targets: [])
        for face in faces {
            for (corner, vertex) in face.enumerated() {
                let next = face[(corner + 1) % face.count]
                if vertex != next {
                    list.sources.append(vertex)
                    list.targets.append(next)
                }
            }
        }
        let edges = EdgeMerger.undirected(list, nodeCount: vertexCount).edges
        let p = positions.elements, n = normals.elements
        var features: [Float] = []
        for vertex in 0..<vertexCount { 
            let place = 3 * vertex..<3 * vertex + 3
            features.append(contentsOf: p[place])
            features.append(contentsOf: n[place])
        }
        let lengths = (0..<edges.count).map { edge -> Float in
            let (s, t) = (Int(edges.sources[edge]) * 3, Int(edges.targets[edge]) * 3)
            var square: Float = 0
            for axis in 0..<3 {
                let difference = p[s + axis] - p[t + axis]
                square += difference * difference
            }
            return square.squareRoot()
        }
        return try Graph(
            nodeCount: vertexCount, edges: edges, features: .dense(DenseArray(features, shape: [vertexCount, 6])),
            labels: labels, edgeFeatures: DenseArray(lengths, shape: [edges.count, 1]), positions: positions, provenance: provenance)
    }

    /// Newell's normals, whose length is twice a face's area, summed at its corners and made units.
    private static func normals(_ positions: DenseArray, _ faces: [[Int32]]) -> DenseArray {
        let p = positions.elements.map(Double.init)
        var sums = [Double](repeating: 0, count: p.count)
        for face in faces {
            var normal = (0.0, 0.0, 0.0)
            for (corner, vertex) in face.enumerated() {
                let (a, b) = (Int(vertex) * 3, Int(face[(corner + 1) % face.count]) * 3)
                normal.0 += (p[a + 1] - p[b + 1]) * (p[a + 2] + p[b + 2])
                normal.1 += (p[a + 2] - p[b + 2]) * (p[a] + p[b])
                normal.2 += (p[a] - p[b]) * (p[a + 1] + p[b + 1])
            }
            for vertex in face {
                sums[Int(vertex) * 3] += normal.0
                sums[Int(vertex) * 3 + 1] += normal.1
                sums[Int(vertex) * 3 + 2] += normal.2
            }
        }
        var result = [Float](repeating: 0, count: p.count)
        for vertex in 0..<p.count / 3 {
            let (x, y, z) = (sums[3 * vertex], sums[3 * vertex + 1], sums[3 * vertex + 2])
            let length = (x * x + y * y + z * z).squareRoot()
            if length == 0 { continue }
            result[3 * vertex] = Float(x / length)
            result[3 * vertex + 1] = Float(y / length)
            result[3 * vertex + 2] = Float(z / length)
        }
        return DenseArray(result, shape: [p.count / 3, 3])
    }
}
