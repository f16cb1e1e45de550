import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

/// Eigenvectors, walks and diffusions against results that follow from pencil and paper.
@Suite struct DiffusionTests {
    /// The Laplacian's entries are Float32, off by 6e-8; its eigenvalues are off by no more than a row's sum of that.
    private static let eigenvalue = Tolerance(absolute: 3e-7)

    private func cycle(_ count: Int) throws -> Graph {
        try Graph(nodeCount: count, edges: EdgeList((0..<count).map { ($0, ($0 + 1) % count) }).undirected())
    }

    private func cosine(_ x: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for n in stride(from: 2, through: 40, by: 2) {
            term *= -x * x / Double(n * (n - 1))
            sum += term
        }
        return sum
    }

    /// The eigenvalues of a cycle are 1 - cos(2πj/n), all but the first (and last) twice.
    @Test(arguments: [6, 9, 300]) func eigenvaluesOfACycle(_ count: Int) throws {
        let (vectors, values) = try cycle(count).laplacianEigenvectors(4)
        for (place, j) in [1.0, 1, 2, 2].enumerated() {
            expectClose(values[place], 1 - cosine(2 * .pi * j / Double(count)), Self.eigenvalue, "value \(place)")
        }
        // orthonormal columns, and L v = λ v
        let product = DenseArray.product(vectors.transposed(), vectors)
        expectClose(product, DenseArray(rows: (0..<4).map { i in (0..<4).map { $0 == i ? 1 : 0 } }), .reordered)
        let graph = try cycle(count)
        let laplacian = SparseMatrix(graph.edges.laplacian(.symmetric, nodeCount: count).gatheringMatrix(nodeCount: count))
        let scaled = vectors.elements.enumerated().map { $0.element * Float(values[$0.offset % 4]) }
        expectClose(laplacian.product(vectors).elements, scaled, Tolerance(absolute: 2e-6))
        for column in 0..<4 {
            let entries = (0..<count).map { vectors[$0, column] }
            #expect((entries.max() ?? 0) >= -(entries.min() ?? 0) * (1 - 1e-5))
        }
    }

    /// Two components: 0 is an eigenvalue twice.
    @Test func repeatedZeros() throws {
        let pairs = (0..<20).map { ($0 / 10 * 10 + $0 % 10, $0 / 10 * 10 + ($0 + 1) % 10) }
        let graph = try Graph(nodeCount: 20, edges: EdgeList(pairs).undirected())
        let values = try graph.laplacianEigenvectors(2).values
        expectClose(values[0], 0, Self.eigenvalue)
        expectClose(values[1], 1 - cosine(2 * .pi / 10), Self.eigenvalue)
    }

    @Test func eigenvectorsRefuse() throws {
        let graph = try cycle(5)
        #expect(throws: GraphError.transform(
            name: "AddLaplacianEigenvectorPE", found: "5 vectors of 5 nodes", expected: "1 to 4")
        ) { try graph.laplacianEigenvectors(5) }
        #expect(throws: GraphError.self) { try SmallGraph.directed.graph().laplacianEigenvectors(1) }
        #expect(try Transform.addLaplacianEigenvectors(2)(graph).features.width == 2)
    }

    /// On a cycle of four a walk is back after 2 steps with 1/2, after 4 with 1/2; on a triangle after 3 with 1/4.
    @Test func walksComeBack() throws {
        let four = try cycle(4).randomWalkEncoding(length: 4)
        #expect(Array(four.elements[0..<4]) == [0, 0.5, 0, 0.5])
        let three = try cycle(3).randomWalkEncoding(length: 3)
        #expect(Array(three.elements[6..<9]) == [0, 0.5, 0.25])
        #expect(try SmallGraph.noEdges.graph().randomWalkEncoding(length: 2) == DenseArray(zeros: [3, 2]))
        #expect(try Transform.addRandomWalk(length: 3)(try cycle(4)).features.width == 3)
    }

    /// Of two joined nodes T = [[½, ½], [½, ½]] = T²: PPR is α I + (1 - α) T.
    @Test func pageRankOfAPair() throws {
        let pair = try Graph(nodeCount: 2, edges: EdgeList([(0, 1), (1, 0)]))
        let edges = try pair.diffused(.personalizedPageRank(alpha: 0.2), .topK(2))
        #expect(edges.sources == [0, 0, 1, 1] && edges.targets == [0, 1, 0, 1])
        expectClose(edges.weights ?? [], [0.6, 0.4, 0.4, 0.6], .reordered)
        // heat: e^-t I + (1 - e^-t) T, e^-1 = 0.36788
        let heat = try pair.diffused(.heat(time: 1), .threshold(0))
        expectClose(heat.weights ?? [], [0.68394, 0.31606, 0.31606, 0.68394], Tolerance(absolute: 1e-5))
        #expect(try pair.diffused(.heat(time: 1), .topK(1)) == EdgeList([(0, 0), (1, 1)], weights: [1, 1]))
        #expect(try pair.diffused(.heat(time: 1), .threshold(0.5)).count == 2)
        #expect(throws: GraphError.transform(name: "GDC", found: "alpha 2.0", expected: "a number between 0 and 1")) {
            try pair.diffused(.personalizedPageRank(alpha: 2), .topK(1))
        }
    }

    /// Both ways to the same sum: α (I - (1 - α) T)^-1 times what it inverts is the identity.
    @Test func pageRankInvertsItsMatrix() throws {
        let graph = try SmallGraph.isolated.graph()
        let n = graph.nodeCount
        let edges = try graph.diffused(.personalizedPageRank(alpha: 0.15), .threshold(0))
        let t = try graph.normalizedAdjacency().product(DenseArray(rows: (0..<n).map { i in (0..<n).map { $0 == i ? 1 : 0 } }))
        var s = DenseArray(zeros: [n, n])
        for edge in 0..<edges.count { s[Int(edges.sources[edge]), Int(edges.targets[edge])] = edges.weight(edge) }
        // the columns of S were scaled to sum 1: (I - (1 - α) T) S is diagonal
        let product = s + DenseArray.product(t, s) * -0.85
        for row in 0..<n {
            for column in 0..<n where row != column {
                expectClose(Double(product[row, column]), 0, Tolerance(absolute: 1e-5), "[\(row), \(column)]")
            }
        }
    }

    @Test func signAndFeaturePropagation() throws {
        // a path of three: T = D^-1/2 A D^-1/2 has 1/√2 beside the diagonal
        let graph = try Graph(
            nodeCount: 3, edges: EdgeList([(0, 1), (1, 0), (1, 2), (2, 1)]), features: .dense(DenseArray(rows: [[1], [0], [3]])))
        guard case .dense(let x) = try Transform.sign(2)(graph).features else { return #expect(Bool(false)) }
        let h = Float(0.5).squareRoot()
        expectClose(x, DenseArray(rows: [[1, 0, 2], [0, 4 * h, 0], [3, 0, 2]]), .reordered)
        let filled = try graph.propagatingFeatures(missing: [false, true, false], iterations: 3)
        guard case .dense(let y) = filled.features else { return #expect(Bool(false)) }
        expectClose(y, DenseArray(rows: [[1], [4 * h], [3]]), .reordered)
        #expect(throws: GraphError.sizesDiffer(what: "entries of the mask", found: 1, expected: 3)) {
            try graph.propagatingFeatures(missing: [true])
        }
    }

    @Test func resultsDoNotDependOnThreads() throws {
        let graph = try cycle(200)
        let once = try graph.diffused(.personalizedPageRank(alpha: 0.15), .topK(8))
        let walks = graph.randomWalkEncoding(length: 6)
        Threads.limited(to: 1) {
            #expect((try? graph.diffused(.personalizedPageRank(alpha: 0.15), .topK(8))) == once)
            #expect(graph.randomWalkEncoding(length: 6) == walks)
        }
    }
}
