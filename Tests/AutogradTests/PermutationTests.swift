import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct PermutationTests {
    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]])
    func gradients(axes: [Int]) {
        checkGradient(of: [randomArray([2, 3, 4], seed: 1)], "\(axes)") { $0[0].permuted(axes) }
    }

    @Test func channels() {
        let x = Tensor(randomArray([2, 3, 4, 5], seed: 1))
        #expect(x.channelsFirst().shape == [2, 5, 3, 4] && x.channelsLast().shape == [2, 4, 5, 3])
        #expect(x.channelsFirst().channelsLast().value == x.value)
        #expect(x.channelsFirst().value[0, 0, 1, 0, in: [2, 5, 3, 4]] == x.value[0, 1, 0, 0, in: [2, 3, 4, 5]])
    }

    @Test func scaledChannels() {
        let factors = randomArray([2, 3], seed: 2)
        let x = Tensor(randomArray([2, 4, 3], seed: 1))
        let y = x.scalingChannels(factors).value
        #expect(y[0, 2, 1, in: [2, 4, 3]] == x.value[0, 2, 1, in: [2, 4, 3]] * factors[0, 1])
        checkGradient(of: [randomArray([2, 4, 3], seed: 1)]) { $0[0].scalingChannels(factors) }
    }

    @Test func otherAxesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(DenseArray(zeros: [2, 3])).permuted([0, 2])
        }
        expectMessage(end, "DenseArray.permuted: shape [2, 3] has axes 0..<2, found [0, 2]")
    }
}

extension DenseArray {
    fileprivate subscript(_ place: Int..., in shape: [Int]) -> Float {
        self[zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }]
    }
}
