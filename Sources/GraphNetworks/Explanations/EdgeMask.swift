import Autograd
import DenseArrays
import Graphs

/// An explainer's weights of the messages of an attention layer, put in after the softmax (as PyG's `explain` mode), and
/// what attention said along the way.
///
/// Values stand in the compressed order of the layer's edges; loops that the layer adds weigh 1. Belongs to one thread.
public final class EdgeMask {
    /// `[edges]`, in compressed order.
    let values: Tensor
    /// The coefficients `[edges, heads]` of each layer that asked, in the order of the asking.
    private(set) var recorded: [DenseArray] = []

    init(_ values: Tensor) { self.values = values }

    /// α'[e, h] = m[e] α[e, h]
    func weighting(_ alpha: Tensor) -> Tensor {
        recorded.append(alpha.value)
        return alpha.scalingRows(values)
    }
}

/// An explainer's weights of messages along a list of edges. Held by `MessageEdges`, which is `Sendable`; an input with a
/// mask belongs to one thread all the same.
final class MessageMask: @unchecked Sendable {
    /// `[edges]`, in the order of the list.
    let values: Tensor
    private let edges: CompressedEdges

    init(_ values: Tensor, _ edges: CompressedEdges) {
        self.values = values
        self.edges = edges
    }

    /// Y[i] = Σ over edges e = (j, i) of m[e] share[e] X[j]     [nodes, width]
    func gather(_ x: Tensor, shares: DenseArray?) -> Tensor {
        let weights = shares.map { values * Tensor($0) } ?? values
        return x.weightedSum(edges, edges.arranged(weights))
    }
}
