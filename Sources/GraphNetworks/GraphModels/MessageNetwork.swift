import Autograd
import DenseArrays
import NeuralNetworks

/// A directed message passing network for whole graphs (D-MPNN): messages along the bonds, a readout of the atoms, and a
/// perceptron.
///
/// X `[nodes, inputs]`, edge features `[edges, edgeInputs]`; the layer's vectors `[nodes, hidden]` are read out to
/// `[graphs, hidden]`, normalized where `norm` is batch, and go through the head. `layers` counts the steps of message
/// passing.
///
/// Source: Yang et al., 2019, "Analyzing Learned Molecular Representations for Property Prediction", arXiv:1904.01561; the
/// batch normalization behind the readout is that of Chemprop's second version.
public final class MessageNetwork: GraphModel {
    public let configuration: GraphModelConfiguration
    private let messages: DirectedMessagePassing
    private let readout: any Readout
    private let norm: NodeNormalization
    private let perceptron: PerceptronHead

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: GraphModelConfiguration, key: RandomKey) {
        precondition(c.layers >= 1 && c.hidden > 0, "MessageNetwork: \(c.layers) layers of \(c.hidden) units")
        configuration = c
        messages = DirectedMessagePassing(
            inputs: c.inputs, edgeFeatures: c.edgeInputs, hidden: c.hidden, steps: c.layers, key: key.child("weights"))
        guard let readout = Readouts.make(
            c.readout, inputs: c.hidden, sorted: max(1, Int(c.options["sorted"] ?? 30)), key: key.child("readout"))
        else {
            preconditionFailure(
                "MessageNetwork: no readout is called \(c.readout); expected \(Readouts.names.joined(separator: ", "))")
        }
        self.readout = readout
        let width = readout.outputs(inputs: c.hidden)
        norm = NodeNormalization(c.norm == "batch" ? "batch" : "none", channels: width)
        perceptron = PerceptronHead(inputs: width, c, key: key.child("head"))
    }

    public var poolsFirst: Bool { true }

    public func pooled(_ input: GraphInput, _ mode: Mode) -> Tensor? { read(input, mode) }

    private func read(_ input: GraphInput, _ mode: Mode) -> Tensor {
        // H = D-MPNN(X, E)          [nodes, hidden]
        let h = messages(
            input.features, input.nodes.messageEdges, bonds: input.nodes.reverseEdges,
            edgeFeatures: input.edgeFeatures.map { Tensor($0) }, dropout: { mode.mask(self.configuration.dropout, $0) },
            outputDropout: mode.mask(configuration.dropout, 500))
        // z = readout(H)            [graphs, width]
        return readout(h, batch: input.batch, graphCount: input.graphCount)
    }

    private func normalized(_ z: Tensor, _ mode: Mode) -> Tensor {
        let count = z.shape[0]
        return norm(z, batch: Array(0..<count), graphCount: count, training: mode.isTraining, relu: false)
    }

    public func embeddings(_ input: GraphInput, _ mode: Mode) -> Tensor { normalized(read(input, mode), mode) }

    public func outputs(pooled: Tensor, _ mode: Mode) -> Tensor { head(normalized(pooled, mode), mode) }

    public func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor { perceptron(embeddings, mode) }

    /// Batch statistics run over the graphs of a batch.
    public var couplesGraphs: Bool { configuration.norm == "batch" }

    private func collected(_ list: (any Module) -> [Parameter]) -> [Parameter] {
        list(messages).map { $0.prefixed("message_passing") } + list(readout).map { $0.prefixed("agg") }
            + list(norm).map { $0.prefixed("bn") } + list(perceptron).map { $0.prefixed("predictor") }
    }

    public var children: [(name: String, module: any Module)] {
        [("message_passing", messages), ("agg", readout), ("bn", norm), ("predictor", perceptron)]
    }

    public var parameters: [Parameter] { collected { $0.parameters } }
    public var buffers: [Parameter] { collected { $0.buffers } }
}
