import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct SegmentOperationsTests {
    /// Segments 2, 0 and 3 of four; nobody is in segment 1.
    let indices = [2, 0, 2, 3, 0, 2]
    let x = DenseArray(rows: [[1, -6], [2, 5], [3, -4], [-4, 3], [-5, -2], [6, -1]])

    @Test func values() {
        let x = Tensor(x)
        #expect(
            x.segmentMaximum(indices, rows: 4).value == DenseArray(rows: [[2, 5], [0, 0], [6, -1], [-4, 3]]))
        #expect(
            x.segmentMinimum(indices, rows: 4).value == DenseArray(rows: [[-5, -2], [0, 0], [1, -6], [-4, 3]]))
        expectClose(
            x.segmentMean(indices, rows: 4).value,
            DenseArray(rows: [[-1.5, 1.5], [0, 0], [10 / 3, -11 / 3], [-4, 3]]), .elementwise)
    }

    @Test func softmaxAddsUpToOne() {
        let y = Tensor(x).segmentSoftmax(indices, rows: 4).value
        expectClose(
            y.segmentSum(indices, rows: 4), DenseArray(rows: [[1, 1], [0, 0], [1, 1], [1, 1]]), .elementwise)
        expectClose(Double(y[1, 0]), 1 / (1 + DoubleMath.exp(-7)), .elementwise)
    }

    /// Large numbers do not overflow.
    @Test func softmaxIsStable() {
        let y = Tensor(DenseArray([1000, 1001, -2000])).segmentSoftmax([0, 0, 1], rows: 2).value
        let first = Float(1 / (1 + DoubleMath.exp(1)))
        expectClose(y.elements, [first, 1 - first, 1], .elementwise)
    }

    @Test func gradients() {
        let input = [randomArray([6, 3], seed: 1)]
        checkGradient(of: input, "mean") { $0[0].segmentMean(indices, rows: 4) }
        checkGradient(of: input, "maximum") { $0[0].segmentMaximum(indices, rows: 4) }
        checkGradient(of: input, "minimum") { $0[0].segmentMinimum(indices, rows: 4) }
        checkGradient(of: input, "softmax") { $0[0].segmentSoftmax(indices, rows: 4) }
        checkGradient(of: [randomArray([6, 2, 2], seed: 2)], "three axes") { $0[0].segmentMean(indices, rows: 4) }
    }

    /// Items that share the extremum share its gradient evenly.
    @Test func ties() {
        let x = Tensor(DenseArray([3, 1, 3, 3, 2]), requiresGradient: true)
        x.segmentMaximum([0, 0, 0, 1, 0], rows: 2).backward(DenseArray([6, 5]))
        #expect(x.gradient?.elements == [3, 0, 3, 5, 0])
        let y = Tensor(DenseArray([3, 1, 1]), requiresGradient: true)
        y.segmentMinimum([0, 0, 0], rows: 1).backward(DenseArray([4]))
        #expect(y.gradient?.elements == [0, 2, 2])
    }

    @Test func nothing() {
        let x = Tensor(DenseArray(zeros: [0, 3]), requiresGradient: true)
        for y in [x.segmentMean([], rows: 2), x.segmentMaximum([], rows: 2), x.segmentMinimum([], rows: 2)] {
            #expect(y.value == DenseArray(zeros: [2, 3]))
        }
        #expect(x.segmentSoftmax([], rows: 2).shape == [0, 3])
    }

    @Test func indicesAreChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2, 3])).segmentMaximum([0, 4], rows: 2)
        }
        expectMessage(end, "Tensor.segmentMaximum: index 4 outside 0..<2")
        let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2, 3])).segmentMean([0], rows: 2)
        }
        expectMessage(other, "Tensor.segmentMean: shape [2, 3], 1 indices")
    }
}
