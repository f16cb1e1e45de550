import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The crystal graph convolution: y_i = x_i + aggregate over the edges e = (j, i) of σ(gate(z)) ∘ softplus(core(z)), with
/// z = [x_i, x_j, f_e].
///
/// X, Y `[nodes, channels]`, edge features f `[edges, edgeFeatures]`; gate and core map 2 · channels + edgeFeatures to
/// channels, the node parts multiplied before they are gathered. A node that receives nothing keeps its vector. With a
/// batch norm the aggregate passes it first. Time is O(edges · (edgeFeatures + 1) · channels + nodes · channels²).
///
/// Source: Xie & Grossman, 2018, "Crystal Graph Convolutional Neural Networks for an Accurate and Interpretable
/// Prediction of Material Properties", arXiv:1710.10324. Equal to PyG's `CGConv`, whose names (`lin_f`, `lin_s`, `bn`) a
/// checkpoint uses.
public final class CGConvolution: Module {
    /// The map behind the sigmoid.
    public let gate: Linear
    /// The map behind the softplus.
    public let core: Linear
    /// Batch normalization of what a node receives; nil for none.
    public let norm: BatchNorm?
    /// How messages are brought together.
    public let aggregation: Aggregation
    /// Columns of X and Y.
    public var channels: Int { gate.outputs }
    /// Columns of the edge features.
    public var edgeFeatures: Int { gate.inputs - 2 * gate.outputs }

    /// A layer with these parameters.
    public init(gate: Linear, core: Linear, norm: BatchNorm? = nil, aggregation: Aggregation = .sum) {
        precondition(
            gate.weight.shape == core.weight.shape && gate.inputs >= 2 * gate.outputs,
            "CGConvolution: expected two weights [2 · channels + edgeFeatures, channels], found shapes \(gate.weight.shape) and \(core.weight.shape)"
        )
        precondition(
            norm == nil || norm?.channels == gate.outputs,
            "CGConvolution: \(gate.outputs) channels, the norm has \(norm?.channels ?? 0)")
        (self.gate, self.core, self.norm, self.aggregation) = (gate, core, norm, aggregation)
    }

    /// A new layer.
    public convenience init(
        channels: Int, edgeFeatures: Int = 0, aggregation: Aggregation = .sum, batchNorm: Bool = false,
        bias: Bool = true, key: RandomKey
    ) {
        let inputs = 2 * channels + edgeFeatures
        self.init(
            gate: Linear(inputs: inputs, outputs: channels, bias: bias, key: key.child("gate")),
            core: Linear(inputs: inputs, outputs: channels, bias: bias, key: key.child("core")),
            norm: batchNorm ? BatchNorm(channels: channels) : nil, aggregation: aggregation)
    }

    /// Y; `features` `[edges, edgeFeatures]` where the layer has any; `training` is for the batch norm.
    public func callAsFunction(
        _ x: Tensor, _ edges: MessageEdges, edgeFeatures features: Tensor? = nil, training: Bool = false
    ) -> Tensor {
        let c = channels
        edges.check("CGConvolution", x, inputs: c)
        edges.check("CGConvolution", edgeFeatures: features, width: edgeFeatures)
        func mapped(_ map: Linear) -> Tensor {
            // x_i W_1 + b + x_j W_2 + f W_3     [edges, channels]
            var ofTargets = map.part(x, 0..<c)
            if let bias = map.bias { ofTargets = ofTargets.addingBias(bias) }
            let z = ofTargets.gatheringRows(edges.targets) + map.part(x, c..<2 * c).gatheringRows(edges.sources)
            return features.map { z + map.part($0, 2 * c..<map.inputs) } ?? z
        }
        var y = edges.aggregate(mapped(gate).sigmoid() * mapped(core).softplus(), aggregation)
        if let norm { y = norm(y, training: training) }
        return y + edges.ofTargets(x)
    }

    public var title: String { "CGConv(\(channels), dim=\(edgeFeatures))" }

    public var parameters: [Parameter] {
        gate.parameters.map { $0.prefixed("lin_f") } + core.parameters.map { $0.prefixed("lin_s") }
            + (norm?.parameters.map { $0.prefixed("bn") } ?? [])
    }
}
