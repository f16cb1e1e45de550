import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

/// A ring of six with a chord; node 6, where there is one, is alone.
func ring(_ nodes: Int) throws -> SparseMatrix {
    let ties = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (1, 4)]
    return try Graph(nodeCount: nodes, edges: EdgeList(ties).undirected()).normalizedAdjacency(selfLoops: false)
}

@Suite struct LabelPropagationTests {
    /// Values of PyG 2.8.1: `LabelPropagation(3, 0.9)`, known nodes 0, 3, 4 of classes 0, 1, 2.
    @Test func equalPyG() throws {
        let found = LabelPropagation(steps: 3, alpha: 0.9)(labels: [0, 1, 2], of: [0, 3, 4], classes: 3, try ring(6))
        let expected: [Float] = [
            0.13374999, 0.16199997, 0.02755675, 0.29302013, 0.02755676, 0.34049994, 0.01350000, 0.29812494, 0.02755675,
            0.16199997, 0.13374999, 0.29302013, 0.02755676, 0.29302013, 0.13599999, 0.29812494, 0.01350000, 0.29302013,
        ]
        expectClose(found, DenseArray(expected, shape: [6, 3]), .golden)
    }

    @Test func stepsAndBounds() throws {
        let matrix = try ring(6)
        let y = DenseArray(rows: [[1, 0], [0, 1], [0, 0], [0, 0], [0, 0], [0, 0]])
        #expect(LabelPropagation(steps: 0, alpha: 0.5)(y, matrix) == y)
        // alpha 0 keeps the start, values beyond 1 are clamped
        #expect(LabelPropagation(steps: 2, alpha: 0)(y * 3, matrix) == y)
        let far = LabelPropagation(steps: 4, alpha: 0.9)(labels: [1], of: [0], classes: 2, try ring(7))
        #expect(far[6, 0] == 0 && far[6, 1] == 0 && far[3, 1] > 0)
    }

    @Test func renumbering() throws {
        let order = [3, 5, 0, 1, 4, 2]
        let ties = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (1, 4)]
        let moved = try Graph(
            nodeCount: 6, edges: EdgeList(ties.map { (order[$0.0], order[$0.1]) }).undirected())
        let method = LabelPropagation(steps: 5, alpha: 0.8)
        let before = method(labels: [0, 1], of: [1, 3], classes: 2, try ring(6))
        let after = method(
            labels: [0, 1], of: [order[1], order[3]], classes: 2, try moved.normalizedAdjacency(selfLoops: false))
        expectClose(after.gatheringRows(order), before, .reordered)
    }

    @Test func message() async {
        expectMessage(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let matrix = SparseMatrix(EdgeList([(0, 1)]).gatheringMatrix(nodeCount: 2))
                _ = LabelPropagation(steps: 1, alpha: 0.5)(DenseArray(zeros: [3, 2]), matrix)
            }, "LabelPropagation: y has shape [3, 2], the matrix is [2, 2]")
    }
}
