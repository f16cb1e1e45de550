import Autograd
import DenseArrays

/// Saliency: how fast the class's score changes with each edge's weight and each feature.
///
/// w_e = |∂ score / ∂ m_e| at mask m = 1; a node's weight is Σ |∂ score / ∂ X[i, :]|, a column's Σ |∂ score / ∂ X[:, f]|. One
/// forward and one backward pass.
///
/// Source: Simonyan, Vedaldi & Zisserman, 2014, "Deep Inside Convolutional Networks", arXiv:1312.6034; for graphs Baldassarre
/// & Azizpour, 2019, arXiv:1905.13686. As PyG's `CaptumExplainer("Saliency")` with the logit as output.
public struct Saliency: Explainer {
    public let name = "saliency"
    /// What the gradient is of.
    public let score: ExplanationScore

    /// The logit unless asked otherwise, as in the paper.
    public init(score: ExplanationScore = .logit) { self.score = score }

    public func explain(_ subject: some Explainable, target: Int?) throws(ExplanationError) -> Explanation {
        let target = try subject.checked(target)
        let (_, features, edges) = subject.gradients(target, score)
        return Explanation(
            method: name, target: target, edges: subject.edges, nodeCount: subject.nodeCount,
            edgeWeights: edges.map { abs($0) }, nodeWeights: features?.rowMagnitudes,
            featureWeights: features?.columnMagnitudes)
    }
}
