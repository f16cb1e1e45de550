import Autograd
import DenseArrays
import NeuralNetworks

/// A virtual node for each graph, joined to all its nodes: before each layer its vector is added to the nodes'; between layers
/// it becomes v' = network(Σ x of its graph + v).
///
/// X `[nodes, channels]`; v `[graphs, channels]` starts as one learned vector for all graphs (zeros at first); one network
/// `[channels] → [channels]` for each step between layers. A graph without nodes updates from v alone. Time is
/// O(nodes · channels) and the networks' on one row a graph.
///
/// Source: Gilmer, Schoenholz, Riley, Vinyals & Dahl, 2017, "Neural Message Passing for Quantum Chemistry",
/// arXiv:1704.01212; updated as in the baselines of Hu et al., 2020, "Open Graph Benchmark", arXiv:2005.00687, whose
/// names (`virtualnode_embedding`, `mlp_virtualnode_list`) a checkpoint uses.
public final class VirtualNode: Module {
    /// `[1, channels]`
    public let embedding: Tensor
    /// One for each step between layers.
    public let networks: [any RowModule]

    /// Columns of node vectors.
    public var channels: Int { embedding.shape[1] }

    /// With these parameters.
    public init(embedding: Tensor, networks: [any RowModule]) {
        precondition(
            embedding.shape.count == 2 && embedding.shape[0] == 1,
            "VirtualNode: expected an embedding [1, channels], found shape \(embedding.shape)")
        (self.embedding, self.networks) = (embedding, networks)
    }

    /// A new one for a network of `layers` layers: an embedding of zeros, networks with one hidden layer of twice the width.
    public convenience init(channels: Int, layers: Int, key: RandomKey) {
        self.init(
            embedding: Tensor(DenseArray(zeros: [1, channels]), requiresGradient: true),
            networks: (0..<max(0, layers - 1)).map {
                Sequential([
                    .module(Linear(inputs: channels, outputs: 2 * channels, key: key.child($0).child(0))), .relu,
                    .module(Linear(inputs: 2 * channels, outputs: channels, key: key.child($0).child(1))), .relu,
                ])
            })
    }

    /// v before the first layer: `[graphCount, channels]`.
    public func start(graphCount: Int) -> Tensor {
        embedding.gatheringRows([Int](repeating: 0, count: graphCount))
    }

    /// X with each graph's v added to its nodes.
    public func callAsFunction(_ x: Tensor, _ v: Tensor, batch: [Int]) -> Tensor {
        checkChannels("VirtualNode", x, channels)
        checkBatch("VirtualNode", x, batch, v.shape[0])
        return x + v.gatheringRows(batch)
    }

    /// v after step `step` (from 0), X being what that layer read.
    public func updated(_ v: Tensor, _ x: Tensor, batch: [Int], step: Int) -> Tensor {
        checkChannels("VirtualNode", x, channels)
        checkBatch("VirtualNode", x, batch, v.shape[0])
        precondition(
            step >= 0 && step < networks.count, "VirtualNode: step \(step) outside 0..<\(networks.count)")
        // v' = network(Σ x + v)     [graphs, channels]
        return networks[step](x.segmentSum(batch, rows: v.shape[0]) + v)
    }

    public var children: [(name: String, module: any Module)] { [("mlp_virtualnode_list", ModuleList(networks))] }

    public var parameters: [Parameter] {
        [Parameter("virtualnode_embedding.weight", embedding)]
            + networks.enumerated().flatMap { step, network in
                network.parameters.map { $0.prefixed("mlp_virtualnode_list.\(step)") }
            }
    }
}
