import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct AdamTests {
    @Test(arguments: ["Adam", "AdamW"]) func equalsPyTorch(kind: String) throws {
        for golden in try Golden.load("optim").cases(ofKind: kind) {
            let betas = try golden.list("betas")
            try #require(betas.count == 2)
            try checkTrajectory(golden) { groups in
                Adam(
                    groups, beta1: Float(betas[0]), beta2: Float(betas[1]), epsilon: try golden.float("eps"),
                    decoupled: kind == "AdamW", amsgrad: golden.flag("amsgrad"), maximize: golden.flag("maximize"))
            }
        }
    }

    @Test func theFirstStepIsTheRateInTheGradientsDirection() {
        let p = parameter([1, 1, 1], gradient: [0.5, -2, 0])
        Adam([ParameterGroup([p], rate: 0.1)]).step()
        expectClose(p.value.elements, [0.9, 1.1, 1], .elementwise)
    }

    @Test func maximizeGoesTheOtherWay() {
        let down = parameter([1, 2], gradient: [0.5, -0.25])
        let up = parameter([1, 2], gradient: [-0.5, 0.25])
        Adam([ParameterGroup([down], rate: 0.1)]).step()
        Adam([ParameterGroup([up], rate: 0.1)], maximize: true).step()
        expectSameBits(up.value, down.value)
    }

    @Test func amsgradKeepsTheLargestSquare() {
        // a large gradient, then small ones: AMSGrad goes on dividing by the large one and moves less
        var ends: [Float] = []
        for amsgrad in [false, true] {
            let p = parameter([0], gradient: [10])
            let optimizer = Adam([ParameterGroup([p], rate: 0.1)], beta2: 0.5, amsgrad: amsgrad)
            for step in 0..<20 {
                p.gradient = DenseArray([step == 0 ? 10 : 0.1])
                optimizer.step()
            }
            ends.append(p.value[0])
        }
        #expect(ends[0] < ends[1] && ends[1] < 0)
    }

    @Test func largeTensorsHaveTheSameBitsForAllThreads() {
        // above the size at which the work is shared among threads
        let start = randomArray([300, 1000], seed: 1)
        let gradient = randomArray([300, 1000], seed: 2)
        let end = expectSameBitsForThreadCounts("Adam") {
            let p = Tensor(start, requiresGradient: true)
            let optimizer = Adam([ParameterGroup([p], rate: 0.1, weightDecay: 0.01)])
            for _ in 0..<2 {
                p.gradient = gradient
                optimizer.step()
            }
            return p.value
        }
        #expect(end != start)
    }
}
