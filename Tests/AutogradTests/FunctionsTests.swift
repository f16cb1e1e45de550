import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct FunctionsTests {
    let x = randomArray([5, 4], seed: 1, gap: 0.1)

    @Test func equalPyTorch() throws {
        try checkActivations("Sigmoid") { _, x in x.sigmoid() }
        try checkActivations("Tanh") { _, x in x.tanh() }
        try checkActivations("Softplus") { golden, x in
            x.softplus(beta: try golden.float("beta"), threshold: try golden.float("threshold"))
        }
        try checkActivations("LeakyReLU") { golden, x in x.leakyRelu(slope: try golden.float("negative_slope")) }
        try checkActivations("ELU") { golden, x in x.elu(alpha: try golden.float("alpha")) }
    }

    @Test func gradients() {
        let positive = x.map { abs($0) + 0.5 }
        checkGradient(of: [x], "exp") { $0[0].exp() }
        checkGradient(of: [positive], "log") { $0[0].log() }
        checkGradient(of: [positive], "power 0.5") { $0[0].power(0.5) }
        checkGradient(of: [positive], "power -1") { $0[0].power(-1) }
        checkGradient(of: [x], "power 3") { $0[0].power(3) }
        checkGradient(of: [x], "sigmoid") { $0[0].sigmoid() }
        checkGradient(of: [x], "tanh") { $0[0].tanh() }
        checkGradient(of: [x], "softplus") { $0[0].softplus() }
        checkGradient(of: [x], "softplus 3") { $0[0].softplus(beta: 3) }
        checkGradient(of: [x], "leakyRelu") { $0[0].leakyRelu(slope: 0.2) }
        checkGradient(of: [x], "elu") { $0[0].elu(alpha: 0.7) }
    }

    @Test func values() {
        let expected = x.elements.map { Double($0) }
        expectClose(Tensor(x).exp().value.elements, expected.map { Float(DoubleMath.exp($0)) }, .elementwise)
        expectClose(
            Tensor(x.map(abs)).log().value.elements, expected.map { Float(DoubleMath.log(abs($0))) }, .elementwise)
        expectClose(Tensor(x).power(2).value, x * x, .elementwise)
    }

    @Test func farFromZero() {
        let far = Tensor(DenseArray([-200, 200]), requiresGradient: true)
        #expect(far.sigmoid().value.elements == [0, 1])
        #expect(far.softplus().value.elements == [0, 200])
        far.softplus().sum().backward()
        #expect(far.gradient?.elements == [0, 1])
    }

    @Test func thePowerZeroHasNoSlope() {
        let zero = Tensor(DenseArray([0, 2]), requiresGradient: true)
        let y = zero.power(0)
        y.sum().backward()
        #expect(y.value.elements == [1, 1] && zero.gradient?.elements == [0, 0])
    }
}
