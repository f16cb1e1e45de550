import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct InitializersTests {
    @Test(arguments: [(1433, 16), (16, 7), (1, 1)]) func glorotStaysInItsBounds(inputs: Int, outputs: Int) {
        let key = RandomKey(seed: 1).child("weight")
        let w = DenseArray.glorotUniform(inputs: inputs, outputs: outputs, key: key)
        #expect(w.shape == [inputs, outputs])
        let bound = (6 / Float(inputs + outputs)).squareRoot()
        #expect(w.elements.allSatisfy { abs($0) <= bound })
        expectSameBits(w, .glorotUniform(inputs: inputs, outputs: outputs, key: key), "the same key")
        #expect(w != .glorotUniform(inputs: inputs, outputs: outputs, key: key.child(1)))
    }

    @Test func glorotHasGlorotsVariance() {
        let w = DenseArray.glorotUniform(inputs: 400, outputs: 100, key: RandomKey(seed: 2))
        // 2 / (inputs + outputs) = 0.004; 40000 uniform numbers: ± 5 · 0.894 / 200 relative
        #expect(abs(w.sumOfSquares() / 40_000 / 0.004 - 1) < 0.023)
        // mean 0 ± 5 · √(0.004 / 40000)
        #expect(abs(w.sum() / 40_000) < 0.0016)
        // the bounds are nearly reached on both sides
        let bound = Float(0.012).squareRoot()
        #expect((w.elements.max() ?? 0) > 0.99 * bound && (w.elements.min() ?? 0) < -0.99 * bound)
    }
}
