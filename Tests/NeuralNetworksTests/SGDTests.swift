import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct SGDTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "SGD") {
            try checkTrajectory(golden) { groups in
                SGD(
                    groups, momentum: try golden.float("momentum"), dampening: try golden.float("dampening"),
                    nesterov: golden.flag("nesterov"), maximize: golden.flag("maximize"))
            }
        }
    }

    @Test func aTensorWithoutGradientStays() {
        let moved = parameter([1, 2], gradient: [1, -1])
        let kept = parameter([3, 4], gradient: nil)
        let optimizer = SGD([ParameterGroup([moved, kept], rate: 0.5, weightDecay: 0.1)])
        optimizer.step()
        expectClose(moved.value.elements, [1 - 0.5 * 1.1, 2 - 0.5 * -0.8], .elementwise)
        #expect(kept.value.elements == [3, 4])
    }

    @Test func theRateOfAGroupCanBeChangedBetweenSteps() {
        let p = parameter([0], gradient: [1])
        let optimizer = SGD([ParameterGroup([p], rate: 1)])
        optimizer.step()
        optimizer.groups[0].rate = 0.25
        optimizer.step()
        #expect(p.value.elements == [-1.25])
    }

    @Test func largeTensorsHaveTheSameBitsForAllThreads() {
        let start = randomArray([300, 1000], seed: 1), gradient = randomArray([300, 1000], seed: 2)
        expectSameBitsForThreadCounts("SGD") {
            let tensor = Tensor(start, requiresGradient: true)
            let optimizer = SGD([ParameterGroup([tensor], rate: 0.1, weightDecay: 0.01)], momentum: 0.9, nesterov: true)
            for _ in 0..<2 {
                tensor.gradient = gradient
                optimizer.step()
            }
            return tensor.value
        }
    }

    @Test func nesterovWithoutMomentumIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SGD([], nesterov: true)
        }
        expectMessage(end, "SGD: Nesterov's form needs a momentum above 0")
    }
}
