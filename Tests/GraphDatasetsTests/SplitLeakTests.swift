import Testing

@testable import GraphDatasets

@Suite struct SplitLeakTests {
    @Test func pairs() throws {
        let split = MoleculeSplit(name: "x", train: [0, 1, 4], validation: [2, 5], test: [3, 6, 7])
        let found = split.leaks(["CCO", "CCO", "CCO", "c", nil, "c", "N", nil])
        #expect(
            found == [
                SplitLeak(first: 0, firstPart: .train, second: 2, secondPart: .validation),
                SplitLeak(first: 5, firstPart: .validation, second: 3, secondPart: .test),
            ])
        #expect(split.leaks(["a", "b", "c", "d", "a", "c", "d", "d"]).isEmpty)
    }
}
