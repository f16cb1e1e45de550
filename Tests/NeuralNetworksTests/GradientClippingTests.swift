import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct GradientClippingTests {
    @Test func byNormEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "clip_grad_norm_") {
            let tensors = try ["w", "b"].map { name in
                let gradient = try golden.array("in.grad.\(name)")
                let tensor = Tensor(DenseArray(zeros: gradient.shape), requiresGradient: true)
                tensor.gradient = gradient
                return tensor
            }
            let kind = try #require(golden.setting("norm_type"))
            let p = kind.string == "inf" ? Float.infinity : Float(try #require(kind.double))
            let total = GradientClipping.byNorm(tensors, maximum: try golden.float("max_norm"), p: p)
            expectClose(Double(total), Double(try golden.array("out.total_norm").scalar), .golden, "\(golden), norm")
            for (name, tensor) in zip(["w", "b"], tensors) {
                try expectClose(
                    #require(tensor.gradient), golden.array("out.grad.\(name)"), .golden, "\(golden), \(name)")
            }
        }
    }

    @Test func otherNormsRunOverAllTensors() {
        let (a, b) = (parameter([0, 0], gradient: [1, -2]), parameter([0], gradient: [3]))
        let without = parameter([0], gradient: nil)
        #expect(GradientClipping.byNorm([a, without, b], maximum: 100, p: 1) == 6)
        #expect(a.gradient?.elements == [1, -2])
        expectClose(
            Double(GradientClipping.byNorm([a, b], maximum: 100, p: 3)), 3.301927, .reordered, "cube root of 36")
        #expect(GradientClipping.byNorm([a, b], maximum: 1, p: .infinity) == 3)
        expectClose(b.gradient?.elements ?? [], [1], .elementwise)
        #expect(without.gradient == nil)
    }

    @Test func byValueCutsBothSidesAndKeepsNaN() {
        let p = parameter([0, 0, 0, 0], gradient: [-3, 0.5, 2, .nan])
        GradientClipping.byValue([p, parameter([0], gradient: nil)], limit: 1)
        #expect(p.gradient?.elements.prefix(3) == [-1, 0.5, 1])
        #expect(p.gradient?[3].isNaN == true)
    }
}
