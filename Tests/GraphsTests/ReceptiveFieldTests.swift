import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct ReceptiveFieldTests {
    @Test func growsByOneStepALayer() throws {
        // 0 - 1 - 2 - 3
        let adjacency = try SmallGraph.path.graph().normalizedAdjacency().compressedRows
        let field = ReceptiveField(of: [0], adjacency: adjacency, layers: 2)
        #expect(field.nodes == [[0, 1, 2], [0, 1], [0]])
        #expect(field.propagation.map(\.rows) == [2, 1] && field.propagation.map(\.columns) == [3, 2])
        #expect(ReceptiveField(of: [1, 3], adjacency: adjacency, layers: 0).nodes == [[1, 3]])
    }

    /// Two layers on the part give the rows that two layers on the whole have.
    @Test(arguments: SmallGraph.all) func givesTheRowsOfTheWhole(graph: SmallGraph) throws {
        let matrix = try graph.graph().normalizedAdjacency()
        let n = graph.nodeCount
        let x = randomArray([n, 3], seed: 1)
        let whole = matrix.product(matrix.product(x))
        for outputs in [[0], [n - 1], [0, n - 1], Array(0..<n)] {
            let field = ReceptiveField(of: outputs, adjacency: matrix.compressedRows, layers: 2)
            let part = field.propagation.reduce(x.gatheringRows(field.nodes[0])) { $1.product($0) }
            expectClose(part, whole.gatheringRows(outputs), .reordered, "\(graph), \(outputs)")
        }
    }
}
