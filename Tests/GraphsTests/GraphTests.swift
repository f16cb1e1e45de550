import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct GraphTests {
    @Test(arguments: SmallGraph.all) func smallGraphsAreLegal(small: SmallGraph) throws {
        let graph = try small.graph()
        #expect(graph.nodeCount == small.nodeCount && graph.edges == small.edges)
        #expect(graph.features.nodeCount == small.nodeCount && graph.features.width == small.nodeCount)
        #expect(graph.inDegrees.reduce(0, +) == small.edges.count)
        #expect(graph.name(of: 1) == "1" && graph.provenance == small.name)
    }

    @Test func inDegreesEqualPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "degree") {
            let graph = try Graph(nodeCount: try golden.int("num_nodes"), edges: try golden.edges("in"))
            #expect(graph.inDegrees.map { Float($0) } == (try golden.array("out.in_degree").elements), "\(golden)")
        }
    }

    @Test func edgesThatPointNowhereAreRefused() {
        for (pair, edge) in [((0, 3), 1), ((3, 0), 1), ((-1, 0), 1)] {
            #expect(throws: GraphError.edgeOutOfRange(edge: edge, source: pair.0, target: pair.1, nodeCount: 3)) {
                try Graph(nodeCount: 3, edges: EdgeList([(0, 1), pair]))
            }
        }
    }

    @Test func numbersMustBeFinite() {
        #expect(throws: GraphError.weightNotFinite(edge: 1, source: 1, target: 0)) {
            try Graph(nodeCount: 2, edges: EdgeList([(0, 1), (1, 0)], weights: [1, .nan]))
        }
        #expect(throws: GraphError.featureNotFinite(node: 1, column: 2)) {
            try Graph(
                nodeCount: 2, edges: EdgeList([]),
                features: .dense(DenseArray(rows: [[1, 2, 3], [4, 5, .infinity]])))
        }
        #expect(throws: GraphError.featureNotFinite(node: 1, column: 0)) {
            try Graph(
                nodeCount: 2, edges: EdgeList([]),
                features: .sparse(
                    CompressedRows(
                        rows: 2, columns: 3, rowIndices: [0, 1, 1], columnIndices: [2, 0, 1], values: [1, .nan, 2])))
        }
    }

    @Test func sizesMustAgree() throws {
        let labels = try NodeLabels(values: [0, 1], classNames: ["a", "b"])
        #expect(throws: GraphError.sizesDiffer(what: "labels", found: 2, expected: 3)) {
            try Graph(nodeCount: 3, edges: EdgeList([]), labels: labels)
        }
        #expect(throws: GraphError.sizesDiffer(what: "feature rows", found: 2, expected: 3)) {
            try Graph(nodeCount: 3, edges: EdgeList([]), features: .identity(2))
        }
        #expect(throws: GraphError.sizesDiffer(what: "node names", found: 1, expected: 3)) {
            try Graph(nodeCount: 3, edges: EdgeList([]), nodeNames: ["x"])
        }
        #expect(throws: GraphError.empty) { try Graph(nodeCount: 0, edges: EdgeList([])) }
        let split = try NodeSplit(name: "for more nodes", train: [0], validation: [4], test: [1], nodeCount: 5)
        #expect(throws: GraphError.splitOutOfRange(part: "validation", node: 4, nodeCount: 3)) {
            try Graph(nodeCount: 3, edges: EdgeList([]), split: split)
        }
    }

    @Test func replacingChecksAgain() throws {
        let graph = try Graph(nodeCount: 2, edges: EdgeList([(0, 1)]), nodeNames: ["x", "y"], provenance: "here")
        let other = try graph.replacing(edges: EdgeList([(1, 0)]))
        #expect(other.edges == EdgeList([(1, 0)]) && other.name(of: 1) == "y" && other.provenance == "here")
        #expect(throws: GraphError.edgeOutOfRange(edge: 0, source: 0, target: 9, nodeCount: 2)) {
            try graph.replacing(edges: EdgeList([(0, 9)]))
        }
    }
}
