import DenseArrays
import TestSupport
import Testing

@Suite struct PermutationTests {
    @Test func axesChangePlaces() {
        let x = DenseArray((0..<24).map(Float.init), shape: [2, 3, 4])
        let y = x.permuted([2, 0, 1])
        #expect(y.shape == [4, 2, 3])
        for i in 0..<2 { for j in 0..<3 { for k in 0..<4 { #expect(y[(k * 2 + i) * 3 + j] == x[(i * 3 + j) * 4 + k]) } } }
        #expect(y.permuted([1, 2, 0]) == x)
        let matrix = DenseArray((0..<6).map(Float.init), shape: [2, 3])
        #expect(matrix.permuted([1, 0]) == matrix.transposed())
        #expect(matrix.permuted([0, 1]).sharesMemory(with: matrix))
        #expect(DenseArray(zeros: [0, 3]).permuted([1, 0]).shape == [3, 0])
    }

    @Test func refusesWrongAxes() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [2, 3]).permuted([0, 0])
        }
        expectMessage(end, "DenseArray.permuted: shape [2, 3] has axes 0..<2, found [0, 0]")
    }
}
