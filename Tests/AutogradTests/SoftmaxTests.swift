import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct SoftmaxTests {
    @Test func equalPyTorchAlongRows() throws {
        // along other axes it is not offered
        let alongRows = { (golden: GoldenCase, x: Tensor) in
            let axis = try golden.int("dim")
            return x.shape.count == 2 && (axis == -1 || axis == 1)
        }
        try checkActivations("Softmax") { try alongRows($0, $1) ? $1.softmax() : nil }
        try checkActivations("LogSoftmax") { try alongRows($0, $1) ? $1.logSoftmax() : nil }
    }

    @Test func gradients() {
        let x = randomArray([4, 6], seed: 2)
        checkGradient(of: [x], "softmax") { $0[0].softmax() }
        checkGradient(of: [x], "logSoftmax") { $0[0].logSoftmax() }
    }
}
