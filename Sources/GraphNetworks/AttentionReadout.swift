import Autograd
import DenseArrays
import NeuralNetworks

/// A readout with a learned gate: y = Σ softmax(gate(x)) transform(x), the softmax over each graph's nodes.
///
/// gate maps `[nodes, width]` to one score a node `[nodes, 1]` (or one a column); transform may be left out. Time is that of
/// the two networks and O(nodes · width).
///
/// Source: Li, Tarlow, Brockschmidt & Zemel, 2016, "Gated Graph Sequence Neural Networks", arXiv:1511.05493. Equal to
/// PyG's `AttentionalAggregation`, whose names (`gate_nn`, `nn`) a checkpoint uses.
public final class AttentionReadout: Readout {
    /// Scores each node: one column.
    public let gate: any RowModule
    /// What is done to node vectors before they are summed; nothing when nil.
    public let transform: (any RowModule)?

    /// A readout with these networks.
    public init(gate: any RowModule, transform: (any RowModule)? = nil) {
        (self.gate, self.transform) = (gate, transform)
    }

    /// A linear gate and no transform.
    public convenience init(inputs: Int, key: RandomKey) {
        self.init(gate: Linear(inputs: inputs, outputs: 1, key: key))
    }

    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkBatch("AttentionReadout", x, batch, graphCount)
        // a = softmax of gate(X) over each graph     [nodes, 1]
        let attention = gate(x).segmentSoftmax(batch, rows: graphCount)
        let values = transform.map { $0(x) } ?? x
        precondition(
            attention.shape == [x.shape[0], 1] || attention.shape == values.shape,
            "AttentionReadout: expected a gate [\(x.shape[0]), 1], found shape \(attention.shape)")
        // y = Σ a transform(X)                       [graphCount, outputs]
        let weighted = attention.shape[1] == 1 ? values.scalingRows(attention) : values * attention
        return weighted.segmentSum(batch, rows: graphCount)
    }

    public func outputs(inputs: Int) -> Int {
        transform.map { withoutGradients { [network = $0] in network(Tensor(DenseArray(zeros: [0, inputs]))).shape[1] } }
            ?? inputs
    }

    public var title: String { "AttentionalAggregation(gate_nn=\(gate.summary), nn=\(transform?.summary ?? "None"))" }

    public var parameters: [Parameter] {
        gate.parameters.map { $0.prefixed("gate_nn") } + (transform?.parameters.map { $0.prefixed("nn") } ?? [])
    }
}
