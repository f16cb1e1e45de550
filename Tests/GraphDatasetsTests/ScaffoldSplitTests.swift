import Graphs
import Testing

@testable import GraphDatasets

@Suite struct ScaffoldSplitTests {
    private let scaffolds = (0..<40).map { "S\($0 % 3 == 0 ? 0 : $0 * $0 % 11)" }

    /// What DeepChem's algorithm, written again in Python, makes of these; equal sizes are decided by the later first row.
    @Test func asDeepChem() throws {
        let split = try MoleculeSplit.scaffold(scaffolds)
        #expect(split.validation == [1, 10, 23, 32, 34] && split.test == [8, 14, 19, 25])
        #expect(split.train == Array(0..<40).filter { !(split.validation + split.test).contains($0) })
        #expect(split.name == "scaffold 80/10/10")
        let other = try MoleculeSplit.scaffold(scaffolds, fractions: SplitFractions(train: 0.6, validation: 0.2))
        #expect(other.validation == [2, 4, 7, 13, 20, 26, 29, 31, 35, 37])
        #expect(other.test == [1, 8, 10, 14, 19, 23, 25, 32, 34])
    }

    @Test func tiesAndExtremes() throws {
        // a and b have two rows each: b, whose first row is later, comes first and fills the training part
        let split = try MoleculeSplit.scaffold(["a", "b", "a", "b"], fractions: SplitFractions(train: 0.5, validation: 0.5))
        #expect(split.train == [1, 3] && split.validation == [0, 2] && split.test.isEmpty)
        // one scaffold that fits nowhere leaves nothing to learn from
        #expect(throws: GraphError.self) { try MoleculeSplit.scaffold(["x", "x", "x"]) }
    }

    private func expectApart(_ parts: [[Int]]) {
        let sets = parts.map { Set($0.map { scaffolds[$0] }) }
        for (number, set) in sets.enumerated() {
            for other in sets[(number + 1)...] { #expect(set.isDisjoint(with: other)) }
        }
        #expect(parts.flatMap { $0 }.sorted() == Array(0..<40))
    }

    @Test func balanced() throws {
        var seen = Set<[Int]>()
        for seed in 0..<10 {
            let split = try MoleculeSplit.scaffoldBalanced(
                scaffolds, fractions: SplitFractions(train: 0.6, validation: 0.2), seed: seed)
            expectApart([split.train, split.validation, split.test])
            #expect(split.train.count <= 24 && split.validation.count <= 8)
            #expect(try MoleculeSplit.scaffoldBalanced(
                scaffolds, fractions: SplitFractions(train: 0.6, validation: 0.2), seed: seed) == split)
            seen.insert(split.test)
        }
        #expect(seen.count > 2)
        // many single scaffolds and a big one, which must be in training whatever the seed
        let lonely = (0..<50).map { $0 < 12 ? "big" : "s\($0)" }
        for seed in 0..<10 {
            let split = try MoleculeSplit.scaffoldBalanced(lonely, seed: seed)
            #expect(split.train.starts(with: 0..<12))
            #expect(split.train.count == 40 && split.validation.count == 5 && split.test.count == 5)
        }
    }

    @Test func folds() throws {
        let folds = try MoleculeSplit.scaffoldFolds(scaffolds, count: 3, seed: 1)
        expectApart(folds.map(\.test))
        for fold in folds {
            #expect(fold.train.count + fold.test.count == 40 && fold.test.count >= 8, "\(fold.test.count)")
            #expect(Set(fold.train).isDisjoint(with: fold.test))
        }
        #expect(throws: GraphError.self) { try MoleculeSplit.scaffoldFolds(["a", "a"], count: 2, seed: 1) }
        #expect(throws: GraphError.self) { try MoleculeSplit.scaffoldFolds(scaffolds, count: 1, seed: 1) }
    }
}
