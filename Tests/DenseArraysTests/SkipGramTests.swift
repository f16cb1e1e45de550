import TestSupport
import Testing

@testable import DenseArrays

@Suite struct SkipGramTests {
    private func train(_ model: inout SkipGram, _ walk: [Int32], _ number: Int = 0, rate: Float = 0.5) {
        walk.withUnsafeBufferPointer { model.train($0, number: number, rate: rate) }
    }

    /// One pair in both directions, without false neighbours, twice.
    @Test(arguments: [3, 16, 20]) func stepsByHand(width: Int) {
        var model = SkipGram(frequencies: [1, 1, 1], width: width, window: 1, negatives: 0, key: RandomKey(seed: 1))
        var a = (0..<3).map { row in (0..<width).map { Double(model.vectors[row, $0]) } }
        var b = [[Double]](repeating: [Double](repeating: 0, count: width), count: 3)
        for number in 0..<2 {
            train(&model, [0, 1], number)
            for (u, v) in [(0, 1), (1, 0)] {
                let x = zip(a[u], b[v]).reduce(0.0) { $0 + $1.0 * $1.1 }
                let step = 0.5 * (1 - 1 / (1 + DoubleMath.exp(-x)))
                let (old, context) = (a[u], b[v])
                for c in 0..<width {
                    a[u][c] += step * context[c]
                    b[v][c] += step * old[c]
                }
            }
        }
        expectClose(model.vectors.elements, a.flatMap { $0.map { Float($0) } }, .reordered)
        expectClose(model.contexts.elements, b.flatMap { $0.map { Float($0) } }, .reordered)
    }

    /// Two groups whose walks never meet come apart; false neighbours are drawn by frequency^0.75.
    @Test func groupsComeApart() {
        var model = SkipGram(
            frequencies: [Double](repeating: 4, count: 8), width: 16, window: 3, negatives: 5, key: RandomKey(seed: 2))
        for number in 0..<600 {
            let base = Int32(number % 2) * 4
            train(&model, (0..<12).map { base + Int32((number + $0 * (1 + number % 3)) % 4) }, number, rate: 0.05)
        }
        func dot(_ i: Int, _ j: Int) -> Float { (0..<16).reduce(0) { $0 + model.vectors[i, $1] * model.vectors[j, $1] } }
        #expect(dot(0, 1) > 0.1 && dot(4, 6) > 0.1 && dot(0, 5) < dot(0, 1) / 2)
        #expect(model.vectors.isFinite)
    }

    @Test func followsFromKeyAndNumber() {
        func made(_ seed: Int, _ number: Int) -> DenseArray {
            var model = SkipGram(
                frequencies: [1, 2, 3, 4], width: 8, window: 2, negatives: 2, key: RandomKey(seed: seed))
            train(&model, [0, 1, 2, 3, 2, 1], number)
            return model.contexts
        }
        #expect(made(1, 0) == made(1, 0) && made(1, 0) != made(1, 1) && made(1, 0) != made(2, 0))
        // neither an empty walk nor a single node changes anything
        var model = SkipGram(frequencies: [1, 2], width: 4, window: 2, negatives: 2, key: RandomKey(seed: 1))
        let before = model.vectors
        train(&model, [])
        train(&model, [1])
        #expect(model.vectors == before && model.contexts == DenseArray(zeros: [2, 4]))
    }

    @Test func message() async {
        expectMessage(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                _ = SkipGram(frequencies: [1], width: 2000, window: 1, negatives: 1, key: RandomKey(seed: 1))
            }, "SkipGram: 1 nodes, width 2000, window 1, 1 negatives")
    }
}
