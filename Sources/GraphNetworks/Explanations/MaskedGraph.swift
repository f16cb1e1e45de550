import Autograd
import DenseArrays
import Graphs
import SparseMatrices

/// What a masked `NodeInput` carries: the part of the graph, one differentiable weight an edge, and features that may
/// want a gradient. Tensors belong to one thread, so a masked input must not be handed to another.
final class MaskedGraph: @unchecked Sendable {
    let graph: MaskableGraph
    /// `[nodes, features]`; nil where the graph's own are read.
    let features: Tensor?
    /// `[edges]`, and a 1 for edges that are not the graph's own.
    private let extended: Tensor
    private let mask: Tensor
    private var propagations: [NodeInput.MatrixKind: Propagation] = [:]
    private var attention: EdgeMask?
    private var plain: EdgeMask?
    private var messages: MessageEdges?
    /// Matrices that the network read without their mask.
    private(set) var unmaskedReads: [String] = []
    private var readsAttentionEdges = false

    init(_ graph: MaskableGraph, features: Tensor?, mask: Tensor) {
        precondition(
            mask.shape == [graph.edges.count],
            "MaskableGraph: \(graph.edges.count) edges, a mask of shape \(mask.shape)")
        precondition(
            features == nil || features?.shape == [graph.nodeCount, graph.featureWidth],
            "MaskableGraph: features of shape \(features?.shape ?? []), expected [\(graph.nodeCount), \(graph.featureWidth)]")
        self.graph = graph
        self.features = features
        self.mask = mask
        extended = .concatenatingRows([mask, Tensor(DenseArray([1]))])
    }

    func noteUnmasked(_ what: String) { if !unmaskedReads.contains(what) { unmaskedReads.append(what) } }

    /// What went past the mask in the passes so far; nil where nothing did.
    var problem: String? {
        if let first = unmaskedReads.first { return first }
        return readsAttentionEdges && (attention?.recorded.isEmpty ?? true) ? "attentionEdges" : nil
    }

    /// P with each of the graph's edges weighted by its mask: P[i, j] = Σ m[e] p[e].
    func propagation(_ kind: NodeInput.MatrixKind) -> Propagation {
        if let made = propagations[kind] { return made }
        let structure = graph.structure(kind)
        let weights = extended.gatheringRows(structure.maskPlaces) * Tensor(structure.coefficients)
        let made = Propagation(structure.edges, compressedWeights: weights)
        propagations[kind] = made
        return made
    }

    var attentionEdges: CompressedEdges {
        readsAttentionEdges = true
        return graph.attention.edges
    }

    var attentionMask: EdgeMask {
        if let attention { return attention }
        let made = EdgeMask(extended.gatheringRows(graph.attention.maskPlaces))
        attention = made
        return made
    }

    /// The mask of the graph's own edges in compressed order.
    var plainMask: EdgeMask {
        if let plain { return plain }
        let made = EdgeMask(graph.compressedEdges.arranged(mask))
        plain = made
        return made
    }

    var messageEdges: MessageEdges {
        if let messages { return messages }
        let made = MessageEdges(graph.messageEdges, mask: MessageMask(mask, graph.compressedEdges))
        messages = made
        return made
    }

    /// The mean over layers and heads of the attention that each of the graph's edges got `[edges]`; nil where no layer
    /// attended. A loop of the graph's own, which attention replaces, gets the replacement's.
    var meanAttention: [Float]? {
        guard let recorded = attention?.recorded, !recorded.isEmpty else { return nil }
        var sums = [Double](repeating: 0, count: graph.edges.count)
        for alpha in recorded {
            let heads = alpha.columns
            alpha.withUnsafeElements { alpha in
                for (place, edge) in graph.attention.maskPlaces.enumerated() where edge < sums.count {
                    for head in 0..<heads { sums[edge] += Double(alpha[place * heads + head]) / Double(heads) }
                }
            }
        }
        return sums.map { Float($0 / Double(recorded.count)) }
    }
}

/// What a network reads of an input that an explainer may have masked. Without a mask these are the products with the
/// input's matrices, to the bit.
extension NodeInput {
    /// Â weighted by an explainer's mask; nil for an input without one.
    public var maskedPropagation: Propagation? { masked?.propagation(.normalized) }

    /// The product with Â of the whole graph.
    public var wholePropagation: Propagation { maskedPropagation ?? Propagation(matrix(.normalized)) }

    /// The product with the edges weighted in this way.
    public func propagation(_ kind: MatrixKind) -> Propagation {
        masked?.propagation(kind) ?? Propagation(matrix(kind))
    }

    /// An explainer's weights for the messages along `attentionEdges`; nil for an input without a mask.
    public var attentionMask: EdgeMask? { masked?.attentionMask }

    /// The edges as they are, with an explainer's weights for the messages along them; a layer that reads these puts the
    /// weights in.
    public var maskablePlainEdges: (edges: CompressedEdges, mask: EdgeMask?) {
        guard let masked else { return (plainEdges, nil) }
        return (masked.graph.compressedEdges, masked.plainMask)
    }

    /// X as a tensor `[nodes, features]`, through which gradients reach an explainer's features.
    public var featureTensor: Tensor { masked?.features ?? Tensor(denseFeatures) }
}
