import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct ActivationFunctionsTests {
    @Test func gradients() {
        let x = randomArray([4, 5], seed: 1, gap: 0.1) * 2
        let functions: [(String, (Tensor) -> Tensor)] = [
            ("gelu", { $0.gelu() }), ("gelu, tanh", { $0.gelu(tanh: true) }), ("silu", { $0.silu() }),
            ("hardswish", { $0.hardswish() }), ("hardsigmoid", { $0.hardsigmoid() }),
            ("softplus", { $0.softplus(beta: 2) }), ("logSigmoid", { $0.logSigmoid() }), ("selu", { $0.selu() }),
            ("mish", { $0.mish() }), ("softsign", { $0.softsign() }), ("clamped", { $0.clamped(-1.5, 5) }),
            ("clipped", { $0.clipped(-1.5, 5) }),
        ]
        for (name, function) in functions { checkGradient(of: [x], name) { function($0[0]) } }
    }

    /// At the ends PyTorch's `clamp` has the derivative 1, its `Hardtanh` 0.
    @Test func ends() {
        for (function, expected): ((Tensor) -> Tensor, [Float]) in [
            ({ $0.clipped(-1, 1) }, [0, 1, 1, 1, 0]), ({ $0.clamped(-1, 1) }, [0, 0, 1, 0, 0]),
            ({ $0.clipped(nil, 1) }, [1, 1, 1, 1, 0]), ({ $0.clipped(-1) }, [0, 1, 1, 1, 1]),
        ] {
            let x = Tensor(DenseArray([-2, -1, 0, 1, 2]), requiresGradient: true)
            function(x).sum().backward()
            #expect(x.gradient?.elements == expected)
        }
        #expect(Tensor(DenseArray([-2, 0.5, .infinity])).clipped(-1, 1).value.elements == [-1, 0.5, 1])
        #expect(Tensor(DenseArray([Float.nan])).clipped(-1, 1).value[0].isNaN)
    }

    @Test func boundsInTheWrongOrderAreRefused() async {
        let clamp = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray([1])).clamped(1, 0)
        }
        expectMessage(clamp, "Tensor.clamped: expected low ≤ high, found 1.0 and 0.0")
        let clip = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray([1])).clipped(1, 0)
        }
        expectMessage(clip, "Tensor.clipped: expected low ≤ high, found 1.0 and 0.0")
    }
}
