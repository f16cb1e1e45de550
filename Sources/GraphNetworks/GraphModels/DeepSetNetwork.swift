import Autograd
import DenseArrays
import NeuralNetworks

/// The structure-free baseline: z = Σ x over a graph's nodes; Y = head(relu(z W + b)). It knows which nodes a graph has, and
/// nothing of its edges; a network that does no better has learned nothing from them.
///
/// X `[nodes, inputs]`, z `[graphs, inputs]`, Y `[graphs, outputs]`. Source: the baseline for chemical sets of Errica, Podda,
/// Bacciu & Micheli, 2020, "A Fair Comparison of Graph Neural Networks for Graph Classification", arXiv:1912.09893.
public final class DeepSetNetwork: GraphModel {
    public let configuration: GraphModelConfiguration
    private let first: Linear, second: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: GraphModelConfiguration, key: RandomKey) {
        self.configuration = configuration
        first = Linear(inputs: configuration.inputs, outputs: configuration.hidden, key: key.child("head").child(0))
        second = Linear(inputs: configuration.hidden, outputs: configuration.outputs, key: key.child("head").child(1))
    }

    public var couplesGraphs: Bool { false }

    public func embeddings(_ input: GraphInput, _ mode: Mode) -> Tensor {
        let z = input.features.segmentSum(input.batch, rows: input.graphCount)
        return first(z).activatedInPlace(Activation(relu: true))
    }

    public func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor {
        var z = embeddings
        if let mask = mode.mask(configuration.headDropout, 0) { z = z.dropout(mask) }
        return second(z)
    }

    public var children: [(name: String, module: any Module)] { [("head", ModuleList([first, second]))] }

    public var parameters: [Parameter] {
        first.parameters.map { $0.prefixed("head.0") } + second.parameters.map { $0.prefixed("head.1") }
    }
}
