import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@testable import Training

@Suite struct RandomForestTests {
    /// Random rows of which some bits decide the target.
    private func rows(_ count: Int, bits: Int, key: RandomKey) -> CompressedRows {
        CompressedRows(
            bits: (0..<count).map { row in (0..<bits).filter { key.uniform(row * bits + $0) < 0.3 } }, columns: bits)
    }

    private func has(_ x: CompressedRows, _ row: Int, _ bit: Int) -> Bool {
        x.columnIndices[x.rowStarts[row]..<x.rowStarts[row + 1]].contains(Int32(bit))
    }

    private func settings(_ trees: Int, seed: Int = 0, candidates: Int? = nil) -> RandomForest.Settings {
        var settings = RandomForest.Settings()
        (settings.trees, settings.seed, settings.candidates) = (trees, seed, candidates)
        return settings
    }

    /// With every bit a candidate a tree is a plain decision tree: the whole sample is fitted where rows differ.
    @Test func singleTreeFitsItsSample() {
        let x = CompressedRows(bits: [[], [0], [1], [0, 1], [2], [0, 2]], columns: 3)
        var grower = TreeGrower(columns: 3, candidates: 3)
        let targets: [Double] = [0, 1, 1, 0, 5, 7]
        let tree = x.rowStarts.withUnsafeBufferPointer { starts in
            x.columnIndices.withUnsafeBufferPointer { indices in
                grower.grow(
                    starts: starts, indices: indices, bits: BitRows(x), targets: targets,
                    weights: [1, 1, 1, 1, 1, 1], key: RandomKey(seed: 0))
            }
        }
        // bit 2 explains most: means 6 and 0.5
        #expect(tree.nodes[0].bit == 2)
        expectClose(Double(tree.nodes[0].value), 14.0 / 6, .elementwise)
        #expect(tree.nodes.count == 11)
        let words = BitRows(x).words
        let said = words.withUnsafeBufferPointer { words in
            tree.nodes.withUnsafeBufferPointer { nodes in
                (0..<6).map { Double(tree.predict(words.baseAddress! + $0, nodes.baseAddress!)) }
            }
        }
        #expect(said == targets)
    }

    @Test func classification() {
        let x = rows(400, bits: 64, key: RandomKey(seed: 1)), unseen = rows(200, bits: 64, key: RandomKey(seed: 2))
        func label(_ x: CompressedRows, _ row: Int) -> Float { has(x, row, 3) != has(x, row, 40) || has(x, row, 7) ? 1 : 0 }
        let forest = RandomForest(
            x, targets: (0..<400).map { label(x, $0) }, task: .classification, settings: settings(60))
        let said = forest.predict(unseen), actual = (0..<200).map { label(unseen, $0) }
        #expect(said.allSatisfy { $0 >= 0 && $0 <= 1 })
        let area = TargetMetric.rocAUC.value(actual: actual, predicted: said)
        #expect(area > 0.93, "\(area)")
        // the estimate without unseen rows agrees
        let known = forest.outOfBag.indices.filter { !forest.outOfBag[$0].isNaN }
        #expect(known.count == 400)
        let estimate = TargetMetric.rocAUC.value(
            actual: known.map { label(x, $0) }, predicted: known.map { forest.outOfBag[$0] })
        #expect(abs(estimate - area) < 0.06, "\(estimate), \(area)")
    }

    @Test func regression() {
        let x = rows(400, bits: 64, key: RandomKey(seed: 3)), unseen = rows(200, bits: 64, key: RandomKey(seed: 4))
        func number(_ x: CompressedRows, _ row: Int) -> Float {
            (has(x, row, 5) ? 3 : 0) + (has(x, row, 6) ? 2 : 0) - (has(x, row, 60) ? 4 : 0)
        }
        let forest = RandomForest(x, targets: (0..<400).map { number(x, $0) }, task: .regression, settings: settings(40))
        let metrics = RegressionMetrics(actual: (0..<200).map { number(unseen, $0) }, predicted: forest.predict(unseen))
        #expect(metrics.r2 > 0.9, "\(metrics)")
    }

    @Test func sameBitsForAnyNumberOfThreads() {
        let x = rows(150, bits: 32, key: RandomKey(seed: 5))
        let targets = (0..<150).map { has(x, $0, 1) || has(x, $0, 9) ? Float(1) : 0 }
        expectSameBitsForThreadCounts("forest") {
            let forest = RandomForest(x, targets: targets, task: .classification, settings: settings(30, seed: 7))
            return DenseArray(forest.predict(x) + forest.outOfBag.map { $0.isNaN ? -1 : $0 })
        }
        let one = RandomForest(x, targets: targets, task: .classification, settings: settings(30, seed: 7)).predict(x)
        let other = RandomForest(x, targets: targets, task: .classification, settings: settings(30, seed: 8)).predict(x)
        #expect(one != other)
    }

    /// Where one bit alone tells rows apart, it is found though one candidate of 500 is drawn.
    @Test func goesOnUntilABitTellsApart() {
        let x = CompressedRows(bits: (0..<40).map { $0 % 2 == 0 ? [17] : [] }, columns: 500)
        let targets = (0..<40).map { Float($0 % 2) }
        let forest = RandomForest(x, targets: targets, task: .classification, settings: settings(20, candidates: 1))
        #expect(forest.predict(x) == targets)
    }

    @Test func edges() {
        let x = CompressedRows(bits: [[0], [], [0, 1]], columns: 2)
        let blank = RandomForest(x, targets: [.nan, .nan, .nan], task: .regression)
        #expect(blank.predict(x).allSatisfy(\.isNaN) && blank.outOfBag.allSatisfy(\.isNaN))
        let one = RandomForest(x, targets: [.nan, 4, .nan], task: .regression, settings: settings(5))
        #expect(one.predict(x) == [4, 4, 4] && one.outOfBag[0].isNaN && one.outOfBag[1].isNaN)
        // stored zeros are bits that are not set
        let zeros = CompressedRows(
            rows: 4, columns: 2, rowStarts: [0, 2, 3, 4, 6], columnIndices: [0, 1, 0, 1, 0, 1], values: [1, 0, 2, 0, 0, 1])
        let same = CompressedRows(bits: [[0], [0], [], [1]], columns: 2)
        let targets: [Float] = [3, 3, 1, 2]
        #expect(
            RandomForest(zeros, targets: targets, task: .regression, settings: settings(9)).predict(zeros)
                == RandomForest(same, targets: targets, task: .regression, settings: settings(9)).predict(same))
        let nothing = CompressedRows(bits: [[], []], columns: 0)
        #expect(RandomForest(nothing, targets: [1, 3], task: .regression, settings: settings(50)).predict(nothing).count == 2)
    }
}
