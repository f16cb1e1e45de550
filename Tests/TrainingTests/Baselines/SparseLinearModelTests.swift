import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@testable import Training

/// Coefficients of scikit-learn 1.9 on matrices made by formula.
@Suite struct SparseLinearModelTests {
    private let rows = 12, columns = 6

    private func matrix(_ value: (Int, Int) -> Int) -> CompressedRows {
        var starts = [0], indices: [Int32] = [], values: [Float] = []
        for i in 0..<rows {
            for j in 0..<columns where value(i, j) != 0 {
                indices.append(Int32(j))
                values.append(Float(value(i, j)))
            }
            starts.append(indices.count)
        }
        return CompressedRows(rows: rows, columns: columns, rowStarts: starts, columnIndices: indices, values: values)
    }

    private var bits: CompressedRows { matrix { i, j in (i * 7 + j * 13 + i * j) % 5 < 2 ? 1 : 0 } }
    private var classes: [Float] { (0..<rows).map { ($0 * $0 + 1) % 3 == 1 ? 1 : 0 } }
    private var numbers: [Float] { (0..<rows).map { Float($0 * $0 % 7) - 2.5 + 0.25 * Float($0) } }

    private func expect(_ model: SparseLinearModel, _ weights: [Float], _ intercept: Double, _ what: String) {
        expectClose(model.weights.map { Float($0) }, weights, Tolerance(absolute: 1e-6), what)
        expectClose(model.intercept, intercept, Tolerance(absolute: 1e-6), what)
    }

    @Test func logisticRegression() {
        let cases: [(penalty: Double, weights: [Float], intercept: Double)] = [
            (1, [0.1893548, 0.289946043, 0.072150819, 0, 0.407150024, 0.1893548], -1.154597006),
            (10, [0.030458961, 0.033515234, 0.001640449, 0, 0.062333746, 0.030458961], -0.75436481),
        ]
        for item in cases {
            let model = SparseLinearModel(bits, targets: classes, loss: .logistic, penalty: item.penalty)
            expect(model, item.weights, item.intercept, "λ \(item.penalty)")
            #expect(model.steps < 20)
            let scores = model.scores(bits), said = model.predict(bits)
            for (score, p) in zip(scores, said) { expectClose(Double(p), 1 / (1 + DoubleMath.exp(-score)), .elementwise) }
        }
    }

    @Test func ridgeRegression() {
        let weak = SparseLinearModel(bits, targets: numbers, loss: .squared, penalty: 1)
        expect(weak, [-0.067948718, 0.25042735, -0.198717949, 0, 0.381196581, -0.067948718], 0.716239316, "λ 1")
        let strong = SparseLinearModel(bits, targets: numbers, loss: .squared, penalty: 10)
        expect(strong, [-0.049158654, 0.084455128, -0.094831731, 0, 0.130128205, -0.049158654], 0.801482372, "λ 10")
        #expect(weak.predict(bits) == weak.scores(bits).map { Float($0) })
    }

    /// Every fourth target is blank.
    @Test func blanksTakeNoPart() {
        let targets = numbers.enumerated().map { $0.offset % 4 == 3 ? Float.nan : $0.element }
        let model = SparseLinearModel(bits, targets: targets, loss: .squared, penalty: 1)
        expect(
            model, [-0.116894198, -0.390784983, -0.829778157, 0, 0.322098976, -0.116894198], 1.492320819, "masked")
        let none = SparseLinearModel(
            bits, targets: [Float](repeating: .nan, count: rows), loss: .logistic, penalty: 1)
        #expect(none.predict(bits).allSatisfy { $0 == 0.5 })
    }

    @Test func counts() {
        let x = matrix { i, j in (i * j + i * i * 2 + j * j + i / 3) % 4 }
        let model = SparseLinearModel(x, targets: classes, loss: .logistic, penalty: 1)
        expect(
            model, [-0.038207017, 0.212680194, -0.060996098, -1.618545404, -0.038207017, 0.212680194], 1.766987744, "counts")
    }

    /// Classes that a bit tells apart, and a single class: the minimum is still found, and finite.
    @Test func separableAndSingleClasses() {
        let x = CompressedRows(bits: [[0], [0], [1], [1]], columns: 2)
        let model = SparseLinearModel(x, targets: [1, 1, 0, 0], loss: .logistic, penalty: 1e-6)
        let said = model.predict(x)
        #expect(said[0] > 0.999 && said[2] < 0.001 && model.weights.allSatisfy(\.isFinite))
        let one = SparseLinearModel(x, targets: [1, 1, 1, 1], loss: .logistic, penalty: 1).predict(x)
        #expect(one.allSatisfy { $0 > 0.999 })
    }
}
