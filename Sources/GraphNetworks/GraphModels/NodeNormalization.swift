import Autograd
import DenseArrays
import NeuralNetworks

/// A normalization of node vectors by name, `X [nodes, channels]` to the same shape.
final class NodeNormalization: Module {
    static let names = ["none", "batch", "layer", "graph", "pair", "instance"]

    private enum Kind {
        case none
        case batch(NodeBatchNorm)
        case layer(GraphLayerNorm)
        case graph(GraphNorm)
        case pair(PairNorm)
        case instance(InstanceNorm)
    }

    private let kind: Kind

    init(_ name: String, channels: Int) {
        switch name {
        case "none": kind = .none
        case "batch": kind = .batch(NodeBatchNorm(channels: channels))
        case "layer": kind = .layer(GraphLayerNorm(channels: channels))
        case "graph": kind = .graph(GraphNorm(channels: channels))
        case "pair": kind = .pair(PairNorm())
        case "instance": kind = .instance(InstanceNorm(channels: channels))
        default:
            preconditionFailure(
                "NodeNormalization: no normalization is called \(name); expected \(Self.names.joined(separator: ", "))")
        }
    }

    /// relu(norm(x)), the ReLU left out where `relu` is false.
    func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int, training: Bool, relu: Bool) -> Tensor {
        let y: Tensor
        switch kind {
        case .none: return relu ? x.activatedInPlace(Activation(relu: true)) : x
        // a batch of one node has no variance: it is normalized by what training has seen so far
        case .batch(let norm): return norm.module(x, training: training && x.shape[0] > 1, relu: relu)
        case .layer(let norm): y = norm(x, batch: batch, graphCount: graphCount)
        case .graph(let norm): y = norm(x, batch: batch, graphCount: graphCount)
        case .pair(let norm): y = norm(x, batch: batch, graphCount: graphCount)
        case .instance(let norm): y = norm(x, batch: batch, graphCount: graphCount)
        }
        return relu ? y.activatedInPlace(Activation(relu: true)) : y
    }

    private var module: (any Module)? {
        switch kind {
        case .none: nil
        case .batch(let norm): norm
        case .layer(let norm): norm
        case .graph(let norm): norm
        case .pair: nil
        case .instance(let norm): norm
        }
    }

    /// That of the normalization itself.
    var title: String {
        if case .pair(let norm) = kind { norm.title } else { module?.title ?? "Identity()" }
    }

    var parameters: [Parameter] { module?.parameters ?? [] }
    var buffers: [Parameter] { module?.buffers ?? [] }
}
