import Autograd
import DenseArrays
import Graphs

/// An answer that can be explained: all that an explainer knows of a network and its graph. One node's classes, one graph's
/// classes, or anything else that has a row of logits.
public protocol Explainable {
    /// How many nodes the part of the graph has that the answer depends on.
    var nodeCount: Int { get }
    /// How many nodes the whole graph has: `nodeCount` unless the answer depends on a part alone.
    var wholeNodeCount: Int { get }
    /// Its edges; masks have one number for each, in this order.
    var edges: EdgeList { get }
    /// X `[nodes, features]`; nil where nothing is known of nodes but themselves.
    var features: DenseArray? { get }
    /// The node that the answer is about; nil where it is about the graph.
    var node: Int? { get }
    /// The logits `[1, classes]` with each message weighted by `edgeMask` `[edges]`; `features` in place of X where given.
    /// Gradients reach both.
    func logits(features: Tensor?, edgeMask: Tensor) -> Tensor
    /// For each edge the mean attention over layers and heads; nil where the network has none.
    func attention() -> [Float]?
}

extension Explainable {
    public var wholeNodeCount: Int { nodeCount }

    /// The logits with these weights of edges (all 1 when nil) and without gradients.
    public func logits(edgeWeights: [Float]? = nil, features: DenseArray? = nil) -> DenseArray {
        let mask = edgeWeights.map { DenseArray($0) } ?? DenseArray(repeating: 1, shape: [edges.count])
        return withoutGradients {
            logits(features: features.map { Tensor($0) }, edgeMask: Tensor(mask)).value
        }
    }

    /// The probabilities of the classes.
    public func probabilities(edgeWeights: [Float]? = nil, features: DenseArray? = nil) -> [Float] {
        logits(edgeWeights: edgeWeights, features: features).softmaxRows().elements
    }

    /// The most probable class and its probability.
    public func answer() -> (label: Int, probability: Float) {
        let all = probabilities()
        let best = all.indices.max { (all[$0], -$0) < (all[$1], -$1) } ?? 0
        return (best, all.isEmpty ? .nan : all[best])
    }
}
