import Autograd
import DenseArrays
import Graphs
import TestSupport
import Testing

@testable import GraphNetworks

/// A function of masks and features that is known: logits (Σ c_e m_e + Σ w · X, 0).
private struct Known: Explainable {
    let edges: EdgeList
    let nodeCount: Int
    let features: DenseArray?
    let node: Int? = 0
    let coefficients: [Float]
    let featureCoefficient: Float

    func logits(features x: Tensor?, edgeMask: Tensor) -> Tensor {
        let sum = (edgeMask * Tensor(DenseArray(coefficients))).sum()
        var first = sum.reshaped([1, 1])
        if let features { first = first + ((x ?? Tensor(features)).sum() * featureCoefficient).reshaped([1, 1]) }
        return .concatenatingColumns([first, Tensor(DenseArray(zeros: [1, 1]))])
    }

    func attention() -> [Float]? { nil }
}

struct ExplainersTests {
    /// A path 0 - 1 - 2 and an edge 3 → 0.
    private let known = Known(
        edges: EdgeList([(0, 1), (1, 0), (1, 2), (2, 1), (3, 0)]), nodeCount: 4,
        features: DenseArray([1, 2, 3, 4], shape: [4, 1]), coefficients: [1, 3, -2, 0, 0.5], featureCoefficient: 0.25)

    @Test func saliencyIsTheGradientsSize() throws {
        let found = try Saliency().explain(known, target: 0)
        expectClose(found.edgeWeights, [1, 3, 2, 0, 0.5], .elementwise)
        expectClose(found.nodeWeights, [0.25, 0.25, 0.25, 0.25], .elementwise)
        expectClose(found.featureWeights ?? [], [1], .elementwise)
        #expect(found.target == 0 && found.method == "saliency")
    }

    @Test func integratedGradientsOfALinearScoreAreItsTerms() throws {
        let found = try IntegratedGradients(steps: 7).explain(known, target: 0)
        expectClose(found.edgeWeights, [1, 3, -2, 0, 0.5], .reordered)
        expectClose(found.nodeWeights, [0.25, 0.5, 0.75, 1], .reordered)
        let alone = try IntegratedGradients(path: .edges).explain(known, target: 0)
        expectClose(alone.edgeWeights, [1, 3, -2, 0, 0.5], .reordered)
        #expect(alone.featureWeights == nil)
    }

    /// Completeness: attributions add up to the score less that of nothing.
    @Test(arguments: ["gcn", "gat", "sage", "gin", "transformer", "appnp"], [IntegratedGradients.Path.joint, .edges])
    func attributionsAreComplete(name: String, path: IntegratedGradients.Path) throws {
        let subject = try ExplainedModel(name).subject(4)
        for score in ExplanationScore.allCases {
            let found = try IntegratedGradients(steps: 300, score: score, path: path).attributions(subject, target: 1)
            // 300 steps leave the midpoint rule an error of about 1e-3 at the kinks of ReLU
            expectClose(
                found.sum, Double(found.difference), Tolerance(absolute: 5e-3), "\(name) \(score) \(path)")
            #expect(abs(found.difference) > 1e-4, "\(name): nothing to attribute")
        }
    }

    @Test func occlusionIsTheLossOfEachPart() throws {
        let found = try Occlusion(score: .logit).explain(known, target: 0)
        // ties 0-1: 4, 1-2: -2, 3-0: 0.5
        expectClose(found.edgeWeights, [2, 2, -1, -1, 0.5], .reordered)
        // node 0 is explained: only its feature; node 1: 0.5 + 4 - 2, node 2: 0.75 - 2, node 3: 1 + 0.5
        expectClose(found.nodeWeights, [0.25, 2.5, -1.25, 1.5], .reordered)
        expectClose(found.featureWeights ?? [], [2.5], .reordered)
        #expect(try Occlusion(featureLimit: 0).explain(known, target: 0).featureWeights == nil)
    }

    @Test func gnnExplainerKeepsWhatTheAnswerNeeds() throws {
        let explainer = GNNExplainer(epochs: 400, rate: 0.05, key: RandomKey(seed: 3))
        let found = try explainer.explain(known, target: 0)
        // what speaks for the class is kept, what speaks against it and what says nothing is not
        #expect(found.edgeWeights[1] > 0.8 && found.edgeWeights[2] < 0.2, "\(found.edgeWeights)")
        #expect(found.edgeWeights[3] == 0)
        #expect(found.featureWeights?.count == 1)
        #expect(try GNNExplainer(epochs: 1, masksFeatures: false).explain(known, target: 0).featureWeights == nil)
    }

    @Test func gnnExplainerFollowsFromItsKey() throws {
        let subject = try ExplainedModel("gat").subject(4)
        func weights(_ seed: Int) throws -> [Float] {
            try GNNExplainer(epochs: 20, key: RandomKey(seed: seed)).explain(subject, target: nil).edgeWeights
        }
        #expect(try weights(1) == weights(1))
        #expect(try weights(1) != weights(2))
    }

    @Test(arguments: ["gat", "gatv2", "transformer"]) func attentionOfANodeAddsUpToOne(name: String) throws {
        let subject = try ExplainedModel(name).subject(4)
        let found = try AttentionExplainer().explain(subject, target: nil)
        // with the loop that the layer adds, what a node attends to adds up to 1
        for node in 0..<subject.nodeCount {
            let sum = (0..<subject.edges.count).reduce(Float(0)) {
                Int(subject.edges.targets[$1]) == node ? $0 + found.edgeWeights[$1] : $0
            }
            #expect(sum >= 0 && sum < 1.0001, "\(name): \(sum)")
        }
        #expect(found.edgeWeights.contains { $0 > 0.05 })
    }

    @Test func errors() throws {
        let subject = try ExplainedModel("gcn").subject(4)
        #expect(throws: ExplanationError.noAttention(model: "gcn")) {
            try AttentionExplainer(model: "gcn").explain(subject, target: nil)
        }
        #expect(throws: ExplanationError.classOutOfRange(3, count: 3)) { try Saliency().explain(subject, target: 3) }
    }
}
