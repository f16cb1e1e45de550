import Autograd
import DenseArrays
import Graphs
import TestSupport
import Testing

@testable import GraphNetworks

struct ExplanationMetricsTests {
    /// Numbers worked out by hand.
    @Test func formulas() {
        let found = ExplanationMetrics(
            all: [0.7, 0.2, 0.1], without: [0.3, 0.6, 0.1], only: [0.5, 0.25, 0.25], target: 0, chosen: 2, ties: 8)
        expectClose(found.fidelityPlus, 0.4, .reordered)
        expectClose(found.fidelityMinus, 0.2, .reordered)
        #expect(found.fidelityPlusAccuracy == 1 && found.fidelityMinusAccuracy == 0)
        expectClose(found.sparsity, 0.75, .reordered)
        // KL = 0.5 ln(0.5/0.7) + 0.25 ln(0.25/0.2) + 0.25 ln(0.25/0.1) = 0.1166231
        expectClose(found.unfaithfulness, 1 - DoubleMath.exp(-0.1166231), .reordered)
        let same = ExplanationMetrics(
            all: [0.9, 0.1], without: [0.9, 0.1], only: [0.9, 0.1], target: 0, chosen: 0, ties: 0)
        #expect(same.unfaithfulness == 0 && same.fidelityPlus == 0 && same.sparsity == 0)
    }

    /// The chosen ties are those of the largest weights, a fifth unless asked otherwise.
    @Test func choiceOfTies() throws {
        let subject = try ExplainedModel("gin").subject(4)
        var weights = [Float](repeating: 0, count: subject.edges.count)
        weights[0] = 3
        let explanation = Explanation(
            method: "m", target: 1, edges: subject.edges, nodeCount: subject.nodeCount, edgeWeights: weights)
        let ties = explanation.ties(subject.edges)
        let found = ExplanationMetrics(explanation, of: subject)
        #expect(found.ties == ties.count && found.chosen == (ties.count + 4) / 5)
        let one = ExplanationMetrics(explanation, of: subject, top: 1)
        var only = [Float](repeating: 0, count: weights.count)
        for edge in ties[0].edges { only[edge] = 1 }
        let p = subject.probabilities()
        let without = subject.probabilities(edgeWeights: only.map { 1 - $0 }), kept = subject.probabilities(edgeWeights: only)
        #expect(one == ExplanationMetrics(all: p, without: without, only: kept, target: 1, chosen: 1, ties: ties.count))
        // all ties: nothing is lost with them alone
        let all = ExplanationMetrics(explanation, of: subject, top: 10_000)
        expectClose(all.fidelityMinus, 0, .reordered)
        #expect(all.sparsity == 0 && all.chosen == ties.count)
    }
}
