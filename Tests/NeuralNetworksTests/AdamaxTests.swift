import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct AdamaxTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "Adamax") {
            let betas = try golden.list("betas")
            try #require(betas.count == 2)
            try checkTrajectory(golden) { groups in
                Adamax(
                    groups, beta1: Float(betas[0]), beta2: Float(betas[1]), epsilon: try golden.float("eps"),
                    maximize: golden.flag("maximize"))
            }
        }
    }

    @Test func theFirstStepIsTheRateInTheGradientsDirection() {
        let p = parameter([1, 1, 1], gradient: [0.5, -2, 0]), kept = parameter([1], gradient: nil)
        Adamax([ParameterGroup([p, kept], rate: 0.1)]).step()
        expectClose(p.value.elements, [0.9, 1.1, 1], .elementwise)
        #expect(kept.value.elements == [1])
        let up = parameter([1], gradient: [-0.5])
        Adamax([ParameterGroup([up], rate: 0.1)], maximize: true).step()
        expectClose(up.value.elements, [0.9], .elementwise)
    }
}
