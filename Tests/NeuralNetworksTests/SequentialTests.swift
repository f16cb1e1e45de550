import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct SequentialTests {
    @Test func stepsAndNames() {
        let network = Sequential(widths: [3, 4, 2], key: RandomKey(seed: 1))
        #expect(network.parameters.map(\.path) == ["0.weight", "0.bias", "2.weight", "2.bias"])
        guard case .module(let first) = network.steps[0].step, case .module(let last) = network.steps[2].step else {
            Issue.record("the first and third step are linear maps")
            return
        }
        let x = Tensor(randomArray([5, 3], seed: 2))
        #expect(network(x).value == last(first(x).relu()).value)
        let nothing = Sequential([])
        #expect(nothing(x) === x && nothing.parameters.isEmpty)
    }

    @Test func oneWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Sequential(widths: [3], key: RandomKey(seed: 1))
        }
        expectMessage(end, "Sequential: expected at least two widths, found [3]")
    }
}
