import Convolutions
import DenseArrays
import TestSupport
import Testing

/// The moments of what windows read; the rest is tested with the engines and with the normalization behind it.
@Suite struct StemConvolutionTests {
    @Test(arguments: [
        ConvolutionGeometry([9, 20], window: 3, padding: 1, inputs: 2, outputs: 16),
        ConvolutionGeometry([5, 33], window: [2, 4], padding: [1, 0], inputs: 1, outputs: 16),
    ])
    func windowMoments(g: ConvolutionGeometry) {
        let items = 5, x = randomArray(g.inputShape(items: items), seed: 3)
        let stem = StemConvolution(x, g)
        #expect(stem.positions == items * g.outputLengths[0] * g.outputLengths[1] && stem.taps == g.window[0] * g.window[1] * g.inputs)
        let (sums, products) = stem.windowMoments()
        let values = x.elements
        var expectedSums = [Double](repeating: 0, count: stem.taps), expected = [Double](repeating: 0, count: stem.taps * stem.taps)
        for item in 0..<items {
            for row in 0..<g.outputLengths[0] {
                for column in 0..<g.outputLengths[1] {
                    var read: [Double] = []
                    for i in 0..<g.window[0] {
                        for j in 0..<g.window[1] {
                            let (r, c) = (row - g.before[0] + i, column - g.before[1] + j)
                            let inside = r >= 0 && r < g.lengths[0] && c >= 0 && c < g.lengths[1]
                            for channel in 0..<g.inputs {
                                read.append(
                                    inside ? Double(values[((item * g.lengths[0] + r) * g.lengths[1] + c) * g.inputs + channel]) : 0)
                            }
                        }
                    }
                    for a in read.indices {
                        expectedSums[a] += read[a]
                        for b in read.indices { expected[a * read.count + b] += read[a] * read[b] }
                    }
                }
            }
        }
        for (a, b) in zip(sums + products, expectedSums + expected) { expectClose(a, b, .reordered) }
    }

    @Test func noItems() {
        let g = ConvolutionGeometry([6, 6], window: 3, inputs: 1, outputs: 16)
        let stem = StemConvolution(DenseArray(zeros: [0, 6, 6, 1]), g)
        #expect(stem.windowMoments().sums == [Double](repeating: 0, count: 9))
        #expect(stem.forward(DenseArray(zeros: g.weightShape), bias: nil, relu: true).shape == [0, 4, 4, 16])
        #expect(stem.weightGradient(DenseArray(zeros: [0, 4, 4, 16])) == DenseArray(zeros: [9, 16]))
    }
}
