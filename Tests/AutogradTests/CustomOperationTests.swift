import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct CustomOperationTests {
    /// x ∘ x ∘ y
    static func squareTimes(_ x: Tensor, _ y: Tensor) -> Tensor {
        let (a, b) = (x.value, y.value)
        return .custom("squareTimes", inputs: [x, y], value: a * a * b) { upstream in
            [upstream * a * b * 2, y.requiresGradient ? upstream * a * a : nil]
        }
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([3, 2], seed: 1), randomArray([3, 2], seed: 2)]) {
            Self.squareTimes($0[0], $0[1])
        }
    }

    @Test func nilLetsNothingThrough() {
        let x = Tensor(DenseArray([3]), requiresGradient: true)
        let y = Tensor(DenseArray([2]))
        Self.squareTimes(x, y).backward()
        #expect(x.gradient == DenseArray([12]) && y.gradient == nil)
    }

    @Test func aGradientOfAnotherShapeIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(DenseArray([3]), requiresGradient: true)
            Tensor.custom("wrong", inputs: [x], value: DenseArray([1])) { _ in [DenseArray([1, 2])] }.backward()
        }
        expectMessage(end, "Tensor.custom: wrong has an input of shape [1], its derivative returned shape [2]")
    }
}
