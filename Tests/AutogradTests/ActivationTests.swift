import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct ActivationTests {
    let x = randomArray([6, 4], seed: 1, gap: 0.1), bias = DenseArray([0.01, -0.01, 0.02, 0])
    static let mask = DropoutMask(rate: 0.5, key: RandomKey(seed: 2))
    static let kinds: [(Bool, Bool, Bool)] = [false, true].flatMap { relu in
        [false, true].flatMap { dropout in [false, true].map { (relu, dropout, $0) } }
    }

    /// All combinations equal the separate operations, in value and gradient.
    @Test(arguments: kinds) func equalsTheSeparateOperations(relu: Bool, dropout: Bool, withBias: Bool) throws {
        let mask = dropout ? Self.mask : nil
        let ids: [UInt32] = [9, 0, 3, 3, 1, 70]
        var inputs: [(x: Tensor, bias: Tensor)] = []
        var results: [Tensor] = []
        for inPlace in [true, false] {
            let input = Tensor(x, requiresGradient: true)
            let b = Tensor(bias, requiresGradient: true)
            var y = input * 1  // an intermediate result, whose memory may be taken
            if inPlace {
                y = y.activatedInPlace(
                    bias: withBias ? b : nil, Activation(relu: relu, dropout: mask, rowIDs: ids))
            } else {
                if withBias { y = y.addingBias(b) }
                if relu { y = y.relu() }
                if let mask { y = y.dropout(mask, rowIDs: ids) }
            }
            inputs.append((input, b))
            results.append(y)
        }
        expectSameBits(results[0].value, results[1].value, "values")
        let upstream = randomArray([6, 4], seed: 3)
        for result in results { result.backward(upstream) }
        try expectClose(#require(inputs[0].x.gradient), #require(inputs[1].x.gradient), .elementwise, "gradient of x")
        if withBias {
            try expectClose(
                #require(inputs[0].bias.gradient), #require(inputs[1].bias.gradient), .elementwise, "gradient of bias")
        } else {
            #expect(inputs[0].bias.gradient == nil)
        }
    }

    @Test func gradients() {
        checkGradient(of: [x, bias], "relu and dropout") {
            ($0[0] * 1).activatedInPlace(bias: $0[1], Activation(relu: true, dropout: Self.mask))
        }
    }

    @Test func worksInTheInputsMemory() {
        let input = Tensor(x, requiresGradient: true)
        let middle = input * 1
        let before = middle.value.withUnsafeElements { $0.baseAddress }
        let y = middle.activatedInPlace(Activation(relu: true))
        #expect(y.value.withUnsafeElements { $0.baseAddress } == before && middle.shape == [6, 4])
        #expect(input.value == x)
    }

    @Test func nothingToDoIsTheSameTensor() {
        let t = Tensor(x)
        #expect(t.activatedInPlace(.none) === t)
        #expect(t.activatedInPlace(Activation(dropout: DropoutMask(rate: 0, key: RandomKey(seed: 1)))) === t)
    }

    @Test func aTakenValueIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let middle = Tensor(DenseArray([1, 2]), requiresGradient: true) * 2
            _ = middle.activatedInPlace(Activation(relu: true))
            _ = middle.value
        }
        expectMessage(end, "Tensor.value: its memory was taken by a later operation; keep a clone")
    }
}
