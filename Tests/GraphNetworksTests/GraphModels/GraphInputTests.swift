import Autograd
import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@testable import GraphNetworks

/// Five graphs: a path, a star, one with a self-loop and weights, one of a single node, one directed.
func smallSet(width: Int = 3, seed: Int = 2, edgeWidth: Int? = nil) throws -> GraphSet {
    let kinds: [SmallGraph] = [.path, .star, .selfLoop, .directed]
    var graphs: [Graph] = []
    for (number, kind) in kinds.enumerated() {
        graphs.append(
            try Graph(
                nodeCount: kind.nodeCount, edges: kind.edges,
                features: .dense(randomArray([kind.nodeCount, width], seed: seed + number)),
                edgeFeatures: edgeWidth.map { randomArray([kind.edges.count, $0], seed: 50 + number) }))
    }
    graphs.append(
        try Graph(
            nodeCount: 1, edges: EdgeList([]), features: .dense(randomArray([1, width], seed: 99)),
            edgeFeatures: edgeWidth.map { DenseArray(zeros: [0, $0]) }))
    return try GraphSet(name: "small", graphs: graphs, labels: [0, 1, 0, 1, 0], classNames: ["a", "b"])
}

@Suite struct GraphInputTests {
    static let kinds: [NodeInput.MatrixKind] = [.normalized, .symmetric, .mean, .sum, .chebyshev]

    @Test(arguments: kinds, [[0, 1, 2, 3, 4], [3, 0], [4], [2, 2, 1]])
    func matricesAreThoseOfTheBatch(kind: NodeInput.MatrixKind, indices: [Int]) throws {
        let set = try smallSet()
        let input = try GraphSetInputs(set).batch(indices)
        let batch = set.batch(indices)
        let expected = batch.graph.edges.matrix(kind, nodeCount: batch.graph.nodeCount)
        #expect(input.nodes.matrix(kind).compressedRows == expected)
        #expect(input.nodes.denseFeatures == batch.graph.features.matrix)
        #expect(input.batch == batch.batch && input.graphCount == indices.count && input.labels == batch.labels)
        // P X of the features comes from the whole set's, of other vectors from the product
        let x = input.features
        expectClose(
            input.nodes.product(kind, x).value.elements, SparseMatrix(expected).product(x.value).elements, .reordered)
        let other = Tensor(randomArray([batch.graph.nodeCount, 5], seed: 8))
        #expect(input.nodes.product(kind, other).value == SparseMatrix(expected).product(other.value))
    }

    @Test func negativeWeightsAreRefused() throws {
        let graph = try Graph(nodeCount: 2, edges: EdgeList([(0, 1)], weights: [-1]), features: .dense(DenseArray(zeros: [2, 1])))
        let set = try GraphSet(name: "negative", graphs: [graph], labels: [0], classNames: ["a"])
        #expect(throws: GraphError.negativeWeight(edge: 0, source: 0, target: 1, weight: -1)) { _ = try GraphSetInputs(set) }
    }
}
