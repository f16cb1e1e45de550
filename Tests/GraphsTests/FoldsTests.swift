import Graphs
import Testing

@Suite struct FoldsTests {
    private let labels: [Int32] = (0..<188).map { $0 % 3 == 0 ? 0 : 1 }

    @Test func spreadClassesEvenly() throws {
        let folds = try Fold.stratified(labels: labels, seed: 1)
        #expect(folds.count == 10 && folds.map(\.number) == Array(0..<10))
        #expect(folds.flatMap(\.test).sorted() == Array(0..<188))
        for fold in folds {
            #expect(Set(fold.train).isDisjoint(with: fold.test) && fold.train.count + fold.test.count == 188)
            #expect([18, 19].contains(fold.test.count))
            #expect([6, 7].contains(fold.test.count { labels[$0] == 0 }))
        }
        #expect(try Fold.stratified(labels: labels, seed: 1) == folds)
        #expect(try Fold.stratified(labels: labels, seed: 2) != folds)
    }

    @Test func holdOutAPartOfEachClass() throws {
        let fold = try Fold.stratified(labels: labels, seed: 1)[3]
        let held = try fold.holdingOut(0.1, labels: labels, seed: 1)
        #expect(held.validation.count == 17 && held.train.count == fold.train.count - 17 && held.test == fold.test)
        #expect((held.train + held.validation).sorted() == fold.train)
        #expect([5, 6].contains(held.validation.count { labels[$0] == 0 }))
    }

    @Test func refuseWhatCannotBe() {
        #expect(throws: GraphError.splitImpossible(reason: "1 folds of 188 graphs; expected 2 to 188")) {
            try Fold.stratified(labels: labels, count: 1, seed: 0)
        }
        #expect(throws: GraphError.splitImpossible(reason: "3 folds of 2 graphs; expected 2 to 2")) {
            try Fold.stratified(labels: [0, 1], count: 3, seed: 0)
        }
        #expect(
            throws: GraphError.splitImpossible(reason: "a validation part of 1.0; expected a fraction between 0 and 1")
        ) { try Fold.stratified(labels: labels, seed: 0)[0].holdingOut(1, labels: labels, seed: 0) }
    }
}
