import Graphs
import Testing

@testable import GraphDatasets

@Suite struct MoleculeSplitTests {
    @Test func fractions() throws {
        #expect(SplitFractions("80/10/10") == .standard && SplitFractions("0.8/0.1/0.1") == .standard)
        #expect(SplitFractions("80/10") == .standard && SplitFractions("8/1/1") == .standard)
        #expect(SplitFractions.standard.text == "80/10/10")
        let whole = try #require(SplitFractions("1/0"))
        #expect(whole.train == 1 && whole.test == 0)
        for bad in ["", "80", "80/x/10", "0/50/50", "-1/2/3", "80/30", "a/b", "80//20", "1/2/3/4"] {
            #expect(SplitFractions(bad) == nil, "\(bad)")
        }
    }

    private func expectPartition(_ split: MoleculeSplit, _ count: Int) {
        #expect((split.train + split.validation + split.test).sorted() == Array(0..<count))
        for part in [split.train, split.validation, split.test] { #expect(part == part.sorted()) }
    }

    @Test func random() throws {
        let split = try MoleculeSplit.random(count: 103, seed: 4)
        expectPartition(split, 103)
        // rounded down as DeepChem: 82.4, 92.7
        #expect(split.train.count == 82 && split.validation.count == 10 && split.test.count == 11)
        #expect(split.name == "random 80/10/10")
        #expect(try MoleculeSplit.random(count: 103, seed: 4) == split)
        #expect(try MoleculeSplit.random(count: 103, seed: 5) != split)
        #expect(split.fold.train == split.train && split.fold.test == split.test)
        #expect(throws: GraphError.self) { try MoleculeSplit.random(count: 0, seed: 1) }
    }

    @Test func stratifiedByClass() throws {
        let labels: [Int32?] = (0..<200).map { $0 % 10 == 0 ? 1 : $0 % 4 == 1 ? nil : 0 }
        let split = try MoleculeSplit.stratified(labels: labels, seed: 3)
        expectPartition(split, 200)
        #expect(split.train.count == 160 && split.validation.count == 20 && split.test.count == 20)
        for label in [Int32?.some(0), 1, nil] {
            let all = labels.count { $0 == label }
            let held = split.test.count { labels[$0] == label }
            #expect(abs(Double(held) - Double(all) / 10) <= 1, "\(String(describing: label)): \(held) of \(all)")
        }
    }

    @Test func stratifiedByValue() throws {
        let values = (0..<100).map { $0 == 50 ? Float.nan : Float(($0 * 37) % 101) }
        let split = try MoleculeSplit.stratified(values: values, seed: 1)
        expectPartition(split, 100)
        #expect(split.train.count == 80 && split.validation.count == 10)
        // one of each slice of ten
        let tested = split.test.map { values[$0] }.filter { !$0.isNaN }.sorted()
        for (rank, value) in tested.enumerated() { #expect(abs(value - Float(rank * 10 + 5)) <= 10, "\(tested)") }
        #expect(try MoleculeSplit.stratified(values: values, seed: 2) != split)
    }

    @Test func classesOfSeveralTargets() {
        let classes = MoleculeSplit.classes(ofTargets: [1, 0, 0, 1, 1, 0, .nan, 0, 0, 1, 0, .nan], width: 2)
        #expect(classes == [2, 0, 2, 3, 0, 1])
    }
}
