import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct ConcatenationTests {
    let a = DenseArray(rows: [[1, 2], [3, 4]]), b = DenseArray(rows: [[5], [6]])

    @Test func columns() {
        let y = Tensor.concatenatingColumns([Tensor(a), Tensor(b), Tensor(a)])
        #expect(y.value == DenseArray(rows: [[1, 2, 5, 1, 2], [3, 4, 6, 3, 4]]))
        #expect(y.columns(1..<3).value == DenseArray(rows: [[2, 5], [4, 6]]))
        #expect(y.columns(2..<2).shape == [2, 0])
    }

    @Test func rows() {
        let y = Tensor.concatenatingRows([
            Tensor(a), Tensor(DenseArray(zeros: [0, 2])), Tensor(DenseArray(rows: [[7, 8]])),
        ])
        #expect(y.value == DenseArray(rows: [[1, 2], [3, 4], [7, 8]]))
        let cube = DenseArray((0..<8).map(Float.init), shape: [2, 2, 2])
        #expect(Tensor.concatenatingRows([Tensor(cube), Tensor(cube)]).shape == [4, 2, 2])
    }

    @Test func gradients() {
        let inputs = [randomArray([3, 2], seed: 1), randomArray([3, 4], seed: 2)]
        checkGradient(of: inputs, "columns side by side") { .concatenatingColumns([$0[0], $0[1], $0[0]]) }
        checkGradient(of: inputs, "columns out of a matrix") { $0[1].columns(1..<3) + $0[0] }
        checkGradient(of: [inputs[0], randomArray([5, 2], seed: 3)], "rows") {
            .concatenatingRows([$0[1], $0[0], $0[1]])
        }
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.concatenatingColumns([Tensor(DenseArray(zeros: [2, 1])), Tensor(DenseArray(zeros: [3, 1]))])
        }
        expectMessage(end, "Tensor.concatenatingColumns: expected matrices of 2 rows, found shapes [[2, 1], [3, 1]]")
    }
}
