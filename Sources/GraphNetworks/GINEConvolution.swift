import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The graph isomorphism convolution with edge features: Y_i = network((1 + ε) x_i + Σ max(x_j + W e + b, 0)) over the
/// edges (j, i).
///
/// - X `[nodes, inputs]`, edge features `[given edges, edgeInputs]`, the edge map `[edgeInputs, inputs]` (or none where
///   edge features are as wide as X); `network` maps rows `[nodes, inputs]` to `[nodes, outputs]`.
///
/// A node that receives nothing keeps its own vector; repeated edges count repeatedly. Time is O(edges · edgeInputs ·
/// inputs) and that of the network; memory has one row of `inputs` numbers for each edge, the mapped edge features.
///
/// Source: Hu, Liu, Gomes, Zitnik, Liang, Pande & Leskovec, 2020, "Strategies for Pre-training Graph Neural Networks",
/// arXiv:1905.12265. Equal to PyG's `GINEConv`, whose names (`eps`, `nn.…`, `lin.…`) a checkpoint uses.
public final class GINEConvolution: Module {
    /// What is done with the sums.
    public let network: any RowModule
    /// What is done with edge features, or nil.
    public let edgeMap: Linear?
    /// ε, shape `[1]`; a parameter where it requires a gradient.
    public let epsilon: Tensor

    /// A layer with these parts.
    public init(network: any RowModule, edgeMap: Linear?, epsilon: Tensor) {
        precondition(epsilon.shape == [1], "GINEConvolution: expected epsilon of shape [1], found \(epsilon.shape)")
        self.network = network
        self.edgeMap = edgeMap
        self.epsilon = epsilon
    }

    /// A new layer with a network of two linear maps, ReLU between them; ε starts at 0, and stays where it is not learned.
    public convenience init(
        inputs: Int, hidden: Int, outputs: Int, edgeInputs: Int?, learnsEpsilon: Bool = false, key: RandomKey
    ) {
        self.init(
            network: Sequential(widths: [inputs, hidden, outputs], key: key.child("network")),
            edgeMap: edgeInputs.map { Linear(inputs: $0, outputs: inputs, key: key.child("edges")) },
            epsilon: Tensor(DenseArray([0]), requiresGradient: learnsEpsilon))
    }

    /// Y for X `[nodes, inputs]` and the features of the edges that `edges` was made from.
    public func callAsFunction(_ x: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor) -> Tensor {
        // T = E W + b     [edges, inputs]
        let arranged = edges.arranged(edgeFeatures)
        let terms = edgeMap.map { $0(arranged) } ?? arranged
        precondition(
            x.shape.count == 2 && x.shape[0] == edges.nodeCount && terms.shape == [edges.count, x.shape[1]],
            "GINEConvolution: x has shape \(x.shape) for \(edges.nodeCount) nodes, edge features are mapped to shape \(terms.shape)"
        )
        // Y_i = network(Σ max(x_j + t_e, 0) + (1 + ε) x_i)
        return network(x.rectifiedSum(edges, edgeTerms: terms) + x.scaled(byOnePlus: epsilon))
    }

    /// The same along edges that an explainer may weight: `edgeFeatures` in the order of their list.
    func callAsFunction(_ x: Tensor, messages edges: MessageEdges, edgeFeatures: Tensor) -> Tensor {
        let terms = edgeMap.map { $0(edgeFeatures) } ?? edgeFeatures
        let messages = (x.gatheringRows(edges.sources) + terms).relu()
        return network(edges.aggregate(messages, .sum) + x.scaled(byOnePlus: epsilon))
    }

    public var title: String { "GINEConv(nn=\(network.summary))" }

    public var parameters: [Parameter] {
        (epsilon.requiresGradient ? [Parameter("eps", epsilon)] : []) + network.parameters.map { $0.prefixed("nn") }
            + (edgeMap?.parameters.map { $0.prefixed("lin") } ?? [])
    }
}
