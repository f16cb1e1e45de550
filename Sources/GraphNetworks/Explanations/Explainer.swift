import Autograd
import DenseArrays

/// A way to explain an answer.
public protocol Explainer: Sendable {
    /// What results call it.
    var name: String { get }
    /// What the score of class `target` rests on; the network's own answer when nil.
    ///
    /// - Throws: `ExplanationError` where the class does not exist or the network lacks what the method reads.
    func explain(_ subject: some Explainable, target: Int?) throws(ExplanationError) -> Explanation
}

/// The number whose change is measured.
public enum ExplanationScore: String, Sendable, CaseIterable {
    /// The class's logit, as in the papers of saliency and integrated gradients.
    case logit
    /// Its probability.
    case probability
    /// The logarithm of its probability.
    case logProbability = "log-probability"

    /// The number as a tensor of one element, from logits `[1, classes]`.
    func callAsFunction(_ logits: Tensor, _ target: Int) -> Tensor {
        let width = logits.shape[1]
        let chosen = DenseArray((0..<width).map { $0 == target ? 1 : 0 }, shape: [1, width])
        switch self {
        case .logit: return (logits * Tensor(chosen)).sum()
        case .probability: return (logits.logSoftmax() * Tensor(chosen)).sum().exp()
        case .logProbability: return (logits.logSoftmax() * Tensor(chosen)).sum()
        }
    }
}

extension Explainable {
    /// The class to explain, checked.
    public func checked(_ target: Int?) throws(ExplanationError) -> Int {
        guard let target else { return answer().label }
        let classes = logits().columns
        if target < 0 || target >= classes { throw .classOutOfRange(target, count: classes) }
        return target
    }

    /// A score's gradients with respect to the features `[nodes, features]` (nil for a featureless graph) and the edges'
    /// weights, at `share` times both.
    public func gradients(
        _ target: Int, _ score: ExplanationScore, share: Float = 1, featureShare: Float? = nil
    ) -> (score: Float, features: DenseArray?, edges: [Float]) {
        let x = features.map { Tensor($0 * (featureShare ?? share), requiresGradient: true) }
        let mask = Tensor(DenseArray(repeating: share, shape: [edges.count]), requiresGradient: true)
        let result = score(logits(features: x, edgeMask: mask), target)
        result.backward()
        return (
            result.scalar, x?.gradient, mask.gradient?.elements ?? [Float](repeating: 0, count: edges.count)
        )
    }
}

extension DenseArray {
    /// For each column the sum of absolute values.
    var columnMagnitudes: [Float] { map { abs($0) }.columnSums().elements }
    /// For each row the sum of absolute values.
    var rowMagnitudes: [Float] { map { abs($0) }.rowSums().elements }
}
