import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@testable import Training

@Suite struct FingerprintBaselineTests {
    private let blank = Float.nan
    /// Bit 0 decides target a, bit 1 target b; c is always 1 where known, d never known.
    private let x: CompressedRows = {
        let bits = (0..<24).map { row -> [Int] in [0, 1].filter { (row >> $0) & 1 == 1 } + [2] }
        return CompressedRows(bits: bits, columns: 4)
    }()
    private var targets: [Float] {
        var result: [Float] = []
        for row in 0..<24 {
            let a = Float(row & 1), b = row % 5 == 0 ? blank : Float((row >> 1) & 1)
            result += [a, b, row < 3 ? 1 : blank, blank]
        }
        return result
    }

    @Test(arguments: FingerprintBaseline.Kind.allCases) func classification(_ kind: FingerprintBaseline.Kind) {
        let baseline = FingerprintBaseline(
            kind, task: .classification, x, targets: targets, targetCount: 4, train: Array(0..<16),
            validation: Array(16..<20), trees: 30)
        let said = baseline.predict(x)
        for row in 0..<24 {
            let (first, second) = (row & 1 == 1, (row >> 1) & 1 == 1)
            let four = Array(said[row * 4..<row * 4 + 4])
            #expect((four[0] > 0.5) == first && (four[1] > 0.5) == second)
            #expect(four[2] == 1 && four[3].isNaN)
        }
        let scores = TargetScores(
            task: .classification, actual: targets, predicted: said, names: ["a", "b", "c", "d"],
            rows: Array(20..<24))
        #expect(scores.primary == 1 && scores.notes.count == 2)
        #expect(baseline.chosenPenalties.prefix(2).allSatisfy { ($0 != nil) == (kind == .linear) })
        #expect(baseline.chosenPenalties[2] == nil)
    }

    @Test func regression() {
        let numbers = (0..<24).map { row -> Float in
            let first = Float(row & 1), second = Float((row >> 1) & 1)
            return 4 * first - 2 * second + 10
        }
        let all = Array(0..<24)
        let linear = FingerprintBaseline(
            .linear, task: .regression, x, targets: numbers, targetCount: 1, train: all, validation: all)
        // nothing but the penalty keeps it from the truth
        #expect(linear.chosenPenalties == [FingerprintBaseline.penalties[0]])
        let scores = TargetScores(task: .regression, actual: numbers, predicted: linear.predict(x), names: ["x"])
        #expect(scores.primary < 0.2)
        let forest = FingerprintBaseline(
            .forest, task: .regression, x, targets: numbers, targetCount: 1, train: all, trees: 50)
        expectClose(forest.predict(x), numbers, Tolerance(absolute: 0.6))
        let plain = FingerprintBaseline(.linear, task: .regression, x, targets: numbers, targetCount: 1, train: all)
        #expect(plain.chosenPenalties == [FingerprintBaseline.standardPenalty])
    }
}
