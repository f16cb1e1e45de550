import Graphs
import TestSupport
import Testing

@Suite struct NeighbourTableTests {
    let edges = EdgeList([(2, 0), (1, 0), (1, 1), (0, 2), (1, 0)], weights: [5, 1, 7, 3, 2])

    @Test func rowsAreTargetsAndSourcesRise() {
        let table = NeighbourTable(edges, nodeCount: 4)
        #expect(table.rowStarts == [0, 3, 4, 5, 5])
        #expect(table.sources == [1, 1, 2, 1, 0])
        #expect(table.weights == [1, 2, 5, 7, 3])
        #expect((0..<4).map(table.degree) == [3, 1, 1, 0])
    }

    @Test func loopsCanStandApart() {
        let table = NeighbourTable(edges, nodeCount: 4, selfLoops: .apart)
        #expect(table.sources == [1, 1, 2, 0])
        #expect((0..<4).map(table.loopWeight) == [1, 7, 1, 1])
    }

    /// Â's entries follow from the scales as `gcnNormalized` has them.
    @Test func scalesAreThoseOfTheNormalization() throws {
        let table = NeighbourTable(edges, nodeCount: 4, selfLoops: .apart)
        let scales = try table.gcnScales()
        let matrix = try edges.gcnNormalized(nodeCount: 4).gatheringMatrix(nodeCount: 4)
        for node in 0..<4 {
            for entry in matrix.range(node) {
                let source = Int(matrix.columnIndices[entry])
                var sum: Float = source == node ? table.loopWeight(node) : 0
                for edge in table.range(node) where Int(table.sources[edge]) == source { sum += table.weight(edge) }
                expectClose(Double(scales[node] * sum * scales[source]), Double(matrix.values[entry]), .elementwise)
            }
        }
    }

    @Test func aNegativeWeightIsNamed() {
        let table = NeighbourTable(EdgeList([(0, 1)], weights: [-2]), nodeCount: 2, selfLoops: .apart)
        #expect(throws: GraphError.negativeWeight(edge: 0, source: 0, target: 1, weight: -2)) { try table.gcnScales() }
    }
}
