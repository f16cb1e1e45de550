import Autograd
import DenseArrays

/// Integrated gradients: what each edge and feature adds to the score on the straight way from nothing to what is there.
///
/// a_k = (z_k - z'_k) ∫₀¹ ∂ score(z' + t (z - z')) / ∂ z_k dt, by the midpoint rule, for z = (features, edge weights), z' = 0.
/// Completeness: Σ a = score(z) - score(z'), but for the rule's error. Signed: below zero speaks against the class.
///
/// - steps: 50, the paper's "20 to 300".
///
/// Source: Sundararajan, Taly & Yan, 2017, "Axiomatic Attribution for Deep Networks", arXiv:1703.01365. As PyG's
/// `CaptumExplainer("IntegratedGradients")`, whose quadrature is Gauss-Legendre's.
public struct IntegratedGradients: Explainer {
    /// What goes from nothing to what is there.
    public enum Path: String, Sendable, CaseIterable {
        /// Features and edges together.
        case joint
        /// The edges alone, features as they are: then features get no weights.
        case edges
    }

    public let name = "integrated-gradients"
    /// Points of the path at which the gradient is taken.
    public let steps: Int
    /// What the gradient is of.
    public let score: ExplanationScore
    /// How edges and features go from 0 to what they are.
    public let path: Path

    /// 50 points, the logit, edges and features together.
    public init(steps: Int = 50, score: ExplanationScore = .logit, path: Path = .joint) {
        precondition(steps >= 1, "IntegratedGradients: expected at least one step, found \(steps)")
        self.steps = steps
        self.score = score
        self.path = path
    }

    /// The attributions of every number.
    public struct Attributions: Sendable {
        /// `[nodes, features]`; nil for a featureless graph or a path of edges alone.
        public let features: DenseArray?
        /// `[edges]`
        public let edges: [Float]
        /// score(z) - score(z'), what all attributions should add up to.
        public let difference: Float

        /// Σ a, in double precision.
        public var sum: Double { (features?.sum() ?? 0) + edges.reduce(0.0) { $0 + Double($1) } }
    }

    /// The weights of edges and features for one class.
    public func attributions(
        _ subject: some Explainable, target: Int?
    ) throws(ExplanationError) -> Attributions {
        let target = try subject.checked(target)
        let movesFeatures = path == .joint && subject.features != nil
        var features: DenseArray?
        var edges = [Double](repeating: 0, count: subject.edges.count)
        for step in 0..<steps {
            let share = (Float(step) + 0.5) / Float(steps)
            let (_, dx, dm) = subject.gradients(target, score, share: share, featureShare: movesFeatures ? share : 1)
            for edge in edges.indices { edges[edge] += Double(dm[edge]) }
            if movesFeatures, let dx {
                if features == nil { features = dx } else { features?.add(dx) }
            }
        }
        func value(_ share: Float) -> Float {
            withoutGradients {
                let x = subject.features.map { Tensor($0 * (movesFeatures ? share : 1)) }
                let mask = Tensor(DenseArray(repeating: share, shape: [subject.edges.count]))
                return score(subject.logits(features: x, edgeMask: mask), target).scalar
            }
        }
        return Attributions(
            features: features.flatMap { sum in subject.features.map { sum * $0 * (1 / Float(steps)) } },
            edges: edges.map { Float($0 / Double(steps)) }, difference: value(1) - value(0))
    }

    public func explain(_ subject: some Explainable, target: Int?) throws(ExplanationError) -> Explanation {
        let target = try subject.checked(target)
        let found = try attributions(subject, target: target)
        return Explanation(
            method: name, target: target, edges: subject.edges, nodeCount: subject.nodeCount, edgeWeights: found.edges,
            nodeWeights: found.features?.rowSums().elements, featureWeights: found.features?.columnSums().elements)
    }
}
