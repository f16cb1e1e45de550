import Convolutions
import DenseArrays
import TestSupport
import Testing

/// What the tests of all engines do not say: which convolutions it serves, and how precise it is.
@Suite struct WinogradEngineTests {
    @Test func whatItServes() {
        func serves(_ g: ConvolutionGeometry, items: Int = 100) -> Bool { WinogradEngine.serves(g, items: items) }
        #expect(serves(ConvolutionGeometry([14, 14], window: 3, inputs: 32, outputs: 64)))
        #expect(serves(ConvolutionGeometry([7, 7], window: 3, padding: 1, inputs: 64, outputs: 128)))
        #expect(serves(ConvolutionGeometry([3, 3], window: 3, padding: 1, inputs: 64, outputs: 64)))
        #expect(!serves(ConvolutionGeometry([7, 7], window: 3, padding: 1, inputs: 64, outputs: 128), items: 7))
        #expect(!serves(ConvolutionGeometry([3, 3], window: 3, inputs: 32, outputs: 64)), "one output a tile")
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 1, outputs: 32)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 16, outputs: 24)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 5, padding: 2, inputs: 16, outputs: 16)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, stride: 2, padding: 1, inputs: 16, outputs: 16)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, dilation: 2, inputs: 16, outputs: 16)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, groups: 2, inputs: 32, outputs: 32)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, padding: 3, inputs: 16, outputs: 16)))
        #expect(!serves(ConvolutionGeometry([8, 8, 8], window: 3, inputs: 16, outputs: 16)))
        #expect(!serves(ConvolutionGeometry([64], window: 3, inputs: 16, outputs: 16)))
    }

    /// Against the definition in double precision, 64 channels of numbers from -1 to 1: the largest difference in units of the
    /// outputs' standard deviation. Measured 6e-6; the points 0, ±1, ±2 and ∞ would give three times as much.
    @Test func precision() {
        let g = ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 64, outputs: 64)
        let x = randomArray(g.inputShape(items: 2), seed: 1), w = randomArray(g.weightShape, seed: 2)
        let y = WinogradEngine(base: Im2colEngine()).forward(x, w, g)
        let (xs, ws, ys) = (x.elements, w.elements, y.elements)
        var (worst, squares, count) = (0.0, 0.0, 0.0)
        for item in 0..<2 {
            for row in stride(from: 1, to: 27, by: 3) {
                for column in stride(from: 1, to: 27, by: 2) {
                    let k = (row * 7 + column) % 64
                    var sum = 0.0
                    for tap in 0..<9 {
                        let place = ((item * 28 + row + tap / 3 - 1) * 28 + column + tap % 3 - 1) * 64
                        for c in 0..<64 { sum += Double(xs[place + c]) * Double(ws[(tap * 64 + c) * 64 + k]) }
                    }
                    worst = max(worst, abs(sum - Double(ys[((item * 28 + row) * 28 + column) * 64 + k])))
                    squares += sum * sum
                    count += 1
                }
            }
        }
        let relative = worst / (squares / count).squareRoot()
        #expect(relative < 1.2e-5, "\(relative)")
        #expect(relative > 0)
    }

    /// NaN and infinity reach the outputs that read them, and stay off those of other tiles.
    @Test func notANumber() {
        let g = ConvolutionGeometry([24, 24], window: 3, padding: 1, inputs: 16, outputs: 16)
        var values = randomArray(g.inputShape(items: 1), seed: 1).elements
        values[(5 * 24 + 6) * 16 + 3] = .nan
        let w = randomArray(g.weightShape, seed: 2)
        let y = WinogradEngine(base: Im2colEngine()).forward(DenseArray(values, shape: g.inputShape(items: 1)), w, bias: nil, relu: true, g)
        let found = y.elements
        #expect((0..<16).allSatisfy { found[(5 * 24 + 6) * 16 + $0].isNaN })
        #expect(found[(20 * 24 * 16)...].allSatisfy { !$0.isNaN })
    }
}
