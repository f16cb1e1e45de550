/// Why an answer cannot be explained.
public enum ExplanationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The network does not hear from neighbours.
    case readsNoEdges(model: String)
    /// The network read messages past the mask: `what` without its masked form.
    case notMaskable(model: String, what: String)
    /// The network has no attention.
    case noAttention(model: String)
    /// There is no such node.
    case nodeOutOfRange(Int, count: Int)
    /// There is no such class.
    case classOutOfRange(Int, count: Int)

    public var description: String {
        switch self {
        case .readsNoEdges(let model):
            "the network \(model) reads no edges, so no part of the graph has a share in its answers; explain one that does"
        case .notMaskable(let model, let what):
            "the network \(model) cannot be explained: it reads \(what) in a way that no weights of single ties reach (gine, the pooling models and mlp do; gcn, gin, graphconv, sage, gat, gatv2, transformer, cheb, tag, arma can be explained)"
        case .noAttention(let model):
            "the network \(model) has no attention; choose saliency, integrated-gradients, gnnexplainer or occlusion"
        case .nodeOutOfRange(let node, let count): "there is no node \(node); expected 0 to \(count - 1)"
        case .classOutOfRange(let number, let count): "there is no class \(number); expected 0 to \(count - 1)"
        }
    }
}
