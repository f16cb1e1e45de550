import Autograd
import Convolutions
import DenseArrays
import TestSupport
import Testing

@Suite struct ConvolutionTests {
    static let geometries = [
        ConvolutionGeometry([9], window: 3, stride: 2, padding: 1, inputs: 2, outputs: 3),
        ConvolutionGeometry([5, 6], window: [3, 2], padding: [1, 0], dilation: [1, 2], groups: 2, inputs: 4, outputs: 2),
        ConvolutionGeometry([4, 4], window: 3, padding: .same, groups: 3, inputs: 3, outputs: 3),
        ConvolutionGeometry([3, 4, 3], window: 2, inputs: 1, outputs: 2),
    ]

    @Test(arguments: geometries)
    func gradients(g: ConvolutionGeometry) {
        for engine in ConvolutionEngines.available {
            ConvolutionEngines.with(engine) {
                let w = randomArray(g.weightShape, seed: 2)
                checkGradient(
                    of: [randomArray(g.inputShape(items: 2), seed: 1), w, randomArray([g.outputs], seed: 3)], engine.name
                ) { $0[0].convolved($0[1], bias: $0[2], g) }
                checkGradient(
                    of: [randomArray(g.outputShape(items: 2), seed: 1), w, randomArray([g.inputs], seed: 3)],
                    "transposed, \(engine.name)"
                ) { $0[0].transposeConvolved($0[1], bias: $0[2], g) }
            }
        }
    }

    @Test(arguments: PaddingMode.allCases)
    func padding(mode: PaddingMode) {
        let around = SpatialPadding([4, 3], before: [2, 1], after: [1, 2], mode: mode)
        checkGradient(of: [randomArray([2, 4, 3, 2], seed: 1)], mode.rawValue) { $0[0].spatiallyPadded(around) }
    }

    @Test func whatIsAround() {
        func padded(_ mode: PaddingMode) -> [Float] {
            SpatialPadding([3], before: [2], after: [2], mode: mode).padded(DenseArray([1, 2, 3], shape: [1, 3, 1])).elements
        }
        #expect(padded(.zeros) == [0, 0, 1, 2, 3, 0, 0])
        #expect(padded(.reflect) == [3, 2, 1, 2, 3, 2, 1])
        #expect(padded(.replicate) == [1, 1, 1, 2, 3, 3, 3])
        #expect(padded(.circular) == [2, 3, 1, 2, 3, 1, 2])
    }

    @Test func shapesThatDoNotFit() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let g = ConvolutionGeometry([4, 4], window: 3, inputs: 2, outputs: 1)
            _ = Tensor(DenseArray(zeros: [1, 4, 5, 2])).convolved(Tensor(DenseArray(zeros: [3, 3, 2, 1])), g)
        }
        expectMessage(end, "Tensor.convolved: x has shape [1, 4, 5, 2], expected [items, 4, 4, 2]")
        let weight = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let g = ConvolutionGeometry([4, 4], window: 3, inputs: 2, outputs: 1)
            _ = Tensor(DenseArray(zeros: [1, 4, 4, 2])).convolved(Tensor(DenseArray(zeros: [1, 2, 3, 3])), g)
        }
        expectMessage(weight, "Tensor.convolved: weight has shape [1, 2, 3, 3], expected [3, 3, 2, 1]")
        let mirror = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SpatialPadding([3, 3], before: [1, 3], after: [1, 3], mode: .reflect)
        }
        expectMessage(mirror, "SpatialPadding: along the width: padding 3 is too much for 3 positions in mode reflect")
    }
}
