import Graphs
import Testing

@Suite struct FractionSplitTests {
    @Test func partsOfTheGivenNodes() throws {
        let nodes = stride(from: 0, to: 100, by: 2).map { $0 }
        let split = try NodeSplit.fractions(of: nodes, train: 0.6, validation: 0.2, seed: 4, nodeCount: 100)
        #expect(split.train.count == 30 && split.validation.count == 10 && split.test.count == 10)
        #expect((split.train + split.validation + split.test).sorted() == nodes)
        #expect(split.name == "random 60/20/20")
        #expect(try NodeSplit.fractions(of: nodes, train: 0.6, validation: 0.2, seed: 4, nodeCount: 100) == split)
        #expect(try NodeSplit.fractions(of: nodes, train: 0.6, validation: 0.2, seed: 5, nodeCount: 100) != split)
        #expect(try NodeSplit.fractions(of: nodes, train: 1, validation: 0, seed: 5, nodeCount: 100).test.isEmpty)
    }

    @Test func whatIsRefused() {
        #expect(throws: GraphError.self) {
            _ = try NodeSplit.fractions(of: [1, 2], train: 0.9, validation: 0.2, seed: 0, nodeCount: 3)
        }
        #expect(throws: GraphError.splitImpossible(reason: "0.1 of 2 nodes is none; expected some for training")) {
            _ = try NodeSplit.fractions(of: [1, 2], train: 0.1, validation: 0.2, seed: 0, nodeCount: 3)
        }
    }
}
