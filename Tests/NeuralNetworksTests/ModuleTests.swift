import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ModuleTests {
    final class Pair: Module {
        let weight = Tensor(DenseArray(rows: [[1, 2], [3, 4], [5, 6]]), requiresGradient: true)
        let bias = Tensor(DenseArray([7, 8]), requiresGradient: true)
        var parameters: [Parameter] {
            [Parameter("weight", weight, isStoredTransposed: true), Parameter("bias", bias)]
        }
    }

    @Test func countsAndNames() {
        let pair = Pair()
        #expect(pair.parameterCount == 8)
        let inside = pair.parameters[0].prefixed("convs.0")
        #expect(inside.path == "convs.0.weight" && inside.storedAxes == [1, 0] && inside.tensor === pair.weight)
        #expect(pair.parameters[1].prefixed("x").storedAxes == nil)
    }

    @Test func valuesAreKeptWhileTrainingGoesOn() {
        let pair = Pair()
        let before = pair.parameterValues
        pair.bias.gradient = DenseArray([1, 1])
        SGD([ParameterGroup([pair.bias], rate: 1)]).step()
        #expect(pair.bias.value == DenseArray([6, 7]) && before[1] == DenseArray([7, 8]))
        pair.parameterValues = before
        #expect(pair.bias.value == DenseArray([7, 8]))
        pair.clearGradients()
        #expect(pair.bias.gradient == nil)
    }

    @Test func anotherNumberOfArraysIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Pair().parameterValues = [DenseArray([1])]
        }
        expectMessage(end, "Module.parameterValues: expected 2 arrays, found 1")
    }

    @Test func anArrayOfAnotherShapeIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Pair().parameterValues = [DenseArray(zeros: [2, 3]), DenseArray(zeros: [2])]
        }
        expectMessage(end, "Tensor.value: expected shape [3, 2], found [2, 3]")
    }
}
