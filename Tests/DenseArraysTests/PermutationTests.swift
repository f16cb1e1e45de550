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

    /// Every order of four axes, also of length 1, against the definition; and sizes beyond one square and one piece.
    @Test(arguments: [[2, 3, 4, 5], [1, 20, 1, 37], [2, 1, 3, 1], [300, 33, 1, 17]]) func allOrders(shape: [Int]) {
        let x = DenseArray((0..<shape.reduce(1, *)).map(Float.init), shape: shape)
        let strides = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1]
        for a in 0..<4 { for b in 0..<4 where b != a { for c in 0..<4 where c != a && c != b {
            let axes = [a, b, c, 6 - a - b - c]
            let y = x.permuted(axes)
            var expected: [Float] = []
            for i in 0..<shape[axes[0]] { for j in 0..<shape[axes[1]] { for k in 0..<shape[axes[2]] {
                let start = i * strides[axes[0]] + j * strides[axes[1]] + k * strides[axes[2]]
                for l in 0..<shape[axes[3]] { expected.append(Float(start + l * strides[axes[3]])) }
            } } }
            #expect(y == DenseArray(expected, shape: axes.map { shape[$0] }), "\(axes)")
        } } }
    }

    @Test func scaledChannels() {
        let x = DenseArray((0..<12).map(Float.init), shape: [2, 2, 3])
        let y = x.scalingChannels(DenseArray(rows: [[1, 0, 2], [0, 1, -1]]))
        #expect(y.elements == [0, 0, 4, 3, 0, 10, 0, 7, -8, 0, 10, -11] && y.shape == x.shape)
    }

    @Test func refusesWrongAxes() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [2, 3]).permuted([0, 0])
        }
        expectMessage(end, "DenseArray.permuted: shape [2, 3] has axes 0..<2, found [0, 0]")
    }
}
