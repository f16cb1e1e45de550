import DenseArrays
import Graphs
import Testing

@testable import GraphDatasets

/// What is known of a mesh's vertices whatever its place, on meshes whose curvature is known.
@Suite struct MeshFeaturesTests {
    private static let cube: ([[Float]], [[Int32]]) = (
        [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]],
        [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
    )

    private func features(_ points: [[Float]], _ faces: [[Int32]]) -> DenseArray {
        Mesh(positions: DenseArray(rows: points), faces: faces).invariantFeatures
    }

    private func isClose(_ a: Float, _ b: Float) -> Bool { abs(a - b) < 1e-5 }

    /// Each corner of a cube has three sides of length 1, angles of 3 · π/2, and three sides bent by π/2: ¼ · 3 · π/2.
    @Test func cube() {
        let x = features(Self.cube.0, Self.cube.1)
        #expect(x.shape == [8, 6] && x.columns == Mesh.invariantFeatureNames.count)
        let expected: [Float] = [3, 1, 0, 1, .pi / 2, 3 * .pi / 8]
        for vertex in 0..<8 {
            for (column, value) in expected.enumerated() { #expect(isClose(x[vertex, column], value), "\(vertex) \(column)") }
        }
        // Turned inside out it is hollow: the mean curvature changes its sign, the Gaussian does not.
        let hollow = features(Self.cube.0, Self.cube.1.map { $0.reversed() })
        #expect(isClose(hollow[0, 5], -expected[5]) && isClose(hollow[0, 4], expected[4]))
    }

    /// A square of two triangles is flat: angles at a border are held against π.
    @Test func flat() {
        let x = features([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [9, 9, 9]], [[0, 1, 2], [0, 2, 3]])
        let side = (4 + Float(2).squareRoot()) / 5
        #expect((0..<4).map { x[$0, 0] } == [3, 2, 3, 2])
        #expect(isClose(x[1, 1], 1 / side) && isClose(x[0, 1], (2 + Float(2).squareRoot()) / 3 / side))
        #expect(isClose(x[1, 2], 0) && x[0, 2] > 0.1)
        #expect(isClose(x[0, 3], 4.0 / 3) && isClose(x[1, 3], 2.0 / 3))
        for vertex in 0..<4 { #expect(isClose(x[vertex, 4], .pi / 2) && isClose(x[vertex, 5], 0)) }
        // a vertex without a face
        for column in 0..<6 { #expect(x[4, column] == 0) }
    }

    /// Gauss and Bonnet: a closed surface like a ball has 4π of curvature in all.
    @Test func movesChangeNothing() {
        let (points, faces) = Self.cube
        let bent = points.enumerated().map { place, p in [p[0] + 0.1 * Float(place % 3), p[1] - 0.05 * Float(place), p[2]] }
        let x = features(bent, faces)
        // turned by the angle of 3, 4, 5, made 7 times as large, put elsewhere
        let moved = bent.map { p in
            [7 * (0.6 * p[0] - 0.8 * p[1]) + 20, 7 * (0.8 * p[0] + 0.6 * p[1]) - 5, 7 * p[2] + 1]
        }
        let y = features(moved, faces)
        for place in 0..<x.count { #expect(abs(x.elements[place] - y.elements[place]) < 1e-4, "\(place)") }
        #expect(x[0, 3] != x[5, 3])
        let tetrahedron = features([[0, 0, 0], [3, 0, 0], [0, 2, 0], [0, 0, 1]], [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
        #expect(isClose((0..<4).reduce(0) { $0 + tetrahedron[$1, 4] } / (4 * .pi), 1))
    }

    /// Faces without area, corners that are one vertex: numbers all the same.
    @Test func degenerateFaces() {
        let x = features([[0, 0, 0], [0, 0, 0], [1, 0, 0]], [[0, 1, 2], [0, 0, 2]])
        #expect(x.isFinite)
        #expect(features([[1, 1, 1], [1, 1, 1], [1, 1, 1]], [[0, 1, 2]]).isFinite)
    }
}
