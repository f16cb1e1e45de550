import Autograd
import DenseArrays
import NeuralNetworks

/// The common form of a network for whole graphs: graph layers, each normalized and rectified, a readout that makes one
/// vector of a graph's nodes, and a head.
///
/// H₀ = X `[nodes, inputs]`; H_l = dropout(relu(norm_l(layer_l(H_{l-1})))) `[nodes, hidden]`; z = readout(H)
/// `[graphs, width]`; Y = head(z) `[graphs, outputs]`. With `jumping` the readout reads more than the last layer's vectors;
/// a virtual node's vector is added to the nodes' before each layer but the first.
public final class ReadoutNetwork: GraphModel {
    /// One layer: node vectors, the batch, and how the network is called.
    public struct Layer {
        let module: any Module
        let isRectified: Bool
        let call: (Tensor, GraphInput, Mode, Int) -> Tensor

        /// - Parameters:
        ///   - module: the layer, which owns the parameters.
        ///   - isRectified: whether the layer ends in its own ReLU, in the same pass as its bias; only where nothing
        ///     is normalized before it.
        ///   - call: node vectors `[nodes, inputs]`, the batch, the mode and the layer's number to `[nodes,
        ///     outputs]`.
        public init(
            _ module: any Module, isRectified: Bool = false,
            call: @escaping (Tensor, GraphInput, Mode, Int) -> Tensor
        ) {
            self.module = module
            self.isRectified = isRectified
            self.call = call
        }
    }

    public let configuration: GraphModelConfiguration
    private let layers: [Layer]
    private let norms: [NodeNormalization]
    private let jumping: JumpingKnowledge?
    private let virtualNode: VirtualNode?
    private let readouts: [any Readout]
    private let perceptron: PerceptronHead

    /// - Parameters:
    ///   - c: widths, depth, readout and the other settings.
    ///   - key: what the weights are drawn by.
    ///   - layer: makes a layer from its number, inputs, outputs and key.
    public init(
        _ c: GraphModelConfiguration, key: RandomKey, layer: (Int, Int, Int, RandomKey) -> Layer
    ) {
        precondition(c.layers >= 0 && c.hidden > 0, "ReadoutNetwork: \(c.layers) layers of \(c.hidden) units")
        configuration = c
        let weights = key.child("weights")
        layers = (0..<c.layers).map { layer($0, $0 == 0 ? c.inputs : c.hidden, c.hidden, weights.child($0)) }
        norms = (0..<c.layers).map { _ in NodeNormalization(c.norm, channels: c.hidden) }
        virtualNode =
            c.virtualNode && c.layers > 1
            ? VirtualNode(channels: c.hidden, layers: c.layers - 1, key: key.child("virtual")) : nil
        var width = c.layers == 0 ? c.inputs : c.hidden
        switch c.jumping {
        case "max": jumping = JumpingKnowledge(.maximum)
        case "lstm": jumping = JumpingKnowledge(lstmOf: c.layers, channels: c.hidden, key: key.child("jumping"))
        case "cat":
            jumping = JumpingKnowledge(.concatenation)
            width = c.hidden * max(1, c.layers)
        case "last", "all": jumping = nil
        default:
            preconditionFailure("ReadoutNetwork: no jumping knowledge is called \(c.jumping); expected last, cat, max, lstm or all")
        }
        let widths = c.jumping == "all" ? [c.inputs] + Array(repeating: c.hidden, count: c.layers) : [width]
        readouts = widths.enumerated().map { number, width in
            guard let readout = Readouts.make(
                c.readout, inputs: width, sorted: max(1, Int(c.options["sorted"] ?? 30)),
                key: key.child("readout").child(number))
            else {
                preconditionFailure(
                    "ReadoutNetwork: no readout is called \(c.readout); expected \(Readouts.names.joined(separator: ", "))")
            }
            return readout
        }
        let read = zip(readouts, widths).reduce(0) { $0 + $1.0.outputs(inputs: $1.1) }
        perceptron = PerceptronHead(inputs: read, c, key: key.child("head"))
    }

    /// A layer that node classification knows, for graphs.
    static func nodeLayer(
        _ factory: @escaping LayerFactory, _ configuration: GraphModelConfiguration
    ) -> (Int, Int, Int, RandomKey) -> Layer {
        let c = configuration.forLayers()
        return { number, inputs, outputs, key in
            let part = factory(number, inputs, outputs, c, key)
            return Layer(part.module) { x, input, mode, number in part.call(x, input.nodes, mode.key(number)) }
        }
    }

    /// The node vectors behind each layer, the features first: what explanations and pictures look at.
    public func nodeVectors(_ input: GraphInput, _ mode: Mode) -> [Tensor] {
        var x = input.features
        var result = [x]
        var v = virtualNode?.start(graphCount: input.graphCount)
        for (number, layer) in layers.enumerated() {
            if number > 0, let virtualNode, let current = v {
                x = virtualNode(x, current, batch: input.batch)
                if number < layers.count - 1 {
                    v = virtualNode.updated(current, x, batch: input.batch, step: number - 1)
                }
            }
            var h = layer.call(x, input, mode, number)
            h = norms[number](
                h, batch: input.batch, graphCount: input.graphCount, training: mode.isTraining,
                relu: !layer.isRectified)
            if let mask = mode.mask(configuration.dropout, number) { h = h.dropout(mask) }
            if configuration.residual, x.shape == h.shape { h = h + x }
            x = h
            result.append(x)
        }
        return result
    }

    public func embeddings(_ input: GraphInput, _ mode: Mode) -> Tensor {
        let vectors = nodeVectors(input, mode)
        let read: [Tensor]
        if configuration.jumping == "all" {
            read = vectors
        } else if let jumping, vectors.count > 1 {
            read = [jumping(Array(vectors.dropFirst()))]
        } else {
            read = [vectors[vectors.count - 1]]
        }
        let parts = zip(readouts, read).map { $0($1, batch: input.batch, graphCount: input.graphCount) }
        return parts.count == 1 ? parts[0] : .concatenatingColumns(parts)
    }

    public func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor { perceptron(embeddings, mode) }

    /// Batch and pair normalization mix the nodes of all graphs of a batch.
    public var couplesGraphs: Bool { configuration.norm == "batch" || configuration.norm == "pair" }

    private func collected(_ list: (any Module) -> [Parameter]) -> [Parameter] {
        var result = layers.enumerated().flatMap { number, layer in list(layer.module).map { $0.prefixed("convs.\(number)") } }
        result += norms.enumerated().flatMap { number, norm in list(norm).map { $0.prefixed("norms.\(number)") } }
        if let virtualNode { result += list(virtualNode) }
        if let jumping { result += list(jumping).map { $0.prefixed("jk") } }
        result += readouts.enumerated().flatMap { number, part in list(part).map { $0.prefixed("readouts.\(number)") } }
        result += list(perceptron).map { $0.prefixed("head") }
        return result
    }

    public var children: [(name: String, module: any Module)] {
        var result: [(name: String, module: any Module)] = [
            ("convs", ModuleList(layers.map(\.module))), ("norms", ModuleList(norms)),
        ]
        if let virtualNode { result += virtualNode.children }
        if let jumping { result.append(("jk", jumping)) }
        return result + [("readouts", ModuleList(readouts)), ("head", perceptron)]
    }

    public var parameters: [Parameter] { collected { $0.parameters } }
    public var buffers: [Parameter] { collected { $0.buffers } }
}
