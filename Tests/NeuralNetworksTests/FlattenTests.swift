import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct FlattenTests {
    /// Channels first, as PyTorch flattens its pictures.
    @Test func pictures() {
        let x = Tensor(DenseArray((0..<12).map { Float($0) }, shape: [1, 2, 2, 3]))
        #expect(Flatten()(x).value == DenseArray([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11], shape: [1, 12]))
        #expect(Flatten(channelsFirst: false)(x).value == x.value.reshaped([1, 12]))
        #expect(Unflatten([2, 2, 3])(Flatten()(x)).value == x.value)
        #expect(Unflatten([2, 2, 3], channelsFirst: false)(Tensor(x.value.reshaped([1, 12]))).value == x.value)
    }

    @Test func rowsStay() {
        let x = Tensor(randomArray([3, 4], seed: 1))
        #expect(Flatten()(x) === x)
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([2, 3, 2, 4], seed: 1)]) { Flatten()($0[0]) }
        checkGradient(of: [randomArray([2, 12], seed: 1)]) { Unflatten([2, 3, 2])($0[0]) }
    }

    @Test func titles() {
        #expect(Flatten().title == "Flatten(start_dim=1, end_dim=-1)")
        #expect(Unflatten([7, 5, 64]).title == "Unflatten(dim=1, unflattened_size=(64, 7, 5))")
    }

    @Test func anotherWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Unflatten([2, 3])(Tensor(DenseArray(zeros: [1, 7])))
        }
        expectMessage(end, "Unflatten: x has shape [1, 7], expected [items, 6] for [2, 3]")
    }
}
