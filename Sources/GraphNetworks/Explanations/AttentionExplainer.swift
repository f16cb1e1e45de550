/// Attention as an explanation: the mean attention of each edge over layers and heads.
///
/// For networks with attention (gat, gatv2, transformer). It tells what the network looked at, whatever the class; whether
/// the answer rests on it the metrics say. One forward pass. As PyG's `AttentionExplainer`, which takes the maximum of heads
/// unless asked for the mean.
public struct AttentionExplainer: Explainer {
    public let name = "attention"
    private let model: String

    /// - Parameter model: what the network is called, for the error of one without attention.
    public init(model: String = "explained") { self.model = model }

    public func explain(_ subject: some Explainable, target: Int?) throws(ExplanationError) -> Explanation {
        let target = try subject.checked(target)
        guard let attention = subject.attention() else { throw .noAttention(model: model) }
        return Explanation(
            method: name, target: target, edges: subject.edges, nodeCount: subject.nodeCount, edgeWeights: attention)
    }
}
