import DenseArrays
import Graphs
import TestSupport
import Testing

@Suite struct PropagationEdgesTests {
    /// Each node's incoming weights of 1 become shares that add up to 1.
    @Test(arguments: SmallGraph.all) func shares(graph: SmallGraph) {
        let plain = EdgeList(sources: graph.edges.sources, targets: graph.edges.targets)
        let divided = plain.dividedByInDegree(nodeCount: graph.nodeCount)
        var sums = [Float](repeating: 0, count: graph.nodeCount)
        for edge in 0..<divided.count { sums[Int(divided.targets[edge])] += divided.weight(edge) }
        for node in 0..<graph.nodeCount {
            let receives = plain.targets.contains(Int32(node))
            expectClose(Double(sums[node]), receives ? 1 : 0, .elementwise, "\(graph), node \(node)")
        }
    }

    /// The weights stay, divided by the number of edges and not by their sum.
    @Test func weightsAreKept() {
        let edges = EdgeList([(0, 1), (2, 1), (1, 0)], weights: [3, 5, 7]).dividedByInDegree(nodeCount: 3)
        #expect(edges.weights == [1.5, 2.5, 7])
    }

    /// A pair of nodes: L = [[1, -1], [-1, 1]] whatever the kind; 2 L / 2 - I.
    @Test(arguments: EdgeList.LaplacianKind.allCases) func pair(kind: EdgeList.LaplacianKind) {
        let edges = EdgeList([(0, 1), (1, 0)])
        let scaled = edges.scaledLaplacian(kind, nodeCount: 2)
        #expect(scaled.sources == [0, 1, 0, 1] && scaled.targets == [1, 0, 0, 1])
        #expect(scaled.weights == [-1, -1, 0, 0])
        #expect(edges.scaledLaplacian(kind, nodeCount: 2, largestEigenvalue: 4).weights == [-0.5, -0.5, -0.5, -0.5])
    }

    /// Without edges nothing is divided by zero.
    @Test(arguments: EdgeList.LaplacianKind.allCases) func noEdges(kind: EdgeList.LaplacianKind) {
        let weights = EdgeList([]).scaledLaplacian(kind, nodeCount: 2).weights
        #expect(weights == (kind == .unnormalized ? [-1, -1] : [0, 0]))
    }
}
