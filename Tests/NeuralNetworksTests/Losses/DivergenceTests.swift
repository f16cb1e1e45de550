import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct DivergenceTests {
    @Test func equalsPyTorch() throws {
        try checkLosses("KLDivLoss") { golden, x, reduction in
            x.divergence(
                from: try golden.array("in.target"), logTarget: golden.flag("log_target"), reduction: reduction)
        }
    }

    @Test func equalDistributionsHaveNone() {
        let p = randomArray([3, 5], seed: 1).softmaxRows()
        let loss = Tensor(p.map { Float(DoubleMath.log(Double($0))) }).divergence(from: p)
        expectClose(Double(loss.scalar), 0, .elementwise)
    }
}
