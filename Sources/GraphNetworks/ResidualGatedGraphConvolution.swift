import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The residual gated graph convolution: y_i = Σ over the edges (j, i) of σ(key(x_i) + query(x_j)) ∘ value(x_j) + x_i W + b.
///
/// X `[nodes, inputs]`, Y `[nodes, outputs]`; key, query and value are linear maps. With edge features f each of the three
/// reads [x, f]; the node part is multiplied before it is gathered. A node that receives nothing has the sum 0. Time is
/// O(edges · (edgeFeatures + 1) · outputs + nodes · inputs · outputs).
///
/// Source: Bresson & Laurent, 2018, "Residual Gated Graph ConvNets", arXiv:1711.07553. Equal to PyG's `ResGatedGraphConv`,
/// whose names (`lin_key`, `lin_query`, `lin_value`, `lin_skip`, `bias`) a checkpoint uses.
public final class ResidualGatedGraphConvolution: Module {
    /// The target's share of the gate.
    public let key: Linear
    /// The source's share of the gate.
    public let query: Linear
    /// What is sent.
    public let value: Linear
    /// W, without bias; nil: no residual.
    public let skip: Linear?
    /// b `[outputs]`, or nil.
    public let bias: Tensor?
    /// Columns of what it reads.
    public let inputs: Int
    /// The width of the edge features; 0 for none.
    public let edgeFeatures: Int

    /// A layer with these parameters; key, query and value map inputs + edgeFeatures to outputs.
    public init(key: Linear, query: Linear, value: Linear, skip: Linear?, bias: Tensor?, edgeFeatures: Int = 0) {
        precondition(
            key.weight.shape == query.weight.shape && key.weight.shape == value.weight.shape
                && key.inputs >= edgeFeatures,
            "ResidualGatedGraphConvolution: weights of shapes \(key.weight.shape), \(query.weight.shape), \(value.weight.shape)")
        precondition(
            skip == nil || skip?.weight.shape == [key.inputs - edgeFeatures, key.outputs],
            "ResidualGatedGraphConvolution: expected a skip weight [\(key.inputs - edgeFeatures), \(key.outputs)], found \(skip?.weight.shape ?? [])"
        )
        precondition(
            bias == nil || bias?.shape == [key.outputs],
            "ResidualGatedGraphConvolution: \(key.outputs) outputs, bias has shape \(bias?.shape ?? [])")
        (self.key, self.query, self.value, self.skip, self.bias) = (key, query, value, skip, bias)
        (inputs, self.edgeFeatures) = (key.inputs - edgeFeatures, edgeFeatures)
    }

    /// A new layer.
    public convenience init(
        inputs: Int, outputs: Int, edgeFeatures: Int = 0, rootWeight: Bool = true, bias: Bool = true, key: RandomKey
    ) {
        func new(_ number: Int) -> Linear {
            Linear(inputs: inputs + edgeFeatures, outputs: outputs, key: key.child(number))
        }
        self.init(
            key: new(0), query: new(1), value: new(2),
            skip: rootWeight ? Linear(inputs: inputs, outputs: outputs, bias: false, key: key.child(3)) : nil,
            bias: bias ? Tensor(DenseArray(zeros: [outputs]), requiresGradient: true) : nil, edgeFeatures: edgeFeatures)
    }

    /// Y; `features` `[edges, edgeFeatures]` where the layer has any.
    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges, edgeFeatures features: Tensor? = nil) -> Tensor {
        edges.check("ResidualGatedGraphConvolution", x, inputs: inputs)
        edges.check("ResidualGatedGraphConvolution", edgeFeatures: features, width: edgeFeatures)
        // K, Q, V of each edge     [edges, outputs]
        func mapped(_ map: Linear, _ nodes: [Int]) -> Tensor {
            var ofNodes = map.part(x, 0..<inputs)
            if let bias = map.bias { ofNodes = ofNodes.addingBias(bias) }
            let gathered = ofNodes.gatheringRows(nodes)
            return features.map { gathered + map.part($0, inputs..<map.inputs) } ?? gathered
        }
        let gate = (mapped(key, edges.targets) + mapped(query, edges.sources)).sigmoid()
        var y = edges.aggregate(gate * mapped(value, edges.sources), .sum)
        // Y += X W + b
        if let skip { y = y + skip(edges.ofTargets(x)) }
        return bias.map { y.addingBias($0) } ?? y
    }

    public var title: String { "ResGatedGraphConv(\(inputs), \(query.outputs))" }

    public var parameters: [Parameter] {
        key.parameters.map { $0.prefixed("lin_key") } + query.parameters.map { $0.prefixed("lin_query") }
            + value.parameters.map { $0.prefixed("lin_value") } + (skip?.parameters.map { $0.prefixed("lin_skip") } ?? [])
            + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}
