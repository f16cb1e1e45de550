import DenseArrays
import Graphs
import Testing

@Suite struct GraphLoaderTests {
    private func many() throws -> GraphSet {
        let graph = try Graph(nodeCount: 3, edges: EdgeList([(0, 1), (1, 2)]))
        return try GraphSet(name: "many", graphs: [Graph](repeating: graph, count: 100))
    }

    @Test func goesThroughEachGraphOnce() throws {
        let loader = GraphLoader(try many(), batchSize: 32, shuffles: true, seed: 4)
        #expect(loader.batchCount == 4)
        let seen = loader.batches(epoch: 1).map(\.indices)
        #expect(seen.map(\.count) == [32, 32, 32, 4])
        #expect(seen.flatMap { $0 }.sorted() == Array(0..<100))
        #expect(seen == loader.order(epoch: 1))
        #expect(seen != loader.order(epoch: 2))
        #expect(seen == GraphLoader(try many(), batchSize: 32, shuffles: true, seed: 4).order(epoch: 1))
        #expect(seen != GraphLoader(try many(), batchSize: 32, shuffles: true, seed: 5).order(epoch: 1))
    }

    @Test func keepsOrderWithoutShufflingAndDropsTheLast() throws {
        let loader = GraphLoader(try many(), indices: [5, 3, 8, 1, 0], batchSize: 2, dropsLast: true)
        #expect(loader.batches().map(\.indices) == [[5, 3], [8, 1]])
        #expect(GraphLoader(try many(), indices: [], batchSize: 2).batches().map(\.indices).isEmpty)
    }

    /// A loop may stop before the last batch: the thread that works ahead ends with the iterator.
    @Test func mayBeLeftEarly() throws {
        let loader = GraphLoader(try many(), batchSize: 1, shuffles: true)
        for epoch in 0..<200 {
            for batch in loader.batches(epoch: epoch) where batch.indices[0] % 7 == epoch % 7 { break }
        }
    }
}
