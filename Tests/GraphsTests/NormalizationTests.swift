import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct NormalizationTests {
    @Test func gcnNormalizedEqualsPyG() throws {
        var (improved, withoutLoops) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: "gcn_norm") {
            let loops = golden.setting("add_self_loops")?.bool ?? true
            if golden.flag("improved") { improved += 1 }
            if !loops { withoutLoops += 1 }
            let edges = try golden.edges("in").gcnNormalized(
                nodeCount: try golden.int("num_nodes"), selfLoops: loops, improved: golden.flag("improved"))
            try expectEdges(edges, golden)
        }
        #expect(improved > 0 && withoutLoops > 0)
    }

    @Test func laplacianEqualsPyG() throws {
        var kinds: Set<EdgeList.LaplacianKind> = []
        for golden in try Golden.load("gnn").cases(ofKind: "get_laplacian") {
            let kind: EdgeList.LaplacianKind =
                switch golden.setting("normalization")?.string {
                case "sym": .symmetric
                case "rw": .randomWalk
                case nil: .unnormalized
                case .some(let other): throw Golden.Failure.missing(file: "gnn", case: golden.name, what: other)
                }
            kinds.insert(kind)
            try expectEdges(
                try golden.edges("in").laplacian(kind, nodeCount: try golden.int("num_nodes")), golden)
        }
        #expect(kinds == Set(EdgeList.LaplacianKind.allCases))
    }

    @Test func addingRemainingSelfLoopsEqualsPyG() throws {
        var duplicates = 0
        for golden in try Golden.load("gnn").cases(ofKind: "add_remaining_self_loops") {
            if golden.name.contains("duplicate") { duplicates += 1 }
            let edges = try golden.edges("in").addingRemainingSelfLoops(
                nodeCount: try golden.int("num_nodes"), weight: try golden.float("fill_value"))
            try expectEdges(edges, golden)
        }
        #expect(duplicates > 0)
    }

    @Test func gatheringMatrixEqualsPyGsDenseAdjacency() throws {
        var seen = 0
        for golden in try Golden.load("gnn").cases(ofKind: "to_dense_adj") {
            // one graph, weights rather than features
            guard !golden.has("in.batch"), !golden.has("in.edge_attr") else { continue }
            let expected = try golden.array("out.adj")
            let n = expected.shape[1]
            let matrix = SparseMatrix(try golden.edges("in").gatheringMatrix(nodeCount: n))
            var identity = DenseArray(zeros: [n, n])
            for i in 0..<n { identity[i, i] = 1 }
            // PyG writes [source, target]; rows gather here
            expectClose(matrix.product(identity).transposed(), expected.reshaped([n, n]), .golden, "\(golden)")
            seen += 1
        }
        #expect(seen > 0)
    }

    /// D^-1/2 (A + I) D^-1/2 by dense matrices, on all small graphs.
    @Test(arguments: SmallGraph.all) func normalizedAdjacencyByHand(graph: SmallGraph) throws {
        let n = graph.nodeCount
        var a = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
        for e in 0..<graph.edges.count {
            a[Int(graph.edges.targets[e])][Int(graph.edges.sources[e])] += Double(graph.edges.weight(e))
        }
        for i in 0..<n where a[i][i] == 0 { a[i][i] = 1 }
        let degree = a.map { $0.reduce(0, +) }
        let expected = DenseArray(
            rows: (0..<n).map { i in (0..<n).map { j in Float(a[i][j] / (degree[i] * degree[j]).squareRoot()) } })
        let matrix = try graph.graph().normalizedAdjacency()
        var identity = DenseArray(zeros: [n, n])
        for i in 0..<n { identity[i, i] = 1 }
        expectClose(matrix.product(identity), expected, .reordered, "\(graph)")
        #expect(matrix.rows == n && matrix.columns == n)
    }

    @Test func nodesWithoutDegreeGiveZero() throws {
        for graph in SmallGraph.all {
            let matrix = try graph.graph().normalizedAdjacency(selfLoops: false)
            #expect(matrix.values.isFinite, "\(graph)")
            #expect(matrix.count == graph.edges.coalesced().count, "\(graph)")
        }
        let zero = try EdgeList([(0, 1)], weights: [0]).gcnNormalized(nodeCount: 2, selfLoops: false)
        #expect(zero.weights == [0])
    }

    @Test func negativeWeightsAreRefusedWithTheirEdge() {
        let edges = EdgeList([(0, 1), (2, 1)], weights: [1, -0.5])
        #expect(throws: GraphError.negativeWeight(edge: 1, source: 2, target: 1, weight: -0.5)) {
            try edges.gcnNormalized(nodeCount: 3)
        }
    }

    @Test func rowsOfTheLaplacianOfAnUndirectedGraphSumToZero() throws {
        for graph in SmallGraph.all where graph.edges.isUndirected {
            let laplacian = graph.edges.laplacian(.unnormalized, nodeCount: graph.nodeCount)
            let sums = SparseMatrix(laplacian.gatheringMatrix(nodeCount: graph.nodeCount)).product(
                DenseArray(repeating: 1, shape: [graph.nodeCount, 1]))
            expectClose(sums, DenseArray(zeros: [graph.nodeCount, 1]), .elementwise, "\(graph)")
        }
    }
}
