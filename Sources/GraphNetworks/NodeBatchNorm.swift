import Autograd
import NeuralNetworks

/// Batch normalization over all nodes of a batch: `NeuralNetworks.BatchNorm` under the names of PyG's `BatchNorm`
/// (`module.weight`).
public final class NodeBatchNorm: Module {
    /// The normalization of all nodes' columns.
    public let module: BatchNorm

    /// This normalization.
    public init(module: BatchNorm) { self.module = module }

    /// A new layer: weight 1, bias 0.
    public convenience init(channels: Int, epsilon: Float = 1e-5, momentum: Float? = 0.1) {
        self.init(module: BatchNorm(channels: channels, epsilon: epsilon, momentum: momentum))
    }

    /// Y for X `[nodes, channels]`; running statistics change in training.
    public func callAsFunction(_ x: Tensor, training: Bool) -> Tensor { module(x, training: training) }

    public var title: String { "BatchNorm\(module.title.drop { $0 != "(" })" }

    public var parameters: [Parameter] { module.parameters.map { $0.prefixed("module") } }
    /// The running statistics; not learned.
    public var buffers: [Parameter] { module.buffers.map { $0.prefixed("module") } }
}
