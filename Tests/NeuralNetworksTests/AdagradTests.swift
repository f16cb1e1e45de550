import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct AdagradTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "Adagrad") {
            try checkTrajectory(golden) { groups in
                Adagrad(
                    groups, rateDecay: try golden.float("lr_decay"),
                    initialAccumulator: try golden.float("initial_accumulator_value"),
                    epsilon: try golden.float("eps"), maximize: golden.flag("maximize"))
            }
        }
    }

    @Test func twoStepsByHand() {
        let p = parameter([0], gradient: [3])
        let optimizer = Adagrad([ParameterGroup([p], rate: 1)], rateDecay: 1, epsilon: 0, maximize: true)
        optimizer.step()  // s = 9: p = 3 / 3
        p.gradient = DenseArray([4])
        optimizer.step()  // s = 25, rate 1 / 2: p += 4 / 5 / 2
        expectClose(p.value.elements, [1.4], .elementwise)
    }
}
