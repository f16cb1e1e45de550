import CVectorKernels
import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Reports

/// Clusters around centres drawn at random.
private func clusters(_ points: Int, _ dimensions: Int, _ count: Int, seed: Int = 1) -> DenseArray {
    let centres = DenseArray(normal: [count, dimensions], key: RandomKey(seed: seed).child(0)).elements
    var x = DenseArray(normal: [points, dimensions], key: RandomKey(seed: seed).child(1)).elements
    for i in 0..<points { for c in 0..<dimensions { x[i * dimensions + c] += 4 * centres[i % count * dimensions + c] } }
    return DenseArray(x, shape: [points, dimensions])
}

private func golden(_ name: String) throws -> DenseArray {
    DenseArray(rows: try ClusterGolden.matrix(try ClusterGolden.load("small_embedding")[name]).map { $0.map { Float($0) } })
}

struct TrustworthinessTests {
    @Test func isScikitLearns() throws {
        let (high, low) = (try golden("high"), try golden("low"))
        let part = try ClusterGolden.load("small_embedding")
        let expected = part["trustworthiness"]?.object ?? []
        #expect(!expected.isEmpty)
        for (k, value) in expected {
            let neighbours = try #require(Int(k)), number = value.double ?? .nan
            #expect(abs(Trustworthiness.of(low, from: high, neighbours: neighbours) - number) < 1e-9, "\(k)")
        }
        #expect(Trustworthiness.of(high, from: high, neighbours: 3) == 1)
    }
}

struct PCATests {
    @Test func isScikitLearns() throws {
        let expected = try ClusterGolden.load("small_embedding"), pca = PCA(try golden("high"), components: 2)
        let variance = try expected.numbers("pca_explained_variance"), rows = try ClusterGolden.matrix(expected["pca_components_abs"])
        for (found, value) in zip(pca.explainedVariance, variance) { #expect(abs(found - value) < 1e-6 * value) }
        for (row, components) in rows.enumerated() {
            for (column, value) in components.enumerated() { #expect(abs(abs(pca.components[row, column]) - Float(value)) < 1e-5) }
        }
    }

    /// Wide matrices go another way to the same components.
    @Test func wideOnesAgreeWithNarrowOnes() {
        let x = clusters(60, 40, 5)
        // the same in more columns, the others empty
        var wide = [Float](repeating: 0, count: 60 * 150)
        for i in 0..<60 { for c in 0..<40 { wide[i * 150 + c * 3] = x[i, c] } }
        let (a, b) = (PCA(x, components: 3), PCA(DenseArray(wide, shape: [60, 150]), components: 3))
        for place in 0..<3 {
            #expect(abs(a.explainedVariance[place] - b.explainedVariance[place]) < 1e-4 * a.explainedVariance[place])
            #expect(abs(a.explainedVarianceRatio[place] - b.explainedVarianceRatio[place]) < 1e-4)
            for c in 0..<40 { #expect(abs(a.components[place, c] - b.components[place, 3 * c]) < 2e-3) }
        }
    }

    @Test func scoresAndSigns() {
        let x = clusters(50, 6, 3), pca = PCA(x, components: 6)
        #expect(pca.scores.shape == [50, 6] && abs(pca.explainedVarianceRatio.reduce(0, +) - 1) < 1e-6)
        for place in 0..<6 {
            let column = (0..<50).map { Double(pca.scores[$0, place]) }
            let variance = column.reduce(0) { $0 + $1 * $1 } / 49
            #expect(abs(variance - pca.explainedVariance[place]) < 1e-4 * pca.explainedVariance[0])
            let row = (0..<6).map { pca.components[place, $0] }
            let largest = row.max { abs($0) < abs($1) } ?? -1
            #expect(largest > 0)
        }
    }

    @Test func smallOnes() {
        #expect(PCA(DenseArray(zeros: [0, 4]), components: 2).scores.shape == [0, 0])
        #expect(PCA(DenseArray(zeros: [5, 3]), components: 2).explainedVariance == [0, 0])
        #expect(PCA(DenseArray(rows: [[1, 2]]), components: 2).scores.shape == [1, 1])
    }
}

struct NearestNeighboursTests {
    @Test(arguments: [(2, 3), (40, 5), (300, 17), (150, 0)]) func areExact(points: Int, dimensions: Int) {
        let x = clusters(points, dimensions, 4), k = min(9, points - 1)
        let found = NearestNeighbours(x, count: 9)
        #expect(found.count == k && found.indices.count == points * k)
        for i in 0..<points {
            let all = (0..<points).filter { $0 != i }.map { j -> (Double, Int) in
                ((0..<dimensions).reduce(0.0) { $0 + Double(x[i, $1] - x[j, $1]) * Double(x[i, $1] - x[j, $1]) }, j)
            }.sorted { $0 < $1 }
            for place in 0..<k {
                let d = Double(found.squaredDistances[i * k + place])
                #expect(abs(d - all[place].0) <= 1e-4 * all[place].0, "\(i) \(place)")
            }
            #expect(Set(found.indices[i * k..<(i + 1) * k]).count == k && !found.indices[i * k..<(i + 1) * k].contains(i))
        }
    }

    /// Rows that are the same are neighbours at distance zero, the first ones first.
    @Test func equalRows() {
        let found = NearestNeighbours(DenseArray(repeating: 2, shape: [6, 3]), count: 2)
        #expect(found.indices == [1, 2, 0, 2, 0, 1, 0, 1, 0, 1, 0, 1] && found.squaredDistances.allSatisfy { $0 == 0 })
    }
}

struct AffinitiesTests {
    @Test func areSymmetricSumToOneAndHaveThePerplexity() {
        let x = clusters(80, 5, 4)
        for neighbours in [nil, 30] {
            let p = Affinities(x, perplexity: 8, neighbours: neighbours)
            var dense = [Double](repeating: 0, count: 80 * 80)
            for row in 0..<80 {
                let entries = Int(p.starts[row])..<Int(p.starts[row + 1])
                #expect(p.columns[entries].sorted() == Array(p.columns[entries]))
                for entry in entries { dense[row * 80 + Int(p.columns[entry])] = Double(p.values[entry]) }
            }
            #expect(abs(dense.reduce(0, +) - 1) < 1e-5)
            for i in 0..<80 { for j in 0..<80 { #expect(dense[i * 80 + j] == dense[j * 80 + i]) } }
        }
        var p = [Float](repeating: 0, count: 50)
        let distances = (0..<50).map { Float($0) * 0.3 + 2 }
        cvk_perplexity(&p, distances, 50, DoubleMath.log(7))
        let entropy = -p.reduce(0.0) { $0 + ($1 > 0 ? Double($1) * DoubleMath.log(Double($1)) : 0) }
        #expect(abs(DoubleMath.exp(entropy) - 7) < 1e-3)
    }
}

struct TSNETests {
    /// The tree's forces against all pairs: the tree is exact at theta 0 and near at 0.5.
    @Test(arguments: [1, 5, 16, 17, 700]) func repulsion(points: Int) {
        let y = DenseArray(normal: [points, 2], key: RandomKey(seed: 3)).elements.map { $0 * 5 }
        var force = [Double](repeating: 0, count: 2 * points), z = 0.0
        for i in 0..<points {
            for j in 0..<points where j != i {
                let (dx, dy) = (Double(y[2 * i] - y[2 * j]), Double(y[2 * i + 1] - y[2 * j + 1]))
                let q = 1 / (1 + dx * dx + dy * dy)
                z += q
                force[2 * i] += q * q * dx
                force[2 * i + 1] += q * q * dy
            }
        }
        var cells = [cvk_cell_t](repeating: cvk_cell_t(), count: 2 * points + 1)
        var order = [UInt32](repeating: 0, count: points), codes = order, scratch = order + order
        var sx = [Float](repeating: 0, count: points), sy = sx
        let count = cvk_tree(&cells, &order, &codes, &sx, &sy, &scratch, y, points)
        #expect(count >= 1 && count <= 2 * points && Set(order).count == points && codes == codes.sorted())
        #expect(cells[0].mass == Float(points) && Int(cells[0].skip) == count)
        let size = force.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for (theta2, tolerance) in [(Float(0), 1e-5), (0.25, 0.02)] {
            var found = [Float](repeating: 0, count: 2 * points)
            let sum = cvk_repel(&found, cells, count, order, sx, sy, 0, points, theta2)
            #expect(abs(sum - z) <= tolerance * max(z, 1e-3))
            let error = zip(found, force).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }.squareRoot()
            #expect(error <= tolerance * size + 1e-9, "theta² \(theta2)")
        }
    }

    @Test func pointsOnOneSpot() {
        let result = TSNE().embed(DenseArray(repeating: 3, shape: [40, 4]))
        #expect(result.embedding.isFinite && result.embedding.shape == [40, 2])
        var cells = [cvk_cell_t](repeating: cvk_cell_t(), count: 81)
        var order = [UInt32](repeating: 0, count: 40), codes = order, scratch = order + order
        var sx = [Float](repeating: 0, count: 40), sy = sx
        #expect(cvk_tree(&cells, &order, &codes, &sx, &sy, &scratch, [Float](repeating: 1, count: 80), 40) == 1)
    }

    /// KL(P ‖ Q) by its definition.
    @Test func divergence() {
        let x = clusters(60, 4, 3), y = DenseArray(normal: [60, 2], key: RandomKey(seed: 9))
        var method = TSNE()
        method.perplexity = 10
        let p = Affinities(x, perplexity: 10, neighbours: nil)
        var q: [Double] = [], z = 0.0
        for i in 0..<60 {
            for j in 0..<60 {
                let (dx, dy) = (Double(y[i, 0] - y[j, 0]), Double(y[i, 1] - y[j, 1]))
                q.append(1 / (1 + dx * dx + dy * dy))
                if i != j { z += q[i * 60 + j] }
            }
        }
        var expected = 0.0
        for i in 0..<60 {
            for entry in Int(p.starts[i])..<Int(p.starts[i + 1]) where p.values[entry] > 0 {
                expected += Double(p.values[entry]) * DoubleMath.log(Double(p.values[entry]) / (q[i * 60 + Int(p.columns[entry])] / z))
            }
        }
        #expect(abs(method.divergence(of: y, from: x) - expected) < 1e-5 * expected)
    }

    @Test func bothMethodsPutClustersApartAndAgree() {
        let x = clusters(300, 10, 6)
        var method = TSNE()
        method.perplexity = 15
        var found: [Double] = []
        for kind in [TSNE.Method.exact, .barnesHut] {
            method.method = kind
            var calls: [Int] = []
            let result = method.embed(x, progress: { step, _ in calls.append(step) })
            #expect(calls.first == 50 && calls == calls.sorted() && result.iterations <= 1000 && !result.isInterrupted)
            #expect(Trustworthiness.of(result.embedding, from: x) > 0.95)
            // the nearest neighbour is of the same cluster
            let near = NearestNeighbours(result.embedding, count: 1).indices
            #expect(near.enumerated().count { $0.element % 6 == $0.offset % 6 } > 295)
            method.method = .exact
            found.append(method.divergence(of: result.embedding, from: x))
            // centred
            #expect(abs(result.embedding.elements.reduce(0, +)) < 1)
        }
        #expect(abs(found[0] - found[1]) < 0.05 * found[0], "\(found)")
    }

    @Test func theSameBitsForAnyNumberOfThreads() {
        let x = clusters(1200, 8, 5)
        var method = TSNE()
        method.iterations = 60
        method.exaggeratedIterations = 30
        let many = expectSameBitsForThreadCounts { method.embed(x).embedding }
        method.start = .random
        let random = method.embed(x).embedding
        #expect(random == method.embed(x).embedding && random != many)
        method.seed = 1
        #expect(random != method.embed(x).embedding)
    }

    @Test func interruptionAndSmallSets() {
        var asked = 0
        let result = TSNE().embed(clusters(50, 3, 2), isInterrupted: { asked += 1; return asked > 7 })
        #expect(result.isInterrupted && result.iterations == 7 && result.embedding.shape == [50, 2])
        for count in 0..<6 {
            let small = TSNE().embed(clusters(count, 3, 2))
            #expect(small.embedding.shape == [count, 2] && small.embedding.isFinite)
        }
    }
}
