import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct MatrixOperationsTests {
    let x = randomArray([5, 3], seed: 1), w = randomArray([3, 4], seed: 2)

    @Test func values() {
        let t = Tensor(x)
        #expect(t.matrixProduct(Tensor(w)).value == .product(x, w))
        #expect(t.addingBias(Tensor(DenseArray([1, 2, 3]))).value == x.addingBias(DenseArray([1, 2, 3])))
        #expect(t.gatheringRows([4, 0, 4]).value == x.gatheringRows([4, 0, 4]))
        #expect(t.segmentSum([0, 2, 0, 2, 2], rows: 3).value == x.segmentSum([0, 2, 0, 2, 2], rows: 3))
        #expect(t.reshaped([3, 5]).value == x.reshaped([3, 5]))
        expectClose(t.logSoftmax().value, x.logSoftmaxRows(), .elementwise)
    }

    @Test func gradients() {
        checkGradient(of: [x, w], "matrixProduct") { $0[0].matrixProduct($0[1]) }
        checkGradient(of: [x, DenseArray([1, -1, 0.5])], "addingBias") { $0[0].addingBias($0[1]) }
        checkGradient(of: [x, DenseArray([1, -1, 0.5], shape: [1, 3])], "a bias of shape [1, 3]") {
            $0[0].addingBias($0[1])
        }
        checkGradient(of: [x], "gatheringRows, one twice") { $0[0].gatheringRows([4, 0, 4]) }
        checkGradient(of: [x], "segmentSum, one empty") { $0[0].segmentSum([0, 2, 0, 2, 2], rows: 4) }
        checkGradient(of: [x, randomArray([5], seed: 3)], "scalingRows") { $0[0].scalingRows($0[1]) }
        checkGradient(of: [x, randomArray([5, 1], seed: 3)], "scalingRows by a column") { $0[0].scalingRows($0[1]) }
        checkGradient(of: [x], "reshaped") { $0[0].reshaped([3, 5]).matrixProduct($0[0]) }
        checkGradient(of: [randomArray([2, 3, 2], seed: 4)], "rows of a cube") {
            $0[0].gatheringRows([1, 1, 0]).segmentSum([0, 0, 1], rows: 2)
        }
        checkGradient(of: [x], "a matrix times itself") {
            $0[0].reshaped([3, 5]).matrixProduct($0[0].reshaped([5, 3]))
        }
    }

    @Test func linearLayersEqualPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "Linear") {
            let data = try golden.array("in.x")
            let weight = try golden.array("param.weight")
            let (outputs, inputs) = (weight.shape[0], weight.shape[1])
            let x = Tensor(data, requiresGradient: true)
            // PyTorch keeps the transposed weight
            let w = Tensor(weight.transposed(), requiresGradient: true)
            let b = try golden.optionalArray("param.bias").map { Tensor($0, requiresGradient: true) }
            var y = x.reshaped([data.count / inputs, inputs]).matrixProduct(w)
            if let b { y = y.addingBias(b) }
            y = y.reshaped(data.shape.dropLast() + [outputs])
            expectClose(y.value, try golden.array("out.y"), .golden, "\(golden)")
            y.backward(try golden.array("up.y"))
            try expectClose(#require(x.gradient), golden.array("grad_in.x"), .golden, "\(golden), x")
            try expectClose(
                #require(w.gradient).transposed(), golden.array("grad_param.weight"), .golden, "\(golden), weight")
            if let b {
                try expectClose(#require(b.gradient), golden.array("grad_param.bias"), .golden, "\(golden), bias")
            }
        }
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(DenseArray(zeros: [2, 3]))
            _ = x.matrixProduct(x)
        }
        expectMessage(end, "DenseArray.product: inner sizes differ: [2, 3] times [2, 3]")
    }

    @Test func oneFactorForEachRow() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2, 3])).scalingRows(Tensor(DenseArray(zeros: [3])))
        }
        expectMessage(end, "Tensor.scalingRows: 2 rows, 3 factors")
    }
}

@Suite struct AddingProductTests {
    /// Y = X + A B with all three gradients, for widths with a kernel of their own and others, in place or not.
    @Test(arguments: [3, 16, 64], [false, true]) func valueAndGradients(width: Int, inPlace: Bool) {
        let x = randomArray([5, width], seed: 1), a = randomArray([5, 4], seed: 2), b = randomArray([4, width], seed: 3)
        let y = Tensor(x).addingProduct(Tensor(a), Tensor(b)).value
        expectClose(y, x + .product(a, b), .reordered, "\(width)")
        checkGradient(of: [x, a, b], "\(width)") {
            // an intermediate result, whose memory may be taken
            ($0[0] * 2).addingProduct($0[1], $0[2], inPlace: inPlace)
        }
    }
}
