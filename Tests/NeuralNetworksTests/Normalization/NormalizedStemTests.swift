import Autograd
import Convolutions
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct NormalizedStemTests {
    struct Case: Sendable, CustomStringConvertible {
        let shape: [Int], outputs: Int, window: [Int], padding: [Int], bias: Bool
        var description: String { "\(shape) \(outputs) \(window) \(padding) \(bias)" }
    }

    static let cases = [
        Case(shape: [5, 28, 28, 1], outputs: 32, window: [3, 3], padding: [1, 1], bias: true),
        Case(shape: [3, 9, 12, 3], outputs: 48, window: [3, 3], padding: [0, 0], bias: true),
        Case(shape: [2, 7, 20, 2], outputs: 16, window: [2, 5], padding: [1, 4], bias: false),
        Case(shape: [1, 3, 3, 1], outputs: 16, window: [1, 1], padding: [0, 0], bias: true),
        Case(shape: [9, 2, 17, 5], outputs: 80, window: [2, 3], padding: [1, 0], bias: true),
    ]

    private func layers(_ c: Case) -> (convolution: Conv2d, norm: BatchNorm2d) {
        let convolution = Conv2d(
            inputs: c.shape[3], outputs: c.outputs, window: c.window, padding: .sizes(c.padding), bias: c.bias,
            key: RandomKey(seed: 4))
        let norm = BatchNorm2d(channels: c.outputs)
        norm.weight?.value = randomArray([c.outputs], seed: 5)
        norm.bias?.value = randomArray([c.outputs], seed: 6)
        norm.running?.mean.value = randomArray([c.outputs], seed: 7)
        return (convolution, norm)
    }

    /// The same function, gradients and running statistics as the four layers one after the other.
    @Test(arguments: cases)
    func equalsTheLayers(c: Case) throws {
        func pass(_ body: (Conv2d, BatchNorm2d, Tensor) -> Tensor?) throws -> [DenseArray] {
            let (convolution, norm) = layers(c)
            // neither mean 0 nor deviation 1
            let x = Tensor(randomArray(c.shape, seed: 8).map { 0.3 * $0 + 0.7 })
            let y = try #require(body(convolution, norm, x))
            y.backward(randomArray(y.shape, seed: 9))
            let gradients = [convolution.weight, norm.weight, norm.bias].compactMap { $0?.gradient }
            // the normalization takes the bias away again: 0, or what roundings leave of it
            if let bias = convolution.bias {
                let left = try #require(bias.gradient).elements.map(abs).max() ?? 0
                #expect(left < 1e-3, "\(c)")
            }
            return try [y.value] + [#require(norm.running).mean.value, #require(norm.running).variance.value] + gradients
        }
        let found = try pass { $1.pooledStem($2, $0, training: true) }
        let expected = try pass { $1.pooled($0($2), training: true) }
        #expect(found.count == expected.count && found.count == 6)
        // sums over a thousand positions, by another way
        for (number, pair) in zip(found, expected).enumerated() { expectClose(pair.0, pair.1, .golden, "\(number) of \(c)") }
    }

    @Test(arguments: cases)
    func equalsTheLayersInEvaluation(c: Case) throws {
        let (convolution, norm) = layers(c)
        let x = Tensor(randomArray(c.shape, seed: 8))
        try withoutGradients {
            let y = try #require(norm.pooledStem(x, convolution, training: false))
            expectClose(y.value, norm.pooled(convolution(x), training: false).value, .reordered, "\(c)")
            #expect(norm.running?.batches.scalar == 0)
        }
    }

    /// What it leaves to the layers.
    @Test func whatItDoesNotServe() {
        let (convolution, norm) = layers(Self.cases[0]), x = randomArray(Self.cases[0].shape, seed: 1)
        #expect(norm.pooledStem(Tensor(x, requiresGradient: true), convolution, training: true) == nil)
        #expect(norm.pooledStem(Tensor(x), convolution, training: false) == nil, "fixed statistics that are learned behind")
        #expect(norm.pooledStem(Tensor(x), convolution, training: true) != nil)
        func serves(_ g: ConvolutionGeometry) -> Bool { StemConvolution.serves(g) }
        #expect(serves(ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 3, outputs: 32)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 4, outputs: 32)), "36 numbers a window")
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 1, outputs: 24)))
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, stride: 2, padding: 1, inputs: 1, outputs: 32)))
        let row = Tensor(randomArray([2, 1, 9, 1], seed: 2))
        #expect(norm.pooledStem(row, convolution, training: true) == nil, "no second row to take the maximum of")
        #expect(!serves(ConvolutionGeometry([28, 28], window: 3, padding: 1, groups: 2, inputs: 2, outputs: 32)))
    }

    /// NaN wins, and gets the gradient; what is not positive gets none.
    @Test func notANumberAndNothing() throws {
        let (convolution, norm) = layers(Self.cases[0])
        var values = randomArray([1, 28, 28, 1], seed: 1).elements
        values[28 * 5 + 5] = .nan
        let y = try withoutGradients { try #require(norm.pooledStem(Tensor(DenseArray(values, shape: [1, 28, 28, 1])), convolution, training: false)) }
        let found = y.value.elements
        #expect((0..<32).allSatisfy { found[((14 * 2 + 2) * 32) + $0].isNaN })
        #expect(found[(14 * 8 * 32)...].allSatisfy { !$0.isNaN })
        norm.bias?.value = DenseArray(repeating: -1000, shape: [32])
        let none = try #require(norm.pooledStem(Tensor(randomArray([2, 28, 28, 1], seed: 2)), convolution, training: true))
        none.backward(randomArray(none.shape, seed: 3))
        #expect(none.value == DenseArray(zeros: none.shape))
        #expect(convolution.weight.gradient == DenseArray(zeros: [3, 3, 1, 32]))
    }

    @Test func sameBitsForThreadCounts() {
        _ = expectSameBitsForThreadCounts("stem") {
            let (convolution, norm) = layers(Self.cases[0])
            guard let y = norm.pooledStem(Tensor(randomArray([37, 28, 28, 1], seed: 1)), convolution, training: true) else {
                return DenseArray(0)
            }
            y.backward(randomArray(y.shape, seed: 2))
            return convolution.weight.gradient ?? y.value
        }
    }
}
