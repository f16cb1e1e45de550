import TestSupport
import Testing

@testable import DenseArrays

@Suite struct NormalizedPoolingTests {
    /// One picture of 2 by 4 with two channels, by hand: y = max(0, (x - mean) factor + shift).
    @Test func byHand() throws {
        let x = DenseArray([1, 5, 2, 4, 9, 0, 3, 0, 4, 3, 3, 2, 0, 0, 5, 8], shape: [1, 2, 4, 2])
        let mean = DenseArray([1, 2], shape: [2]), factor = DenseArray([2, -1], shape: [2]), shift = DenseArray([0, 1], shape: [2])
        let (y, places) = x.normalizedAndPooled(mean: mean, factor: factor, shift: shift, keeping: true)
        // channel 0: (1, 2, 4, 3) and (9, 3, 0, 5); channel 1, whose factor is below 0: (5, 4, 3, 2) and (0, 0, 0, 8)
        #expect(y.shape == [1, 1, 2, 2] && y.elements == [6, 1, 16, 3])
        let kept = try #require(places)
        #expect(kept.chosen.shape == [1, 1, 2, 2] && kept.chosen.elements == [4, 2, 9, 0])
        #expect(x.normalizedAndPooled(mean: mean, factor: factor, shift: shift, keeping: false).places == nil)
        // the way back with no constant and no slope: factor dy where the maximum was
        let dy = DenseArray([1, 10, 100, 1000], shape: [1, 1, 2, 2]), none = DenseArray(zeros: [2])
        let dx = x.normalizedAndPooledBackward(dy, kept, mean: mean, factor: factor, shift: shift, constant: none, slope: none)
        #expect(dx.shape == x.shape)
        #expect(dx.elements.filter { $0 != 0 }.sorted() == [-1000, -10, 2, 200])
        #expect(dx.elements[8] == 2 && dx.elements[4] == 200 && dx.elements[11] == -10)
    }

    /// Below zero nothing comes out, and nothing goes back but what the statistics ask for.
    @Test func nothingBelowZero() throws {
        let x = DenseArray([1, 2, 3, 4], shape: [1, 2, 2, 1])
        let one = DenseArray([1], shape: [1]), low = DenseArray([-9], shape: [1]), none = DenseArray(zeros: [1])
        let (y, places) = x.normalizedAndPooled(mean: none, factor: one, shift: low, keeping: true)
        #expect(y.elements == [0])
        let dx = x.normalizedAndPooledBackward(
            DenseArray([5], shape: [1, 1, 1, 1]), try #require(places), mean: none, factor: one, shift: low,
            constant: DenseArray([0.5], shape: [1]), slope: DenseArray([2], shape: [1]))
        // -constant - (x - mean) slope
        #expect(dx.elements == [-2.5, -4.5, -6.5, -8.5])
    }

    @Test func oddSidesAreRoundedDown() {
        let x = DenseArray((0..<5 * 3).map { Float($0) }, shape: [1, 5, 3, 1]), one = DenseArray([1], shape: [1])
        let (y, _) = x.normalizedAndPooled(mean: DenseArray(zeros: [1]), factor: one, shift: DenseArray(zeros: [1]), keeping: false)
        #expect(y.shape == [1, 2, 1, 1] && y.elements == [4, 10])
    }

    @Test func refusesOtherCounts() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let two = DenseArray(zeros: [2])
            _ = DenseArray(zeros: [1, 2, 2, 3]).normalizedAndPooled(mean: two, factor: two, shift: two, keeping: false)
        }
        expectMessage(end, "found [1, 2, 2, 3] and [2, 2, 2]")
    }
}
