import Autograd
import DenseArrays
import Graphs

/// The answer of a network that reads a `NodeInput`: about one node, computed on what the node sees, or about a whole graph.
///
/// The network is a closure, so that node classifiers, graph classifiers and networks of one's own can be explained alike.
/// Made with a probing pass that tells whether every message goes by the mask.
public struct ExplanationSubject: Explainable {
    /// The part of the graph that the answer depends on.
    public let graph: MaskableGraph
    public let node: Int?
    /// What the network is called, for messages.
    public let model: String
    public let features: DenseArray?
    private let network: (NodeInput) -> Tensor

    /// The class of a node.
    ///
    /// - Parameters:
    ///   - node: its number in the graph.
    ///   - input: the whole graph.
    ///   - hops: how many edges away the network looks; nil where that is not known, then all that can reach the
    ///     node is looked at.
    ///   - model: the network's name, for messages.
    ///   - network: from an input the logits of all its nodes `[nodes, classes]`; `{ model($0, dropout: nil) }`.
    /// - Throws: `ExplanationError` for a node that does not exist, a network that reads no edges or reads them past the mask.
    public init(
        node: Int, of input: NodeInput, hops: Int?, model: String, network: @escaping (NodeInput) -> Tensor
    ) throws(ExplanationError) {
        let count = input.whole.features.nodeCount
        guard node >= 0, node < count else { throw .nodeOutOfRange(node, count: count) }
        if hops == 0 { throw .readsNoEdges(model: model) }
        try self.init(
            MaskableGraph(input, seenBy: node, hops: hops), numbered: node, model: model, network: network)
    }

    /// The class of a graph.
    ///
    /// - Parameters:
    ///   - input: the graph, such as a batch of one.
    ///   - model: the network's name, for messages.
    ///   - network: from an input the graph's logits `[1, classes]`: node layers, readout and head in evaluation.
    /// - Throws: as for a node.
    public init(
        graph input: NodeInput, model: String, network: @escaping (NodeInput) -> Tensor
    ) throws(ExplanationError) {
        try self.init(MaskableGraph(input), numbered: nil, model: model, network: network)
    }

    private init(
        _ graph: MaskableGraph, numbered: Int?, model: String, network: @escaping (NodeInput) -> Tensor
    ) throws(ExplanationError) {
        self.graph = graph
        self.model = model
        self.network = network
        node = numbered.flatMap { graph.place(of: $0) }
        features = graph.isFeatureless ? nil : graph.denseFeatures
        let mask = Tensor(DenseArray(repeating: 1, shape: [graph.edges.count]), requiresGradient: true)
        let (input, masked) = graph.maskedInput(features: nil, edgeMask: mask)
        let logits = network(input)
        if let what = masked.problem { throw .notMaskable(model: model, what: what) }
        if !logits.requiresGradient { throw .readsNoEdges(model: model) }
        logits.backward(DenseArray(zeros: logits.shape))
        if mask.gradient == nil { throw .readsNoEdges(model: model) }
    }

    public var nodeCount: Int { graph.nodeCount }
    public var wholeNodeCount: Int { graph.wholeNodeCount }
    public var edges: EdgeList { graph.edges }

    public func logits(features: Tensor?, edgeMask: Tensor) -> Tensor {
        let all = network(graph.input(features: features, edgeMask: edgeMask))
        return node.map { all.gatheringRows([$0]) } ?? all
    }

    public func attention() -> [Float]? {
        withoutGradients {
            let ones = Tensor(DenseArray(repeating: 1, shape: [graph.edges.count]))
            let (input, masked) = graph.maskedInput(features: nil, edgeMask: ones)
            _ = network(input)
            return masked.meanAttention
        }
    }
}
