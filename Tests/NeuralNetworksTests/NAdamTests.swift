import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct NAdamTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "NAdam") {
            let betas = try golden.list("betas")
            try #require(betas.count == 2)
            try checkTrajectory(golden) { groups in
                NAdam(
                    groups, beta1: Float(betas[0]), beta2: Float(betas[1]), epsilon: try golden.float("eps"),
                    momentumDecay: try golden.float("momentum_decay"), maximize: golden.flag("maximize"))
            }
        }
    }

    @Test func aTensorWithoutGradientStays() {
        let moved = parameter([1], gradient: [1]), kept = parameter([1], gradient: nil)
        NAdam([ParameterGroup([moved, kept], rate: 0.1)]).step()
        #expect(moved.value[0] < 1 && kept.value[0] == 1)
    }
}
