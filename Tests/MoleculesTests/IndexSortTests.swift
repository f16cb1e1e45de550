import Testing

@testable import Molecules

@Suite struct IndexSortTests {
    @Test(arguments: [0, 1, 2, 10, 24, 25, 200]) func sortsShortAndLongRuns(_ count: Int) {
        var indices = (0..<Int32(count)).map { ($0 * 73) % 211 }
        let expected = indices.sorted()
        indices.withUnsafeMutableBufferPointer { sortIndices($0) { $0 < $1 } }
        #expect(indices == expected)
    }

    @Test(arguments: [([1, 2, 3], false), ([2, 1, 3], true), ([3, 1, 2], false), ([4, 3, 2, 1], false), ([], false)])
    func paritiesOfPermutations(_ numbers: [Int32], _ isOdd: Bool) {
        #expect(numbers.withUnsafeBufferPointer { isOddPermutation($0) } == isOdd)
    }
}
