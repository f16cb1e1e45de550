import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// AttentiveFP: graph attention with a gated recurrent unit behind each layer, then attention from each graph as a whole to
/// its atoms, again with a gated unit.
///
///     H = leaky(X W₁ + b₁)                                        [nodes, hidden]
///     layer 1: v_e = leaky([h_j, e] U); a = softmax over the edges into i of leaky(v_e · a_l + h_i · a_r);
///              H = relu(GRU(elu(Σ a h_j U' + b), H))
///     layers 2 …: H = relu(GRU(elu(GAT(H)), H)), without self-loops
///     z = relu(Σ h over each graph)                               [graphs, hidden]
///     `timesteps` times: z = relu(GRU(elu(attention of z to the graph's atoms), z))
///     Y = z W₂ + b₂                                               [graphs, outputs]
///
/// X `[nodes, inputs]`, e `[edges, edgeInputs]`; every leaky slope is 0.01. The attention of a node that receives nothing
/// gives the bias alone. U' is applied to the weighted sum, not to each edge: the same, and cheaper.
///
/// Source: Xiong et al., 2020, "Pushing the Boundaries of Molecular Representation for Drug Discovery with the Graph
/// Attention Mechanism", doi:10.1021/acs.jmedchem.9b00959. Equal to PyG's `AttentiveFP`, whose names a checkpoint uses.
public final class AttentiveFP: GraphModel {
    public let configuration: GraphModelConfiguration
    private let input: Linear
    private let gate: EdgeGate
    private let gru: GRUCell
    private let layers: [(convolution: GATConvolution, gru: GRUCell)]
    private let attention: GraphAttention
    private let graphGRU: GRUCell
    private let output: Linear
    private let timesteps: Int
    private static let slope: Float = 0.01

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: GraphModelConfiguration, key: RandomKey) {
        precondition(c.layers >= 1 && c.hidden > 0, "AttentiveFP: \(c.layers) layers of \(c.hidden) units")
        configuration = c
        let h = c.hidden, weights = key.child("weights")
        input = Linear(inputs: c.inputs, outputs: h, key: weights.child("input"))
        gate = EdgeGate(inputs: h, edgeInputs: c.edgeInputs, key: weights.child("gate"))
        gru = GRUCell(inputs: h, hidden: h, key: weights.child("gru"))
        layers = (1..<max(1, c.layers)).map {
            (
                GATConvolution(inputs: h, outputs: h, slope: Self.slope, key: weights.child("atom").child($0)),
                GRUCell(inputs: h, hidden: h, key: weights.child("atom gru").child($0))
            )
        }
        attention = GraphAttention(hidden: h, key: weights.child("graph"))
        graphGRU = GRUCell(inputs: h, hidden: h, key: weights.child("graph gru"))
        output = Linear(inputs: h, outputs: c.outputs, key: key.child("head"))
        timesteps = max(1, Int(c.options["timesteps"] ?? 2))
    }

    public var couplesGraphs: Bool { false }

    public func embeddings(_ graphs: GraphInput, _ mode: Mode) -> Tensor {
        let (edges, edgeMask) = graphs.nodes.maskablePlainEdges
        var h = input(graphs.features).leakyRelu(slope: Self.slope)
        func dropped(_ x: Tensor, _ number: Int) -> Tensor {
            mode.mask(configuration.dropout, number).map { x.dropout($0) } ?? x
        }
        let first = gate(
            h, edges, edgeFeatures: graphs.edgeFeatures.map { Tensor($0) }, dropout: mode.mask(configuration.dropout, 100),
            mask: edgeMask
        ).elu()
        h = gru(dropped(first, 0), h).relu()
        for (number, layer) in layers.enumerated() {
            let received = layer.convolution(
                h, edges, dropout: mode.mask(configuration.dropout, 101 + number), mask: edgeMask
            ).elu()
            h = layer.gru(dropped(received, 1 + number), h).relu()
        }
        // z = relu(Σ h)        [graphs, hidden]
        var z = h.segmentSum(graphs.batch, rows: graphs.graphCount).relu()
        let projected = attention.project(h)
        for step in 0..<timesteps {
            let read = attention(projected, z, batch: graphs.batch, graphCount: graphs.graphCount).elu()
            z = graphGRU(dropped(read, 200 + step), z).relu()
        }
        return z
    }

    public func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor {
        var z = embeddings
        if let mask = mode.mask(configuration.headDropout, 1000) { z = z.dropout(mask) }
        return output(z)
    }

    public var children: [(name: String, module: any Module)] {
        [
            ("lin1", input), ("gate_conv", gate), ("gru", gru), ("atom_convs", ModuleList(layers.map(\.convolution))),
            ("atom_grus", ModuleList(layers.map(\.gru))), ("mol_conv", attention), ("mol_gru", graphGRU),
            ("lin2", output),
        ]
    }

    public var parameters: [Parameter] {
        var result = input.parameters.map { $0.prefixed("lin1") } + gate.parameters.map { $0.prefixed("gate_conv") }
        result += gru.parameters.map { $0.prefixed("gru") }
        for (number, layer) in layers.enumerated() {
            result += layer.convolution.parameters.map { $0.prefixed("atom_convs.\(number)") }
            result += layer.gru.parameters.map { $0.prefixed("atom_grus.\(number)") }
        }
        result += attention.parameters.map { $0.prefixed("mol_conv") } + graphGRU.parameters.map { $0.prefixed("mol_gru") }
        return result + output.parameters.map { $0.prefixed("lin2") }
    }

    /// The first layer: attention over edges with features.
    final class EdgeGate: Module {
        /// U `[hidden + edgeInputs, hidden]` and U' `[hidden, hidden]`, without biases.
        let edgeMap: Linear, map: Linear
        /// `[1, hidden]` each: of the edge's vector, and of the target's.
        let left: Tensor, right: Tensor
        let bias: Tensor

        init(inputs: Int, edgeInputs: Int, key: RandomKey) {
            edgeMap = Linear(inputs: inputs + edgeInputs, outputs: inputs, bias: false, key: key.child(0))
            map = Linear(inputs: inputs, outputs: inputs, bias: false, key: key.child(1))
            func vector(_ key: RandomKey) -> Tensor {
                Tensor(DenseArray.glorotUniform(inputs: 1, outputs: inputs, key: key), requiresGradient: true)
            }
            left = vector(key.child(2))
            right = vector(key.child(3))
            bias = Tensor(DenseArray(zeros: [inputs]), requiresGradient: true)
        }

        func callAsFunction(
            _ x: Tensor, _ edges: CompressedEdges, edgeFeatures: Tensor?, dropout: DropoutMask?,
            mask: EdgeMask?
        ) -> Tensor {
            let inputs = x.shape[1]
            // v_e = leaky(h_j U_h + e U_e)       [edges, hidden], by target
            var v = edgeMap.part(x, 0..<inputs).gatheringRows(edges.incoming.neighbours.map { Int($0) })
            if let edgeFeatures {
                v = v + edgeMap.part(edges.arranged(edgeFeatures), inputs..<edgeMap.inputs)
            }
            v = v.leakyRelu(slope: AttentiveFP.slope)
            // s_e = leaky(v_e · a_l + h_i · a_r)  [edges, 1]
            let zero = Tensor(DenseArray(zeros: [x.shape[0], 1]))
            let scores = x.matrixProduct(right.reshaped([inputs, 1])).additiveScores(
                zero, edgeTerms: v.matrixProduct(left.reshaped([inputs, 1])), edges, slope: AttentiveFP.slope)
            var attention = scores.edgeSoftmax(edges)
            if let dropout { attention = attention.dropout(dropout, rowIDs: edges.edgeNumbers.map { UInt32($0) }) }
            if let mask { attention = mask.weighting(attention) }
            // (Σ a h_j) U' + b                    [nodes, hidden]
            return map(x.weightedSum(edges, attention)).addingBias(bias)
        }

        var title: String { "GATEConv(\(map.inputs), \(map.outputs))" }

        var parameters: [Parameter] {
            [Parameter("att_l", left), Parameter("att_r", right), Parameter("bias", bias)]
                + edgeMap.parameters.map { $0.prefixed("lin1") } + map.parameters.map { $0.prefixed("lin2") }
        }
    }

    /// Attention from each graph's vector to its nodes: PyG's `GATConv` from atoms to molecules with shared weights.
    final class GraphAttention: Module {
        let weight: Tensor, source: Tensor, target: Tensor, bias: Tensor

        init(hidden: Int, key: RandomKey) {
            weight = Tensor(.glorotUniform(inputs: hidden, outputs: hidden, key: key.child(0)), requiresGradient: true)
            func vector(_ key: RandomKey) -> Tensor {
                Tensor(
                    DenseArray.glorotUniform(inputs: 1, outputs: hidden, key: key).reshaped([1, 1, hidden]),
                    requiresGradient: true)
            }
            source = vector(key.child(1))
            target = vector(key.child(2))
            bias = Tensor(DenseArray(zeros: [hidden]), requiresGradient: true)
        }

        /// H W and its scores, which no timestep changes.
        func project(_ h: Tensor) -> (values: Tensor, scores: Tensor) {
            let values = h.matrixProduct(weight)
            return (values, values.matrixProduct(source.reshaped([weight.shape[1], 1])))
        }

        func callAsFunction(
            _ atoms: (values: Tensor, scores: Tensor), _ z: Tensor, batch: [Int], graphCount: Int
        ) -> Tensor {
            // a = softmax over each graph of leaky(source · H W + target · z W)    [nodes, 1]
            let own = z.matrixProduct(weight).matrixProduct(target.reshaped([weight.shape[1], 1]))
            let a = (atoms.scores + own.gatheringRows(batch)).leakyRelu(slope: AttentiveFP.slope)
                .segmentSoftmax(batch, rows: graphCount)
            return atoms.values.scalingRows(a).segmentSum(batch, rows: graphCount).addingBias(bias)
        }

        var title: String { "GATConv(\(weight.shape[0]), \(weight.shape[1]), heads=1)" }

        var parameters: [Parameter] {
            [
                Parameter("att_src", source), Parameter("att_dst", target), Parameter("bias", bias),
                Parameter("lin.weight", weight, isStoredTransposed: true),
            ]
        }
    }
}
