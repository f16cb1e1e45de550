import DenseArrays
import TestSupport
import Testing

@Suite struct AxisMapTests {
    private let map = AxisMap(from: 3, taps: [[(0, 0.5), (2, 2)], [], [(1, 1)], [(0, 1)]])

    @Test func weightedSums() {
        let x = DenseArray([1, 2, 3, 4, 5, 6], shape: [3, 2])
        let y = map(x, axis: 0, fill: 7)
        #expect(y == DenseArray([10.5, 13, 7, 7, 3, 4, 1, 2], shape: [4, 2]))
        #expect(map(x.permuted([1, 0]), axis: 1, fill: 7) == y.permuted([1, 0]))
        #expect(map.from == 3 && map.to == 4)
    }

    /// Σ Y ∘ M X = Σ Mᵀ Y ∘ X
    @Test func transposed() {
        let x = randomArray([2, 3, 5], seed: 1), y = randomArray([2, 4, 5], seed: 2)
        let back = map.transposed
        #expect(back.from == 4 && back.to == 3)
        let left = (map(x, axis: 1) * y).sum(), right = (back(y, axis: 1) * x).sum()
        expectClose(left, right, .reordered)
    }

    @Test func placesOutsideAreRefused() async {
        let place = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = AxisMap(from: 3, places: [0, 3])
        }
        expectMessage(place, "AxisMap: place 3 outside 0..<3")
        let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = AxisMap(from: 3, places: [0])(DenseArray(zeros: [2, 4]), axis: 1)
        }
        expectMessage(axis, "AxisMap: axis 1 of shape [2, 4], expected length 3")
    }
}
