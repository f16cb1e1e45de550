import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct RMSpropTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "RMSprop") {
            try checkTrajectory(golden) { groups in
                RMSprop(
                    groups, alpha: try golden.float("alpha"), epsilon: try golden.float("eps"),
                    momentum: try golden.float("momentum"), centered: golden.flag("centered"),
                    maximize: golden.flag("maximize"))
            }
        }
    }

    @Test func oneStepByHand() {
        let p = parameter([1], gradient: [2])
        RMSprop([ParameterGroup([p], rate: 0.1)], alpha: 0.75, epsilon: 0, maximize: true).step()
        // v = 0.25 · 4 = 1; p = 1 + 0.1 · 2 / 1
        expectClose(p.value.elements, [1.2], .elementwise)
    }
}
