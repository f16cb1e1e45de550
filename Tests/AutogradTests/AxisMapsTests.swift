import Autograd
import DenseArrays
import TestSupport
import Testing

/// Padding, cutting and joining along axes; batched products and rows.
@Suite struct AxisMapsTests {
    @Test func slices() {
        let x = Tensor(randomArray([2, 5, 3], seed: 1))
        let y = x.sliced(axis: 1, 1..<4)
        #expect(y.shape == [2, 3, 3] && y.value[0] == x.value[3] && y.value[9] == x.value[18])
        checkGradient(of: [randomArray([2, 5, 3], seed: 1)]) { $0[0].sliced(axis: 1, 1..<4) }
    }

    @Test func joins() {
        let parts = [randomArray([2, 3, 1], seed: 1), randomArray([2, 3, 4], seed: 2)]
        let y = Tensor.concatenating(parts.map { Tensor($0) }, axis: -1).value
        #expect(y.shape == [2, 3, 5] && y[5] == parts[0][1] && y[6] == parts[1][4])
        for axis in 0..<3 {
            var shape = [2, 3, 4]
            shape[axis] = 5
            checkGradient(of: [randomArray([2, 3, 4], seed: 1), randomArray(shape, seed: 2)], "axis \(axis)") {
                .concatenating([$0[0], $0[1]], axis: axis)
            }
        }
    }

    @Test func batchedProductsAndRows() {
        checkGradient(of: [randomArray([3, 2, 4], seed: 1), randomArray([3, 4, 5], seed: 2)]) {
            $0[0].batchedProduct($0[1])
        }
        checkGradient(of: [randomArray([3, 2, 4], seed: 1), randomArray([3, 5, 4], seed: 2)], "transposed") {
            $0[0].batchedProduct($0[1], transposed: true)
        }
        checkGradient(of: [randomArray([5, 2], seed: 1)], "rows") { .concatenatingRows([$0[0].rows(1..<3), $0[0].rows(2..<5)]) }
    }

    @Test func softmaxAlongAnyAxis() {
        for axis in -1..<3 {
            checkGradient(of: [randomArray([2, 3, 4], seed: 1)], "\(axis)") { $0[0].softmax(axis: axis) }
            checkGradient(of: [randomArray([2, 3, 4], seed: 1)], "log, \(axis)") { $0[0].logSoftmax(axis: axis) }
        }
    }

    @Test func wrongAxesAreRefused() async {
        let slice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2, 3])).sliced(axis: 1, 2..<4)
        }
        expectMessage(slice, "Tensor.sliced: 2..<4 of axis 1 of shape [2, 3]")
        let join = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let parts = [Tensor(DenseArray(zeros: [2, 3])), Tensor(DenseArray(zeros: [3, 2]))]
            _ = Tensor.concatenating(parts, axis: 1)
        }
        expectMessage(join, "Tensor.concatenating: expected shapes that agree but for axis 1, found [[2, 3], [3, 2]]")
        let softmax = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2, 3])).softmax(axis: 2)
        }
        expectMessage(softmax, "Tensor.softmax: axis 2 of shape [2, 3]")
    }
}
