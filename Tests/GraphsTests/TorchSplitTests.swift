import Testing

@testable import Graphs

@Suite struct TorchSplitTests {
    /// torch 2.15: torch.manual_seed(123); torch.randperm(10), torch.randperm(7); manual_seed(0); randperm(5)
    @Test func permutationsArePyTorchs() {
        var generator = MersenneTwister(seed: 123)
        #expect(generator.permutation(10) == [2, 0, 8, 1, 3, 7, 4, 9, 5, 6])
        #expect(generator.permutation(7) == [4, 6, 3, 5, 2, 0, 1])
        var other = MersenneTwister(seed: 0)
        #expect(other.permutation(5) == [4, 0, 1, 3, 2])
        // past one refill of the generator's 624 numbers
        var long = MersenneTwister(seed: 123)
        let thousand = long.permutation(1000)
        #expect(thousand.sorted() == Array(0..<1000) && Array(thousand.suffix(5)) == [473, 400, 536, 156, 290])
    }

    @Test func splitsByClass() throws {
        let labels = try NodeLabels(values: (0..<200).map { Int32($0 % 4) }, classNames: ["a", "b", "c", "d"])
        let split = try NodeSplit.torch(labels: labels, perClass: 5, validation: 50, test: 60, seed: 1)
        #expect(split.train.count == 20 && split.validation.count == 50 && split.test.count == 60)
        for label in 0..<4 { #expect(split.train.count { $0 % 4 == label } == 5) }
        #expect(throws: GraphError.self) { _ = try NodeSplit.torch(labels: labels, validation: 500, seed: 1) }
        #expect(throws: GraphError.self) { _ = try NodeSplit.torch(labels: labels, seed: -1) }
    }
}
