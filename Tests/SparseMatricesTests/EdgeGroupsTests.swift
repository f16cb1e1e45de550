import DenseArrays
import SparseMatrices
import TestSupport
import Testing

/// The loops themselves are compared with plain sums and checked for gradients in `GraphNetworksTests`
/// (`EdgeOperationsTests`): here what is refused.
@Suite struct EdgeGroupsTests {
    let groups = EdgeGroups(rowStarts: [0, 2, 2, 3], neighbours: [1, 0, 1], places: [2, 0, 1], neighbourCount: 2)

    @Test func sums() {
        #expect(groups.rows == 3 && groups.count == 3)
        let x = DenseArray(rows: [[1, 10], [2, 20]])
        let c = DenseArray([3, 5, 7], shape: [3, 1])
        // row 0: edge 2 from 1, edge 0 from 0; row 2: edge 1 from 1
        #expect(groups.weightedSum(c, x) == DenseArray(rows: [[17, 170], [0, 0], [10, 100]]))
        #expect(groups.weightedSum(nil, x) == DenseArray(rows: [[3, 30], [0, 0], [2, 20]]))
        #expect(groups.weightedEdgeSum(nil, c) == DenseArray([10, 0, 5], shape: [3, 1]))
        #expect(groups.softmax(DenseArray([0, 9, 0], shape: [3, 1])).elements == [0.5, 1, 0.5])
    }

    @Test func noEdges() {
        let none = EdgeGroups(rowStarts: [0, 0], neighbours: [], places: nil, neighbourCount: 1)
        #expect(none.weightedSum(nil, DenseArray(zeros: [1, 3])) == DenseArray(zeros: [1, 3]))
        #expect(none.dot(DenseArray(zeros: [1, 4]), DenseArray(zeros: [1, 4]), heads: 2).shape == [0, 2])
    }

    @Test func badArraysAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = EdgeGroups(rowStarts: [0, 1], neighbours: [2], places: nil, neighbourCount: 2)
        }
        expectMessage(end, "EdgeGroups: a neighbour outside 0..<2")
        let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = EdgeGroups(rowStarts: [0, 2], neighbours: [1], places: nil, neighbourCount: 2)
        }
        expectMessage(other, "EdgeGroups: 1 edges, offsets from 0 to 2, 1 places")
        let third = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = EdgeGroups(rowStarts: [0, 1], neighbours: [1], places: [1], neighbourCount: 2)
        }
        expectMessage(third, "EdgeGroups: a place outside 0..<1")
    }
}
