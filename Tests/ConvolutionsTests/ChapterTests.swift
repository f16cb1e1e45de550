import Convolutions
import DenseArrays
import TestSupport
import Testing

/// What the textbook's chapter on convolution shows in numbers.
@Suite struct ChapterTests {
    /// A smoothing filter over ones: the ends lose what they would read from outside.
    @Test func smoothing() {
        let g = ConvolutionGeometry([5], window: 3, padding: 1, inputs: 1, outputs: 1)
        let x = DenseArray([1, 1, 1, 1, 1], shape: [1, 5, 1]), w = DenseArray([0.25, 0.5, 0.25], shape: [3, 1, 1])
        let inner = ConvolutionGeometry([5], window: 3, inputs: 1, outputs: 1)
        for engine in ConvolutionEngines.available {
            #expect(engine.forward(x, w, g).elements == [0.75, 1, 1, 1, 0.75], "\(engine.name)")
            #expect(engine.forward(x, w, inner).elements == [1, 1, 1], "\(engine.name)")
        }
    }

    /// A 2-D convolution over a 3-D input: the filter is as deep as the input has channels, so the output is one flat map.
    @Test func filterDepthIsTheChannels() {
        let g = ConvolutionGeometry([4, 4], window: 2, inputs: 3, outputs: 1)
        #expect(g.weightShape == [2, 2, 3, 1])
        let x = DenseArray((0..<48).map { Float($0) }, shape: [1, 4, 4, 3])
        let w = DenseArray(repeating: 1, shape: g.weightShape)
        for engine in ConvolutionEngines.available {
            let y = engine.forward(x, w, g)
            #expect(y.shape == [1, 3, 3, 1])
            // the sum of 2 × 2 positions of 3 channels: 12 numbers, 12 · 3 (4 h + w) and their distances from it, 102 together
            let corners = (0..<9).map { place in 3 * (4 * (place / 3) + place % 3) }
            #expect(y.elements == corners.map { Float(12 * $0 + 102) }, "\(engine.name)")
        }
    }

    /// 1×1 mixes the channels of each position: 192 channels become 32, positions stay.
    @Test func oneByOneChangesTheChannels() {
        let g = ConvolutionGeometry([28, 28], window: 1, inputs: 192, outputs: 32)
        #expect(g.outputShape(items: 1) == [1, 28, 28, 32])
        let x = randomArray([1, 28, 28, 192], seed: 1), w = randomArray([1, 1, 192, 32], seed: 2)
        let expected = DenseArray.product(x.reshaped([784, 192]), w.reshaped([192, 32]))
        for engine in ConvolutionEngines.available {
            expectClose(engine.forward(x, w, g).reshaped([784, 32]), expected, .reordered, engine.name)
        }
    }

    /// The walk of a 3×3 filter over a 5×5 picture.
    @Test func theWalk() {
        let g = ConvolutionGeometry([5, 5], window: 3, inputs: 1, outputs: 1)
        let x = DenseArray(
            [
                1, 1, 1, 0, 0,
                0, 1, 1, 1, 0,
                0, 0, 1, 1, 1,
                0, 0, 1, 1, 0,
                0, 1, 1, 0, 0,
            ], shape: [1, 5, 5, 1])
        let w = DenseArray([1, 0, 1, 0, 1, 0, 1, 0, 1], shape: [3, 3, 1, 1])
        for engine in ConvolutionEngines.available {
            #expect(engine.forward(x, w, g).elements == [4, 3, 4, 2, 4, 3, 2, 3, 4], "\(engine.name)")
        }
    }
}
