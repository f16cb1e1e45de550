import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct ArithmeticTests {
    let a = randomArray([4, 3], seed: 1, gap: 0.1), b = randomArray([4, 3], seed: 2, gap: 0.1)

    @Test func values() {
        let (x, y) = (Tensor(a), Tensor(b))
        #expect((x + y).value == a + b && (x - y).value == a - b && (x * y).value == a * b && (x * 3).value == a * 3)
        expectClose(Double(x.sum().scalar), a.sum(), .elementwise)
        expectClose(Double(x.mean().scalar), a.sum() / 12, .elementwise)
        #expect(x.sum().shape == [] && x.relu().value == a.relu())
        #expect(x.map("square", { $0 * $0 }, derivative: { x, _ in 2 * x }).value == a * a)
    }

    @Test func gradients() {
        checkGradient(of: [a, b], "+") { $0[0] + $0[1] }
        checkGradient(of: [a, b], "-") { $0[0] - $0[1] }
        checkGradient(of: [a, b], "*") { $0[0] * $0[1] }
        checkGradient(of: [a], "* scalar") { $0[0] * -2.5 }
        checkGradient(of: [a], "sum") { $0[0].sum() }
        checkGradient(of: [a], "mean") { $0[0].mean() }
        checkGradient(of: [a], "relu") { $0[0].relu() }
        checkGradient(of: [a], "map") { $0[0].map("cube", { $0 * $0 * $0 }, derivative: { x, _ in 3 * x * x }) }
        checkGradient(of: [a], "the same twice") { $0[0] * $0[0] - $0[0] }
        let mask = DropoutMask(rate: 0.5, key: RandomKey(seed: 4))
        checkGradient(of: [a], "dropout") { $0[0].dropout(mask) }
        checkGradient(of: [a], "dropout of named rows") { $0[0].dropout(mask, rowIDs: [7, 1, 1, 3]) }
    }

    /// The check itself must see a wrong derivative.
    @Test func aWrongDerivativeIsSeen() {
        withKnownIssue {
            checkGradient(of: [a], "wrong on purpose") {
                $0[0].map("square", { $0 * $0 }, derivative: { x, _ in 2.05 * x })
            }
        }
    }

    @Test func reluAtZeroHasNoSlope() {
        let x = Tensor(DenseArray([0, -1, 1]), requiresGradient: true)
        x.relu().sum().backward()
        #expect(x.gradient == DenseArray([0, 0, 1]))
    }

    @Test func reluEqualsPyTorch() throws {
        try checkActivations("ReLU") { _, x in x.relu() }
    }

    @Test func dropoutOfRateZeroIsTheSameTensor() {
        let x = Tensor(a)
        #expect(x.dropout(DropoutMask(rate: 0, key: RandomKey(seed: 1))) === x)
    }

    @Test func emptyArrays() {
        let x = Tensor(DenseArray(zeros: [0, 3]), requiresGradient: true)
        x.relu().sum().backward()
        #expect(x.gradient?.shape == [0, 3])
        #expect(x.mean().scalar == 0)
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2])) + Tensor(DenseArray(zeros: [3]))
        }
        expectMessage(end, "DenseArray.+: shapes [2] and [3] differ")
    }
}
