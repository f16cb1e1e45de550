import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The graph isomorphism convolution: Y = network((1 + ε) X + A X).
///
/// - A `[nodes, nodes]`: the matrix that adds up what each node receives (`EdgeList.gatheringMatrix` of the edges without
///   weights); repeated edges count repeatedly, a node that receives nothing keeps its own vector.
/// - X `[nodes, inputs]`; `network` maps rows `[nodes, inputs]` to `[nodes, outputs]`; ε one number.
///
/// Time is O(edges · inputs) and that of the network.
///
/// Source: Xu, Hu, Leskovec & Jegelka, 2019, "How Powerful are Graph Neural Networks?", arXiv:1810.00826. Equal to PyG's
/// `GINConv`, whose names (`eps`, `nn.…`) a checkpoint uses; an ε that is not learned is a buffer there and not listed.
public final class GINConvolution: Module {
    /// What is done with the sums.
    public let network: any RowModule
    /// ε, shape `[1]`; a parameter where it requires a gradient.
    public let epsilon: Tensor

    /// A layer with this network.
    public init(network: any RowModule, epsilon: Tensor) {
        precondition(epsilon.shape == [1], "GINConvolution: expected epsilon of shape [1], found \(epsilon.shape)")
        self.network = network
        self.epsilon = epsilon
    }

    /// A new layer; ε starts at 0 unless asked otherwise, and stays where it is not learned (as PyG's).
    public convenience init(network: any RowModule, epsilon: Float = 0, learnsEpsilon: Bool = false) {
        self.init(network: network, epsilon: Tensor(DenseArray([epsilon]), requiresGradient: learnsEpsilon))
    }

    /// A new layer with the paper's network of two linear maps, ReLU between them.
    public convenience init(inputs: Int, hidden: Int, outputs: Int, learnsEpsilon: Bool = false, key: RandomKey) {
        self.init(network: Sequential(widths: [inputs, hidden, outputs], key: key), learnsEpsilon: learnsEpsilon)
    }

    /// Y for X `[nodes, inputs]`.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        // Y = network(A X + (1 + ε) X)
        network(propagation(x) + x.scaled(byOnePlus: epsilon))
    }

    /// The same from A X.
    func callAsFunction(_ x: Tensor, received: Tensor) -> Tensor {
        // Y = network(A X + (1 + ε) X)
        if !epsilon.requiresGradient, epsilon.scalar == 0 { return network(received + x) }
        return network(received + x.scaled(byOnePlus: epsilon))
    }

    /// The same with A as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix) -> Tensor { self(x, Propagation(adjacency)) }

    public var title: String { "GINConv(nn=\(network.summary))" }

    public var parameters: [Parameter] {
        (epsilon.requiresGradient ? [Parameter("eps", epsilon)] : []) + network.parameters.map { $0.prefixed("nn") }
    }
}

extension Tensor {
    /// (1 + ε) X for ε of shape `[1]`.
    func scaled(byOnePlus epsilon: Tensor) -> Tensor {
        let x = value
        let factor = 1 + epsilon.scalar
        return .custom("scaled", inputs: [self, epsilon], value: x * factor) { [self] upstream in
            // dX = (1 + ε) dY,  dε = Σ dY ∘ X
            [
                requiresGradient ? upstream * factor : nil,
                epsilon.requiresGradient ? DenseArray([Float((upstream * x).sum())]) : nil,
            ]
        }
    }
}
