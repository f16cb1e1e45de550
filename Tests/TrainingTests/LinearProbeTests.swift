import DenseArrays
import GraphDatasets
import Graphs
import TestSupport
import Testing

@testable import Training

@Suite struct LinearProbeTests {
    /// Points on either side of a line through the origin, an unlabelled node in no part.
    private func problem() throws -> (DenseArray, NodeLabels, NodeSplit) {
        let x = randomArray([60, 2], seed: 1, gap: 0.2)
        let values = (0..<60).map { Int32(x[$0, 0] > 0 ? 1 : 0) }
        let labels = try NodeLabels(values: Array(values.dropLast()) + [-1], classNames: ["left", "right"])
        let split = try NodeSplit(
            name: "s", train: Array(0..<20), validation: Array(20..<35), test: Array(35..<59), nodeCount: 60)
        return (x, labels, split)
    }

    @Test func separatesWhatIsSeparable() throws {
        let (x, labels, split) = try problem()
        let probe = LinearProbe(.dense(x), labels: labels, split: split)
        #expect(probe.testAccuracy > 0.9 && probe.validationAccuracy > 0.9 && probe.trainAccuracy > 0.9)
        #expect(LinearProbe.penalties.contains(probe.penalty))
    }

    /// Scale does not matter, nor how the rows are kept.
    @Test func scaleAndForm() throws {
        let (x, labels, split) = try problem()
        let probe = LinearProbe(.dense(x), labels: labels, split: split)
        let scaled = LinearProbe(.dense(x * 1024), labels: labels, split: split)
        #expect(scaled.testAccuracy == probe.testAccuracy && scaled.penalty == probe.penalty)
        var wide = DenseArray(zeros: [60, 20])
        for row in 0..<60 { for c in 0..<2 { wide[row, c * 7] = x[row, c] } }
        let sparse = NodeFeatures.dense(wide).inBestForm()
        guard case .sparse = sparse else {
            Issue.record("expected sparse features")
            return
        }
        let one = LinearProbe(sparse, labels: labels, split: split)
        let two = LinearProbe(.dense(wide), labels: labels, split: split)
        #expect(one.testAccuracy == two.testAccuracy && one.penalty == two.penalty)
    }

    @Test func withoutValidationAndWithoutSense() throws {
        let (x, labels, _) = try problem()
        let split = try NodeSplit(name: "s", train: [0, 1, 2, 3], validation: [], test: [5, 6], nodeCount: 60)
        let probe = LinearProbe(.dense(x), labels: labels, split: split)
        #expect(probe.penalty == LinearProbe.standardPenalty && probe.validationAccuracy.isNaN)
        // nodes known by nothing but themselves tell nothing of others
        #expect(LinearProbe(.identity(60), labels: labels, split: split).trainAccuracy == 1)
        let zeros = LinearProbe(.dense(DenseArray(zeros: [60, 3])), labels: labels, split: split)
        #expect(zeros.testAccuracy >= 0 && zeros.testAccuracy <= 1)
    }
}
