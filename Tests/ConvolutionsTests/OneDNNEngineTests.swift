import COneDNN
import Convolutions
import DenseArrays
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: OneDNNEngine.problem == nil, "needs oneDNN: install libdnnl-dev"))
struct OneDNNEngineTests {
    @Test func itsVersionIsKnown() throws {
        let parts = OneDNNEngine.version.split(separator: ".")
        #expect(parts.count == 3)
        #expect([2, 3].contains(Int(try #require(parts.first))))
    }

    /// One primitive for each geometry, pass and way of calling, however many steps; never more than 256.
    @Test func primitivesAreKept() {
        let g = ConvolutionGeometry([10, 10], window: 3, padding: 1, inputs: 8, outputs: 16)
        let x = randomArray(g.inputShape(items: 2), seed: 1), w = randomArray(g.weightShape, seed: 2)
        let dy = randomArray(g.outputShape(items: 2), seed: 3)
        func step() {
            _ = OneDNNEngine().forward(x, w, g)
            _ = OneDNNEngine().inputGradient(dy, w, g)
            _ = OneDNNEngine().weightGradient(x, dy, bias: true, g)
        }
        step()
        for length in 3..<150 {
            let g = ConvolutionGeometry([length, 4], window: 3, padding: 1, inputs: 1, outputs: 1)
            let x = randomArray(g.inputShape(items: 1), seed: 1), w = randomArray(g.weightShape, seed: 2)
            let expected = Im2colEngine().forward(x, w, g)
            expectClose(OneDNNEngine().forward(x, w, g), expected, .reordered, "length \(length)")
            _ = OneDNNEngine().inputGradient(expected, w, g)
        }
        #expect(conednn_cached() <= 256)
        step()
    }

    /// What oneDNN would compute by its reference loops is computed all the same.
    @Test func unusualGeometries() throws {
        // positions at the end that are not read
        let g = try ConvolutionGeometry(
            transposing: [5, 4], window: 3, stride: 1, padding: 0, outputPadding: 2, dilation: 3, inputs: 3, outputs: 2)
        #expect(g.after[0] < 0)
        let x = randomArray(g.inputShape(items: 2), seed: 1), w = randomArray(g.weightShape, seed: 2)
        let dy = randomArray(g.outputShape(items: 2), seed: 3)
        expectSameBits(OneDNNEngine().forward(x, w, g), Im2colEngine().forward(x, w, g))
        expectSameBits(OneDNNEngine().inputGradient(dy, w, g), Im2colEngine().inputGradient(dy, w, g))
        expectSameBits(
            OneDNNEngine().weightGradient(x, dy, bias: false, g).weight, Im2colEngine().weightGradient(x, dy, bias: false, g).weight)
    }
}
