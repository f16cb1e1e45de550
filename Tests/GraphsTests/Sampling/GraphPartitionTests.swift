import DenseArrays
import Graphs
import Testing

@Suite struct GraphPartitionTests {
    @Test(arguments: [GraphPartition.Method.best, .grown]) func findsPlantedGroups(method: GraphPartition.Method) {
        let edges = planted(4, of: 30, inside: 0.4, between: 0.01, seed: 3)
        let table = NeighbourTable(edges, nodeCount: 120)
        let parts = GraphPartition.parts(of: table, count: 4, seed: 1, method: method)
        #expect(parts.count == 120 && parts.allSatisfy { $0 >= 0 && $0 < 4 })
        for part in 0..<4 { #expect(abs(parts.count { Int($0) == part } - 30) <= 6) }
        // far fewer edges are cut than by parts drawn at random, which cut three quarters
        #expect(GraphPartition.cut(table, parts) * 4 < table.count)
        #expect(GraphPartition.parts(of: table, count: 4, seed: 1, method: method) == parts)
    }

    @Test(arguments: [GraphPartition.Method.best, .grown]) func oddSizes(method: GraphPartition.Method) {
        let apart = NeighbourTable(EdgeList([(0, 1), (1, 0), (2, 2)]), nodeCount: 5)
        #expect(GraphPartition.parts(of: apart, count: 1, method: method) == [0, 0, 0, 0, 0])
        #expect(GraphPartition.parts(of: apart, count: 9, method: method) == [0, 1, 2, 3, 4])
        let two = GraphPartition.parts(of: apart, count: 2, method: method)
        #expect(two.count == 5 && two.allSatisfy { $0 == 0 || $0 == 1 })
    }
}
